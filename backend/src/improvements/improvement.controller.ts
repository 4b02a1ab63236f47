import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { ImprovementService } from './improvement.service.js';
import { LoopService } from './loop.service.js';
import { ReleaseEffectService } from './release-effect.service.js';

@Controller()
export class ImprovementController {
  constructor(
    private readonly improvements: ImprovementService,
    private readonly loop: LoopService,
    private readonly releases: ReleaseEffectService,
  ) {}

  @Route(routes.improvementList)
  list(@FromQuery(routes.improvementList) { gap }: QueryOf<typeof routes.improvementList>) {
    return this.improvements.list(gap);
  }

  @Route(routes.loopHealth)
  health() {
    return this.loop.read();
  }

  @Route(routes.releaseEffects)
  releaseEffects() {
    return this.releases.read();
  }

  @Route(routes.improvementGet)
  get(@FromParams(routes.improvementGet) { id }: ParamsOf<typeof routes.improvementGet>) {
    return this.improvements.get(id);
  }

  @Route(routes.improvementPropose)
  propose(
    @FromBody(routes.improvementPropose) body: BodyOf<typeof routes.improvementPropose>,
    @CurrentUser() caller: Caller,
  ) {
    return this.improvements.propose(body, caller);
  }

  @Route(routes.improvementApprove)
  approve(
    @FromParams(routes.improvementApprove) { id }: ParamsOf<typeof routes.improvementApprove>,
    @FromBody(routes.improvementApprove) { note }: BodyOf<typeof routes.improvementApprove>,
    @CurrentUser() caller: Caller,
  ) {
    return this.improvements.decide(id, 'approved', note, caller);
  }

  @Route(routes.improvementDecline)
  decline(
    @FromParams(routes.improvementDecline) { id }: ParamsOf<typeof routes.improvementDecline>,
    @FromBody(routes.improvementDecline) { note }: BodyOf<typeof routes.improvementDecline>,
    @CurrentUser() caller: Caller,
  ) {
    return this.improvements.decide(id, 'declined', note, caller);
  }

  @Route(routes.improvementWithdraw)
  withdraw(
    @FromParams(routes.improvementWithdraw) { id }: ParamsOf<typeof routes.improvementWithdraw>,
    @FromBody(routes.improvementWithdraw) { note }: BodyOf<typeof routes.improvementWithdraw>,
    @CurrentUser() caller: Caller,
  ) {
    return this.improvements.decide(id, 'withdrawn', note, caller);
  }

  @Route(routes.improvementRelease)
  release(
    @FromParams(routes.improvementRelease) { id }: ParamsOf<typeof routes.improvementRelease>,
    @FromBody(routes.improvementRelease) body: BodyOf<typeof routes.improvementRelease>,
    @CurrentUser() caller: Caller,
  ) {
    return this.improvements.release(id, body, caller);
  }
}
