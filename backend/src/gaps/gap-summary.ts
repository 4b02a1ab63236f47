import type { z } from 'zod';
import type { gapSummary } from '../contract/gaps.js';
import type { GapSummaryRow } from './gap-list.store.js';
import { rateRatio } from './trend.js';

export type GapSummary = z.output<typeof gapSummary>;

const round = (value: number) => Math.round(value * 1000) / 1000;

/** Recent and earlier time of a trend together, in ms. */
const trendMs = 56 * 86_400_000;

export function summarise(row: GapSummaryRow, end: Date): GapSummary {
  // Where the data begins later, what looks like growth is the beginning of the data.
  const isKnown = row.known_from.getTime() <= end.getTime() - trendMs;
  const resolvedIntent = intent(row.resolved_intent, row.resolved_intent_count, row.with_resolved_intent);
  return {
    id: row.id,
    name: row.name,
    named: row.named,
    terms: row.terms,
    type: row.type,
    status: row.dismissed ? 'dismissed' : row.named ? 'reviewed' : 'new',
    size: row.size,
    total: row.total,
    weekly: row.weekly,
    trend: isKnown ? rateRatio(row.recent, row.earlier) : null,
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    botIntent: intent(row.bot_intent, row.bot_intent_count, row.with_bot_intent),
    resolvedIntent,
    resolvedShare: row.with_resolution === 0 ? null : round(row.resolved / row.total),
    priority: Math.round(row.size * (resolvedIntent?.share ?? unknownConsistency) * 10) / 10,
    languages: row.languages,
  };
}

/** Where nobody said how it was resolved, humans are taken to agree as often as not. */
const unknownConsistency = 0.5;

const intent = (name: string | null, count: number, known: number) =>
  name === null ? null : { name, share: round(count / known) };

/** What matters most comes first; equal ones stay in a fixed order. */
export const byPriority = (a: GapSummary, b: GapSummary): number =>
  b.priority - a.priority || b.total - a.total || (a.id < b.id ? -1 : 1);
