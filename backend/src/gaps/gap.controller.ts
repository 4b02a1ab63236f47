import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { GapService } from './gap.service.js';
import { GapDecisionService } from './gap-decision.service.js';

@Controller()
export class GapController {
  constructor(
    private readonly gaps: GapService,
    private readonly decisions: GapDecisionService,
  ) {}

  @Route(routes.gapList)
  list(@FromQuery(routes.gapList) query: QueryOf<typeof routes.gapList>) {
    return this.gaps.list(query);
  }

  @Route(routes.gapGet)
  get(@FromParams(routes.gapGet) { id }: ParamsOf<typeof routes.gapGet>) {
    return this.gaps.get(id);
  }

  @Route(routes.gapName)
  name(
    @FromParams(routes.gapName) { id }: ParamsOf<typeof routes.gapName>,
    @FromBody(routes.gapName) { name }: BodyOf<typeof routes.gapName>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.name(id, name, caller);
  }

  @Route(routes.gapDismiss)
  dismiss(
    @FromParams(routes.gapDismiss) { id }: ParamsOf<typeof routes.gapDismiss>,
    @FromBody(routes.gapDismiss) { reason }: BodyOf<typeof routes.gapDismiss>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.dismiss(id, reason, caller);
  }

  @Route(routes.gapRestore)
  restore(
    @FromParams(routes.gapRestore) { id }: ParamsOf<typeof routes.gapRestore>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.restore(id, caller);
  }
}
