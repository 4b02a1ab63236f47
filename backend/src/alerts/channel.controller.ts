import { Controller } from '@nestjs/common';
import type { AnswerOf, BodyOf, ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, Route } from '../http/route.js';
import { ChannelService } from './channel.service.js';
import { DeliverService } from './deliver.service.js';
import { SecretService } from './secret.service.js';

type Params = ParamsOf<typeof routes.alertChannelChange>;

@Controller()
export class ChannelController {
  constructor(
    private readonly channels: ChannelService,
    private readonly secrets: SecretService,
    private readonly deliveries: DeliverService,
  ) {}

  @Route(routes.alertChannelList)
  list(): Promise<AnswerOf<typeof routes.alertChannelList>> {
    return this.channels.list();
  }

  @Route(routes.alertChannelCreate)
  create(
    @FromBody(routes.alertChannelCreate) body: BodyOf<typeof routes.alertChannelCreate>,
    @CurrentUser() caller: Caller,
  ): Promise<AnswerOf<typeof routes.alertChannelCreate>> {
    return this.channels.create(body, caller);
  }

  @Route(routes.alertChannelChange)
  change(
    @FromParams(routes.alertChannelChange) { id }: Params,
    @FromBody(routes.alertChannelChange) body: BodyOf<typeof routes.alertChannelChange>,
    @CurrentUser() caller: Caller,
  ): Promise<AnswerOf<typeof routes.alertChannelChange>> {
    return this.channels.change(id, body, caller);
  }

  @Route(routes.alertChannelRemove)
  remove(
    @FromParams(routes.alertChannelRemove) { id }: Params,
    @CurrentUser() caller: Caller,
  ): Promise<void> {
    return this.channels.remove(id, caller);
  }

  @Route(routes.alertSecretCreate)
  renewSecret(
    @FromParams(routes.alertSecretCreate) { id }: Params,
    @FromBody(routes.alertSecretCreate) body: BodyOf<typeof routes.alertSecretCreate>,
    @CurrentUser() caller: Caller,
  ): Promise<AnswerOf<typeof routes.alertSecretCreate>> {
    return this.secrets.renew(id, body, caller);
  }

  @Route(routes.alertSecretRemove)
  endOldSecret(
    @FromParams(routes.alertSecretRemove) { id }: Params,
    @CurrentUser() caller: Caller,
  ): Promise<void> {
    return this.secrets.endOld(id, caller);
  }

  @Route(routes.alertChannelTest)
  test(
    @FromParams(routes.alertChannelTest) { id }: Params,
  ): Promise<AnswerOf<typeof routes.alertChannelTest>> {
    return this.deliveries.test(id);
  }

  @Route(routes.alertMessageList)
  messages(): Promise<AnswerOf<typeof routes.alertMessageList>> {
    return this.deliveries.list();
  }

  @Route(routes.alertMessageRetry)
  retry(
    @FromParams(routes.alertMessageRetry) { id }: Params,
  ): Promise<AnswerOf<typeof routes.alertMessageRetry>> {
    return this.deliveries.retry(id);
  }
}
