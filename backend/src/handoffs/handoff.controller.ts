import { Controller } from '@nestjs/common';
import type { AnswerOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { FromParams, FromQuery, Route } from '../http/route.js';
import { ConversationService } from './conversation.service.js';
import { HandoffService } from './handoff.service.js';
import { VconService } from './vcon.service.js';

@Controller()
export class HandoffController {
  constructor(
    private readonly handoffs: HandoffService,
    private readonly conversations: ConversationService,
    private readonly vcons: VconService,
  ) {}

  @Route(routes.handoffList)
  list(
    @FromQuery(routes.handoffList) query: QueryOf<typeof routes.handoffList>,
  ): Promise<AnswerOf<typeof routes.handoffList>> {
    return this.handoffs.list(query);
  }

  @Route(routes.handoffGet)
  get(
    @FromParams(routes.handoffGet) { key }: ParamsOf<typeof routes.handoffGet>,
  ): Promise<AnswerOf<typeof routes.handoffGet>> {
    return this.handoffs.get(key);
  }

  @Route(routes.conversationGet)
  conversation(
    @FromParams(routes.conversationGet) { key }: ParamsOf<typeof routes.conversationGet>,
  ): Promise<AnswerOf<typeof routes.conversationGet>> {
    return this.conversations.get(key);
  }

  @Route(routes.conversationVcon)
  vcon(
    @FromParams(routes.conversationVcon) { key }: ParamsOf<typeof routes.conversationVcon>,
  ): Promise<AnswerOf<typeof routes.conversationVcon>> {
    return this.vcons.get(key);
  }

  @Route(routes.episodeList)
  episodes(
    @FromQuery(routes.episodeList) query: QueryOf<typeof routes.episodeList>,
  ): Promise<AnswerOf<typeof routes.episodeList>> {
    return this.handoffs.episodes(query);
  }
}
