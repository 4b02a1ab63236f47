import { Injectable } from '@nestjs/common';
import type { GapDecisionType } from '../contract/event-types.js';
import type { Caller } from '../http/route.js';
import type { GapDecision } from './decision.store.js';
import { GapService } from './gap.service.js';
import { anchorCount, GapPageStore } from './gap-page.store.js';
import type { GapSummary } from './gap-summary.js';
import { RecordDecisionService } from './record-decision.service.js';
import { TitleStore } from './titles/title.store.js';

/** People's decisions about a gap as a whole: ledger events, applied by the follower. */
@Injectable()
export class GapDecisionService {
  constructor(
    private readonly gaps: GapService,
    private readonly pages: GapPageStore,
    private readonly decisions: RecordDecisionService,
    private readonly titles: TitleStore,
  ) {}

  async name(id: string, name: string, caller: Caller): Promise<GapSummary> {
    const before = await this.gaps.summary(id);
    // Whatever name a person gives, the question of its title is settled.
    await this.titles.forget(id);
    if (before.named && before.name === name) return before;
    return this.decide('gap.named', before, { name }, caller);
  }

  async dismiss(id: string, reason: string, caller: Caller): Promise<GapSummary> {
    const before = await this.gaps.summary(id);
    return before.status === 'dismissed' ? before : this.decide('gap.dismissed', before, { reason }, caller);
  }

  async restore(id: string, caller: Caller): Promise<GapSummary> {
    const before = await this.gaps.summary(id);
    return before.status === 'dismissed' ? this.decide('gap.restored', before, {}, caller) : before;
  }

  private async decide(
    type: GapDecisionType,
    before: GapSummary,
    what: Pick<GapDecision, 'name' | 'reason'>,
    caller: Caller,
  ): Promise<GapSummary> {
    const { id } = before;
    const anchors = await this.pages.anchors(id, anchorCount);
    await this.decisions.record(type, { gap: id, ...what, anchors }, caller);
    return { ...(await this.gaps.summary(id)), ...decided(type, what, before) };
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
