import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { ConsentStore } from '../episodes/consent.store.js';
import { orderEvents } from '../episodes/order.js';
import { LedgerStore } from '../ledger/ledger.store.js';
import { ConversationStore } from './conversation.store.js';
import { HandoffService } from './handoff.service.js';
import { textKey } from './handoff-summary.js';
import { listTurns } from './timeline.js';
import { withholdConversation } from './withhold.js';
import { writeVcon } from './write-vcon.js';

/** A conversation for other systems, as its customer's consent lets it be seen on the pages. */
@Injectable()
export class VconService {
  constructor(
    private readonly conversations: ConversationStore,
    private readonly handoffs: HandoffService,
    private readonly consent: ConsentStore,
    private readonly ledger: LedgerStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async get(key: string): Promise<AnswerOf<typeof routes.conversationVcon>> {
    const named = Buffer.from(key, 'base64url');
    const found = await this.conversations.find(named);
    if (!found) throw new Problem('not_found', { detail: 'There is no such conversation.' });
    const [leaves, scopes, handoffs] = await Promise.all([
      this.ledger.readConversations([named], await this.ledger.head()),
      this.consent.forPages(named, found.customer_key),
      Promise.all(found.handoff_keys.map((handoff) => this.handoffs.get(textKey(handoff)))),
    ]);
    const turns = listTurns(orderEvents(leaves));
    return writeVcon(
      {
        key,
        source: found.source,
        conversationId: found.conversation_id,
        bot: found.bot,
        startedAt: found.first_at.toISOString(),
        ...withholdConversation({ turns, customer: found.customer_id, contacts: null }, scopes),
        handoffs,
      },
      this.clock(),
    );
  }
}
