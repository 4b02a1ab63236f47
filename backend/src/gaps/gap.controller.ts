import { Controller, StreamableFile } from '@nestjs/common';
import { arrowStream, type BodyOf, type ParamsOf, type QueryOf } from '../contract/route.js';
import { routes } from '../contract/routes.js';
import { type Caller, CurrentUser, FromBody, FromParams, FromQuery, Route } from '../http/route.js';
import { GapService } from './gap.service.js';
import { GapChangeService } from './gap-change.service.js';
import { GapDecisionService } from './gap-decision.service.js';
import { MapService } from './map/map.service.js';
import { TitleService } from './titles/title.service.js';

@Controller()
export class GapController {
  constructor(
    private readonly gaps: GapService,
    private readonly decisions: GapDecisionService,
    private readonly changes: GapChangeService,
    private readonly map: MapService,
    private readonly titles: TitleService,
  ) {}

  @Route(routes.gapList)
  list(@FromQuery(routes.gapList) query: QueryOf<typeof routes.gapList>) {
    return this.gaps.list(query);
  }

  @Route(routes.gapMap)
  async points(@FromQuery(routes.gapMap) query: QueryOf<typeof routes.gapMap>): Promise<StreamableFile> {
    const bytes = await this.map.points(query);
    return new StreamableFile(bytes, { type: arrowStream, length: bytes.byteLength });
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

  @Route(routes.gapTitleGet)
  title(@FromParams(routes.gapTitleGet) { id }: ParamsOf<typeof routes.gapTitleGet>) {
    return this.titles.of(id);
  }

  @Route(routes.gapTitlePropose)
  proposeTitle(@FromParams(routes.gapTitlePropose) { id }: ParamsOf<typeof routes.gapTitlePropose>) {
    return this.titles.propose(id);
  }

  @Route(routes.gapTitleIgnore)
  ignoreTitle(@FromParams(routes.gapTitleIgnore) { id }: ParamsOf<typeof routes.gapTitleIgnore>) {
    return this.titles.ignore(id);
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

  @Route(routes.gapMerge)
  merge(
    @FromParams(routes.gapMerge) { id }: ParamsOf<typeof routes.gapMerge>,
    @FromBody(routes.gapMerge) body: BodyOf<typeof routes.gapMerge>,
    @CurrentUser() caller: Caller,
  ) {
    return this.changes.merge(id, body.into, caller);
  }

  @Route(routes.gapSplit)
  split(
    @FromParams(routes.gapSplit) { id }: ParamsOf<typeof routes.gapSplit>,
    @FromBody(routes.gapSplit) body: BodyOf<typeof routes.gapSplit>,
    @CurrentUser() caller: Caller,
  ) {
    return this.changes.split(id, body.handoffs, caller);
  }

  @Route(routes.gapMove)
  move(
    @FromParams(routes.gapMove) { id }: ParamsOf<typeof routes.gapMove>,
    @FromBody(routes.gapMove) body: BodyOf<typeof routes.gapMove>,
    @CurrentUser() caller: Caller,
  ) {
    return this.changes.move(id, body, caller);
  }

  @Route(routes.gapJudge)
  judge(
    @FromParams(routes.gapJudge) { id }: ParamsOf<typeof routes.gapJudge>,
    @FromBody(routes.gapJudge) body: BodyOf<typeof routes.gapJudge>,
    @CurrentUser() caller: Caller,
  ) {
    return this.changes.judge(id, body, caller);
  }

  @Route(routes.gapUndo)
  undo(
    @FromParams(routes.gapUndo) { id, decision }: ParamsOf<typeof routes.gapUndo>,
    @CurrentUser() caller: Caller,
  ) {
    return this.changes.undo(id, decision, caller);
  }
}
