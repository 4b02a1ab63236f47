import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { FollowService } from '../follow/follow.service.js';
import type { Caller } from '../http/route.js';
import { IngestService } from '../ingest/ingest.service.js';
import { SequencerService } from '../ledger/sequencer.service.js';
import type { GapDecision, GapDecisionType } from './decision.store.js';
import { GapService } from './gap.service.js';
import { GapPageStore } from './gap-page.store.js';
import type { GapSummary } from './gap-summary.js';

const anchorCount = 20;
/** How long an answer waits for its decision to come out of the ledger; a longer backlog is not waited for. */
const patienceMs = 2_000;

/** People's decisions about gaps: ledger events, applied by the follower. */
@Injectable()
export class GapDecisionService {
  constructor(
    private readonly gaps: GapService,
    private readonly pages: GapPageStore,
    private readonly ingest: IngestService,
    private readonly sequencer: SequencerService,
    private readonly follow: FollowService,
  ) {}

  name(id: string, name: string, caller: Caller): Promise<GapSummary> {
    return this.decide('gap.named', id, { name }, caller);
  }

  dismiss(id: string, reason: string, caller: Caller): Promise<GapSummary> {
    return this.decide('gap.dismissed', id, { reason }, caller);
  }

  restore(id: string, caller: Caller): Promise<GapSummary> {
    return this.decide('gap.restored', id, {}, caller);
  }

  private async decide(
    type: GapDecisionType,
    id: string,
    what: Pick<GapDecision, 'name' | 'reason'>,
    { id: actor, name }: Caller,
  ): Promise<GapSummary> {
    const before = await this.gaps.summary(id);
    const data = { gap: id, ...what, anchors: await this.pages.anchors(id, anchorCount) };
    await this.ingest.record({ type, data }, { id: actor, name });
    await Promise.race([this.apply(), sleep(patienceMs, undefined, { ref: false })]);
    return { ...(await this.gaps.summary(id)), ...decided(type, what, before) };
  }

  private async apply(): Promise<void> {
    await this.sequencer.run();
    await this.follow.runAll();
  }
}

/** What the decision makes of a gap, also where the follower has not come to it yet. */
function decided(
  type: GapDecisionType,
  { name }: Pick<GapDecision, 'name'>,
  { named }: GapSummary,
): Partial<GapSummary> {
  if (type === 'gap.dismissed') return { status: 'dismissed' };
  if (type === 'gap.restored') return { status: named ? 'reviewed' : 'new' };
  return name === undefined ? {} : { name, named: true };
}
