import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, Route } from '../http/route.js';
import { ConnectionService } from './connection.service.js';
import { ReasonService } from './reason.service.js';
import { TrialService } from './trial.service.js';

type Params = ParamsOf<typeof routes.connectionChange>;

@Controller()
export class ConnectionController {
  constructor(
    private readonly connections: ConnectionService,
    private readonly reasons: ReasonService,
    private readonly trials: TrialService,
  ) {}

  @Route(routes.connectionList)
  list() {
    return this.connections.list();
  }

  @Route(routes.connectionCreate)
  create(
    @FromBody(routes.connectionCreate) body: BodyOf<typeof routes.connectionCreate>,
    @CurrentUser() caller: Caller,
  ) {
    return this.connections.create(body, caller);
  }

  @Route(routes.connectionChange)
  change(
    @FromParams(routes.connectionChange) { name }: Params,
    @FromBody(routes.connectionChange) body: BodyOf<typeof routes.connectionChange>,
    @CurrentUser() caller: Caller,
  ) {
    return this.connections.change(name, body, caller);
  }

  @Route(routes.connectionRemove)
  remove(@FromParams(routes.connectionRemove) { name }: Params, @CurrentUser() caller: Caller) {
    return this.connections.remove(name, caller);
  }

  @Route(routes.connectionSecret)
  changeSecret(
    @FromParams(routes.connectionSecret) { name }: Params,
    @FromBody(routes.connectionSecret) body: BodyOf<typeof routes.connectionSecret>,
    @CurrentUser() caller: Caller,
  ) {
    return this.connections.changeSecret(name, body, caller);
  }

  @Route(routes.deliveryTry)
  tryDelivery(
    @FromParams(routes.deliveryTry) { name }: Params,
    @FromBody(routes.deliveryTry) body: BodyOf<typeof routes.deliveryTry>,
  ) {
    return this.trials.run(name, body);
  }

  @Route(routes.sourceReasons)
  listReasons(@FromParams(routes.sourceReasons) { name }: Params) {
    return this.reasons.list(name);
  }

  @Route(routes.sourceReasonsChange)
  changeReasons(
    @FromParams(routes.sourceReasonsChange) { name }: Params,
    @FromBody(routes.sourceReasonsChange) body: BodyOf<typeof routes.sourceReasonsChange>,
    @CurrentUser() caller: Caller,
  ) {
    return this.reasons.change(name, body, caller);
  }
}
