import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { CallbackService } from './callback.service.js';
import { FidelityService } from './fidelity.service.js';
import { PlanService } from './plan.service.js';
import { ReadingService } from './reading.service.js';
import { ResultService } from './result.service.js';

@Controller()
export class AdjudicationController {
  constructor(
    private readonly fidelity: FidelityService,
    private readonly callbacks: CallbackService,
    private readonly plans: PlanService,
    private readonly results: ResultService,
    private readonly readings: ReadingService,
  ) {}

  @Route(routes.fidelityGet)
  getFidelity(@FromQuery(routes.fidelityGet) query: QueryOf<typeof routes.fidelityGet>) {
    return this.fidelity.get(query);
  }

  @Route(routes.callbackGet)
  getCallbacks(@FromQuery(routes.callbackGet) query: QueryOf<typeof routes.callbackGet>) {
    return this.callbacks.get(query);
  }

  @Route(routes.planList)
  list() {
    return this.plans.list();
  }

  @Route(routes.planPreview)
  preview(@FromBody(routes.planPreview) spec: BodyOf<typeof routes.planPreview>) {
    return this.plans.preview(spec);
  }

  @Route(routes.planDraw)
  draw(@FromBody(routes.planDraw) spec: BodyOf<typeof routes.planDraw>, @CurrentUser() caller: Caller) {
    return this.plans.draw(spec, caller);
  }

  @Route(routes.planGet)
  get(@FromParams(routes.planGet) { plan }: ParamsOf<typeof routes.planGet>) {
    return this.results.get(plan);
  }

  @Route(routes.planClaim)
  claim(
    @FromParams(routes.planClaim) { plan }: ParamsOf<typeof routes.planClaim>,
    @CurrentUser() caller: Caller,
  ) {
    return this.readings.claim(plan, caller);
  }

  @Route(routes.caseGet)
  read(@FromParams(routes.caseGet) where: ParamsOf<typeof routes.caseGet>, @CurrentUser() caller: Caller) {
    return this.readings.read(where, caller);
  }

  @Route(routes.judgementGive)
  judge(
    @FromParams(routes.judgementGive) where: ParamsOf<typeof routes.judgementGive>,
    @FromBody(routes.judgementGive) said: BodyOf<typeof routes.judgementGive>,
    @CurrentUser() caller: Caller,
  ) {
    return this.readings.judge(where, said, caller);
  }

  @Route(routes.judgementWithdraw)
  withdraw(
    @FromParams(routes.judgementWithdraw) where: ParamsOf<typeof routes.judgementWithdraw>,
    @CurrentUser() caller: Caller,
  ) {
    return this.readings.withdraw(where, caller);
  }
}
