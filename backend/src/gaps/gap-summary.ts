import type { z } from 'zod';
import { nonCapabilityTypes } from '../contract/gap-types.js';
import type { gapSummary } from '../contract/gaps.js';
import { type CostBasis, costOf, isForEver, priorityOf, unknownConsistency } from './describe/priority.js';
import { discoverChanges, type RateChange, rateChange } from './describe/rate-change.js';
import type { GapSummaryRow } from './gap-list.store.js';

export type GapSummary = z.output<typeof gapSummary>;
type Change = RateChange & { q: number };

/** What a gap is seen against. */
export interface Background {
  end: Date;
  knownFrom: Date | null;
  cost: CostBasis;
  changes: ReadonlyMap<string, Change>;
  /** From how many escalations in eight weeks on a gap is heavy. */
  heavy: number;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
const dayMs = 86_400_000;
/** Recent and earlier time of a change together. */
const changeMs = 56 * dayMs;

/** Changes of all gaps; none where the data begins later, for then growth is the beginning of the data. */
export function changesOf(
  courses: readonly { id: string; weekly: readonly number[] }[],
  knownFrom: Date | null,
  end: Date,
): Map<string, Change> {
  if (knownFrom === null || knownFrom.getTime() > end.getTime() - changeMs) return new Map();
  return discoverChanges(
    new Map(
      courses.map(({ id, weekly }) => [
        id,
        rateChange({ earlier: weekly.slice(0, 4), recent: weekly.slice(4) }),
      ]),
    ),
  );
}

export function summarise(row: GapSummaryRow, background: Background): GapSummary {
  const { end, changes } = background;
  const resolvedIntent = intent(row.resolved_intent, row.resolved_intent_count, row.with_resolved_intent);
  const consistency = resolvedIntent?.share ?? unknownConsistency;
  const cost = costOf(row.handle_seconds, background.cost);
  const priority = priorityOf(row.size, cost, consistency);
  const change = changes.get(row.id) ?? null;
  const ageDays = Math.max(0, Math.floor((end.getTime() - row.first_at.getTime()) / dayMs));
  const isMended = row.improvement === 'released' || row.improvement === 'verified';
  const isOpen = !row.dismissed && !isMended && !nonCapabilityTypes.has(row.type);
  return {
    id: row.id,
    name: row.name,
    named: row.named,
    terms: row.terms,
    type: row.type,
    status: row.dismissed
      ? 'dismissed'
      : (row.improvement ?? (row.named || row.reviewed ? 'reviewed' : 'new')),
    size: row.size,
    total: row.total,
    weekly: row.weekly,
    trend: change && changeOf(change),
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    ageDays,
    forEver: isForEver({
      weekly: row.weekly,
      ageDays,
      change,
      isOpen,
      agreement: resolvedIntent?.share ?? null,
      heavy: background.heavy,
    }),
    sinceRelease: sinceRelease(row),
    botIntent: intent(row.bot_intent, row.bot_intent_count, row.with_bot_intent),
    resolvedIntent,
    resolvedShare: row.with_resolution === 0 ? null : round(row.resolved / row.total),
    consistency,
    cost: { ...cost, perEscalation: round(cost.perEscalation), total: round(cost.perEscalation * row.size) },
    priority: round(priority.value),
    priorityInterval: { low: round(priority.low), high: round(priority.high) },
    languages: row.languages,
    place: placeOf(row),
  };
}

const placeOf = ({ x, y, radius }: GapSummaryRow): GapSummary['place'] =>
  x === null || y === null || radius === null ? null : { x, y, radius };

const changeOf = ({ ratio, low, high, p, q, model }: Change): GapSummary['trend'] => ({
  ratio: round(ratio),
  low: round(low),
  high: round(high),
  p,
  q,
  model,
});

function sinceRelease(row: GapSummaryRow): GapSummary['sinceRelease'] {
  const { release_bot: bot, release_version: version, released_at: at } = row;
  if (bot === null || version === null || at === null) return null;
  return { bot, version, at: at.toISOString(), count: row.since_release, before: row.before_release };
}

const intent = (name: string | null, count: number, known: number) =>
  name === null ? null : { name, share: round(count / known) };

/** What matters most comes first; equal ones stay in a fixed order. */
export const byPriority = (a: GapSummary, b: GapSummary): number =>
  b.priority - a.priority || b.total - a.total || (a.id < b.id ? -1 : 1);
