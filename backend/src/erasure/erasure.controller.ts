import { Controller } from '@nestjs/common';
import type { BodyOf, ParamsOf, QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { ErasureService } from './erasure.service.js';
import { HoldService } from './hold.service.js';
import { RecordService } from './record.service.js';
import { RetentionService } from './retention.service.js';

@Controller()
export class ErasureController {
  constructor(
    private readonly erasures: ErasureService,
    private readonly records: RecordService,
    private readonly holds: HoldService,
    private readonly retention: RetentionService,
  ) {}

  @Route(routes.erasurePreview)
  preview(@FromBody(routes.erasurePreview) { subject }: BodyOf<typeof routes.erasurePreview>) {
    return this.erasures.preview(subject);
  }

  @Route(routes.erasureCreate)
  erase(
    @FromBody(routes.erasureCreate) body: BodyOf<typeof routes.erasureCreate>,
    @CurrentUser() caller: Caller,
  ) {
    return this.erasures.erase(body, caller);
  }

  @Route(routes.erasureList)
  list(@FromQuery(routes.erasureList) query: QueryOf<typeof routes.erasureList>) {
    return this.records.list(query);
  }

  @Route(routes.holdList)
  listHolds() {
    return this.holds.list();
  }

  @Route(routes.holdPlace)
  placeHold(
    @FromBody(routes.holdPlace) body: BodyOf<typeof routes.holdPlace>,
    @CurrentUser() caller: Caller,
  ) {
    return this.holds.place(body, caller);
  }

  @Route(routes.holdLift)
  liftHold(
    @FromParams(routes.holdLift) { id }: ParamsOf<typeof routes.holdLift>,
    @FromBody(routes.holdLift) { reason }: BodyOf<typeof routes.holdLift>,
    @CurrentUser() caller: Caller,
  ) {
    return this.holds.lift(id, reason, caller);
  }

  @Route(routes.retentionGet)
  getRetention() {
    return this.retention.get();
  }

  @Route(routes.retentionSet)
  setRetention(
    @FromBody(routes.retentionSet) rule: BodyOf<typeof routes.retentionSet>,
    @CurrentUser() caller: Caller,
  ) {
    return this.retention.set(rule, caller);
  }

  @Route(routes.retentionPreview)
  previewRetention(@FromBody(routes.retentionPreview) { rules }: BodyOf<typeof routes.retentionPreview>) {
    return this.retention.preview(rules);
  }

  @Route(routes.retentionRun)
  runRetention(@CurrentUser() caller: Caller) {
    return this.retention.run(caller);
  }
}
