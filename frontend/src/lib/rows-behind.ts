import type { Population } from '../../../backend/src/contract/dimensions.js';
import { listOf, type MetricName, metricOf } from '../../../backend/src/contract/metrics.js';
import { type Period, type Range, type Values, writeFilters } from './filters';
import { count } from './format';
import { rowsAddress } from './rows-address';
import { addDays, dayOf, startOfDay } from './zone';

/** What one mark of a chart counts. */
interface Mark {
  period: Period;
  numerator: number;
  denominator: number | null;
}

/** What a chart looks at beside its range. */
interface Looked {
  values: Values;
  zone: string;
}

/** What a row of a population is called. */
export const rowWords: Record<Population, string> = {
  episode: 'episode',
  handoff: 'handoff',
  action: 'action',
  survey: 'answer',
};

/** Its counts are fields, not rows. */
const fieldMetrics: ReadonlySet<MetricName> = new Set([
  'context_completeness',
  'absent_episode_fields',
  'absent_handoff_fields',
]);
export const countsFields = (metric: MetricName): boolean => fieldMetrics.has(metric);

/** The rows that a mark counts, or those that it is measured over; null where there is none. */
export function markAddress(
  metric: MetricName,
  part: 'numerator' | 'denominator',
  { values, zone }: Looked,
  mark: Mark,
): string | null {
  const rows = part === 'numerator' ? mark.numerator : mark.denominator;
  if (!rows) return null;
  const filters = { range: rangeOf(mark.period, zone), compare: 'previous' as const, zone, values };
  return rowsAddress(metric, part, writeFilters(new URLSearchParams(), filters, '').toString());
}

/** Whole days are named as such; anything else by its instants. */
function rangeOf({ from, to }: Period, zone: string): Range {
  const [first, last] = [dayOf(from, zone), dayOf(to - 1, zone)];
  const isWhole = startOfDay(first, zone) === from && startOfDay(addDays(last, 1), zone) === to;
  return isWhole ? { first, last } : { from, to };
}

/** Where a mark leads, and what is there in words. */
export interface RowsBehind {
  href: string;
  /** `the 42 handoffs behind it` */
  words: string;
}

/** All the rows that a mark is measured over. */
export function rowsBehind(metric: MetricName, looked: Looked, mark: Mark): RowsBehind | null {
  const part = mark.denominator === null ? 'numerator' : 'denominator';
  const href = markAddress(metric, part, looked, mark);
  return href === null ? null : { href, words: wordsOf(metric, mark.denominator ?? mark.numerator) };
}

function wordsOf(metric: MetricName, rows: number): string {
  const list = listOf(metric);
  if (countsFields(metric)) return `the ${list} behind it`;
  const row = rowWords[metricOf(metric).population];
  if (list === `${row}s`) return rows === 1 ? `the ${row} behind it` : `the ${count(rows)} ${row}s behind it`;
  return `the ${list} of ${rows === 1 ? `this ${row}` : `these ${count(rows)} ${row}s`}`;
}
