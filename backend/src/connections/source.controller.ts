import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, Route } from '../http/route.js';
import { HealthService } from './health.service.js';
import { RejectedService } from './rejected.service.js';

type Params = ParamsOf<typeof routes.sourceGet>;

@Controller()
export class SourceController {
  constructor(
    private readonly health: HealthService,
    private readonly rejected: RejectedService,
  ) {}

  @Route(routes.sourceList)
  list() {
    return this.health.list();
  }

  @Route(routes.sourceGet)
  get(@FromParams(routes.sourceGet) { name }: Params) {
    return this.health.get(name);
  }

  @Route(routes.rejectedList)
  listRejected(@FromParams(routes.rejectedList) { name }: Params) {
    return this.rejected.list(name);
  }

  @Route(routes.rejectedGet)
  getRejected(@FromParams(routes.rejectedGet) { name, id }: ParamsOf<typeof routes.rejectedGet>) {
    return this.rejected.get(name, id);
  }

  @Route(routes.rejectedRetry)
  retry(
    @FromParams(routes.rejectedRetry) { name }: Params,
    @FromBody(routes.rejectedRetry) body: BodyOf<typeof routes.rejectedRetry>,
  ) {
    return this.rejected.retry(name, body);
  }

  @Route(routes.rejectedDismiss)
  dismiss(
    @FromParams(routes.rejectedDismiss) { name }: Params,
    @FromBody(routes.rejectedDismiss) body: BodyOf<typeof routes.rejectedDismiss>,
    @CurrentUser() caller: Caller,
  ) {
    return this.rejected.dismiss(name, body, caller);
  }
}
