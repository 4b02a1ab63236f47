import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { ClaimService } from './claim.service.js';
import { DecideService } from './decide.service.js';
import { ProgressService } from './progress.service.js';
import { SecondService } from './second.service.js';

@Controller()
export class ReviewController {
  constructor(
    private readonly claims: ClaimService,
    private readonly decisions: DecideService,
    private readonly progress: ProgressService,
    private readonly seconds: SecondService,
  ) {}

  @Route(routes.reviewGet)
  get(@CurrentUser() caller: Caller) {
    return this.progress.get(caller);
  }

  @Route(routes.reviewClaim)
  claim(
    @FromBody(routes.reviewClaim) body: BodyOf<typeof routes.reviewClaim>,
    @CurrentUser() caller: Caller,
  ) {
    return this.claims.claim(body, caller);
  }

  @Route(routes.reviewDecide)
  decide(
    @FromParams(routes.reviewDecide) { item }: ParamsOf<typeof routes.reviewDecide>,
    @FromBody(routes.reviewDecide) said: BodyOf<typeof routes.reviewDecide>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.decide(item, said, caller);
  }

  @Route(routes.reviewBatch)
  decideMany(
    @FromBody(routes.reviewBatch) body: BodyOf<typeof routes.reviewBatch>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.decideMany(body, caller);
  }

  @Route(routes.reviewRelease)
  release(
    @FromParams(routes.reviewRelease) { item }: ParamsOf<typeof routes.reviewRelease>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.release(item, caller);
  }

  @Route(routes.reviewUndo)
  undo(
    @FromParams(routes.reviewUndo) { decision }: ParamsOf<typeof routes.reviewUndo>,
    @CurrentUser() caller: Caller,
  ) {
    return this.decisions.undo(decision, caller);
  }

  @Route(routes.reviewDecisions)
  mine(
    @FromQuery(routes.reviewDecisions) { limit }: QueryOf<typeof routes.reviewDecisions>,
    @CurrentUser() caller: Caller,
  ) {
    return this.progress.mine(limit, caller);
  }

  @Route(routes.reviewLabels)
  labels() {
    return this.progress.labels();
  }

  @Route(routes.reviewAgreement)
  agreement(@CurrentUser() caller: Caller) {
    return this.progress.agreement(caller);
  }

  @Route(routes.reviewSettings)
  set(
    @FromBody(routes.reviewSettings) { secondShare }: BodyOf<typeof routes.reviewSettings>,
    @CurrentUser() caller: Caller,
  ) {
    return this.seconds.setShare(secondShare, caller);
  }
}
