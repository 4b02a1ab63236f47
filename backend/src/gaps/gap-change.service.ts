import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { GapDecisionType } from '../contract/event-types.js';
import type { gapDecided } from '../contract/gaps.js';
import { Problem } from '../contract/problem.js';
import type { BodyOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import type { Caller } from '../http/route.js';
import { DecisionStore, type GapDecision } from './decision.store.js';
import { GapService } from './gap.service.js';
import { anchorCount, GapPageStore, mergedCount } from './gap-page.store.js';
import { gapIdOf } from './lineage/lineage.js';
import { MembershipStore } from './membership.store.js';
import { type PlacingDecision, placementOf, withdrawnBy } from './placement.js';
import { RecordDecisionService } from './record-decision.service.js';

type Decided = z.output<typeof gapDecided>;

/** People's decisions about what belongs to which gap. Said again, nothing is entered again. */
@Injectable()
export class GapChangeService {
  constructor(
    private readonly gaps: GapService,
    private readonly pages: GapPageStore,
    private readonly membership: MembershipStore,
    private readonly decisions: DecisionStore,
    private readonly recorder: RecordDecisionService,
  ) {}

  async merge(id: string, into: string, caller: Caller): Promise<Decided> {
    if (id === into) throw invalid('/into', 'a gap cannot be merged with itself');
    await this.expectGap(into, '/into');
    const known = await this.decisions.placing();
    const now = placementOf(known).redirects.get(id);
    if (now === into) return this.same(known, 'gap.merged', (made) => made.gap === id, [into]);
    await this.gaps.summary(id);
    const [gap_members, other_members] = await Promise.all([
      this.pages.anchors(id, mergedCount),
      this.pages.anchors(into, mergedCount),
    ]);
    return this.decide('gap.merged', { gap: id, other_gap: into, gap_members, other_members }, caller);
  }

  async split(id: string, handoffs: readonly string[], caller: Caller): Promise<Decided> {
    const chosen = [...new Set(handoffs)].sort();
    const other_gap = splitGap(id, chosen);
    const found = await this.membership.gapsOf(chosen);
    const isDone = chosen.every((handoff) => found.get(handoff)?.includes(other_gap));
    const known = await this.decisions.placing();
    if (isDone) return this.same(known, 'gap.split', (made) => made.otherGap === other_gap, [id, other_gap]);
    return this.decide('gap.split', await this.splitOff(id, handoffs), caller);
  }

  /** What a split says, once nothing speaks against it. */
  async splitOff(id: string, handoffs: readonly string[]): Promise<GapDecision & { other_gap: string }> {
    const chosen = [...new Set(handoffs)].sort();
    const found = await this.membership.gapsOf(chosen);
    const { total } = await this.gaps.summary(id);
    refuse(handoffs, (handoff) =>
      found.get(handoff)?.includes(id) ? undefined : `is no escalation of the gap ${id}`,
    );
    if (chosen.length >= total) throw invalid('/handoffs', 'these are all there are: nothing would be left');
    const other_members = await this.anchors(id, chosen);
    return { gap: id, other_gap: splitGap(id, chosen), gap_members: chosen, other_members };
  }

  async move(
    id: string,
    { handoffs, from }: BodyOf<typeof routes.gapMove>,
    caller: Caller,
  ): Promise<Decided> {
    if (from === id) throw invalid('/from', 'they cannot leave the gap that they go into');
    await this.gaps.summary(id);
    const { chosen, found } = await this.knownOf(handoffs);
    const isThere = (gaps: readonly string[] = []) =>
      gaps.includes(id) && (from === undefined ? gaps.length === 1 : !gaps.includes(from));
    const known = await this.decisions.placing();
    const said = namedBy(known, 'gap.moved', id);
    if (chosen.every((handoff) => said.has(handoff) && isThere(found.get(handoff))))
      return this.same(known, 'gap.moved', (made) => made.gap === id, [id]);
    refuse(handoffs, (handoff) =>
      from === undefined || isThere(found.get(handoff)) || found.get(handoff)?.includes(from)
        ? undefined
        : `is not in the gap ${from}`,
    );
    const other_members = await this.anchors(id, chosen);
    const other = from === undefined ? {} : { other_gap: from };
    return this.decide('gap.moved', { gap: id, ...other, gap_members: chosen, other_members }, caller);
  }

  async judge(
    id: string,
    { handoffs, verdict }: BodyOf<typeof routes.gapJudge>,
    caller: Caller,
  ): Promise<Decided> {
    await this.gaps.summary(id);
    const type = verdict === 'accepted' ? 'gap.accepted' : 'gap.rejected';
    const { chosen, found } = await this.knownOf(handoffs);
    const known = await this.decisions.placing();
    const said = namedBy(known, type, id);
    const holds = (handoff: string) => found.get(handoff)?.includes(id) === (verdict === 'accepted');
    if (chosen.every((handoff) => said.has(handoff) && holds(handoff)))
      return this.same(known, type, (made) => made.gap === id, [id]);
    const other_members = await this.anchors(id, chosen);
    return this.decide(type, { gap: id, gap_members: chosen, other_members }, caller);
  }

  /** Takes a decision about the gap back; taking back what took another back lets that one hold again. */
  async undo(id: string, uid: string, caller: Caller): Promise<Decided> {
    const made = await this.decisions.find(uid, id);
    if (!made) throw new Problem('not_found', { detail: `There is no decision ${uid} about the gap ${id}` });
    const gaps = [made.gap, ...(made.otherGap === null ? [] : [made.otherGap])];
    if (made.withdrawn) return { decision: uid, applied: true, gaps: await this.summaries(gaps) };
    const other = made.otherGap === null ? {} : { other_gap: made.otherGap };
    return this.decide('gap.undone', { gap: made.gap, ...other, withdraws: uid }, caller);
  }

  /** Each once, with the gaps that it is in; all must be escalations. */
  private async knownOf(handoffs: readonly string[]) {
    const chosen = [...new Set(handoffs)].sort();
    const found = await this.membership.gapsOf(chosen);
    refuse(handoffs, (handoff) => (found.has(handoff) ? undefined : 'is no escalation that is known here'));
    return { chosen, found };
  }

  private async decide(type: GapDecisionType, data: GapDecision, caller: Caller): Promise<Decided> {
    const { uid, applied } = await this.recorder.record(type, data, caller);
    const gaps = [data.gap, ...(data.other_gap === undefined ? [] : [data.other_gap])];
    return { decision: uid, applied, gaps: await this.summaries(gaps) };
  }

  /** What was decided before in the same words. */
  private async same(
    known: readonly PlacingDecision[],
    type: GapDecisionType,
    isIt: (made: PlacingDecision) => boolean,
    gaps: readonly string[],
  ): Promise<Decided> {
    const withdrawn = withdrawnBy(known);
    const made = known.findLast((one) => one.type === type && !withdrawn.has(one.uid) && isIt(one));
    return { decision: made?.uid ?? null, applied: true, gaps: await this.summaries(gaps) };
  }

  private summaries(ids: readonly string[]) {
    return this.gaps.summaries([...new Set(ids)]);
  }

  private async expectGap(id: string, pointer: string): Promise<void> {
    const [found] = await this.gaps.summaries([id]);
    if (!found) throw invalid(pointer, `there is no gap ${id}`);
  }

  /** What the gap is known by, without those that leave it or are judged. */
  private anchors(id: string, without: readonly string[]): Promise<string[]> {
    return this.pages.anchors(id, anchorCount, without);
  }
}

/** The same handoffs split out of the same gap make the same new one. */
const splitGap = (id: string, chosen: readonly string[]) => gapIdOf(`split ${id} ${chosen.join(' ')}`);

const invalid = (pointer: string, message: string) =>
  new Problem('invalid_input', { detail: `${pointer}: ${message}`, errors: [{ pointer, message }] });

const shownErrors = 20;

/** Refuses the request with the place of every handoff that something speaks against. */
function refuse(handoffs: readonly string[], objection: (handoff: string) => string | undefined): void {
  const errors = handoffs.flatMap((handoff, i) => {
    const message = objection(handoff);
    return message === undefined ? [] : [{ pointer: `/handoffs/${i}`, message }];
  });
  const [first] = errors;
  if (first) {
    const detail = `${first.pointer}: ${first.message}`;
    throw new Problem('invalid_input', { detail, errors: errors.slice(0, shownErrors) });
  }
}

/** Handoffs that standing decisions of one type name for a gap. */
function namedBy(known: readonly PlacingDecision[], type: GapDecisionType, gap: string): Set<string> {
  const withdrawn = withdrawnBy(known);
  const said = known.filter((made) => made.type === type && made.gap === gap && !withdrawn.has(made.uid));
  return new Set(said.flatMap((made) => [...made.members]));
}
