import type { AlertCondition } from '../contract/alerts.js';
import { offsetAt } from '../contract/zone-offset.js';
import { type Reading, unknown } from './judge.js';

/** Conversations that began in each quarter of an hour from `from` on. */
export interface Starts {
  /** Milliseconds; a whole quarter of an hour. */
  from: number;
  counts: readonly number[];
}

const quarter = 900_000;
const hour = 3_600_000;
const day = 86_400_000;
const slots = 7 * 24;
/** What "usual" is learned from: the four weeks before the silence began. */
export const learningMs = 28 * day;
/** Of a source that has been there for less nobody can say what is usual. */
const leastKnownMs = 14 * day;

/** Hour of the week, Monday 0:00 on the wall clock is 0, of each quarter. */
function hoursOf({ from, counts }: Starts, zone: string): number[] {
  let known = -1;
  let offset = 0;
  return counts.map((_, i) => {
    const at = from + i * quarter;
    const thisHour = Math.floor(at / hour);
    if (thisHour !== known) offset = offsetAt(zone, at);
    known = thisHour;
    // 1 January 1970 was a Thursday.
    return Math.floor((at + offset + 3 * day) / hour) % slots;
  });
}

/** The place after the last quarter before `end` in which something began; 0 when there was none. */
function silentFrom(counts: readonly number[], end: number): number {
  let i = end;
  while (i > 0 && counts[i - 1] === 0) i -= 1;
  return i;
}

/**
 * How many conversations usually begin in the quarters `first`..`end`, by the mean of the same hours of the week in
 * the four weeks before `first`. Arrivals come in bursts, so the number is compared with one that the rule names
 * and not turned into a probability.
 */
function usual(counts: readonly number[], hours: readonly number[], first: number, end: number): number {
  const begun = new Float64Array(slots);
  const seen = new Float64Array(slots);
  for (let i = Math.max(0, first - learningMs / quarter); i < first; i += 1) {
    const slot = hours[i] ?? 0;
    begun[slot] = (begun[slot] ?? 0) + (counts[i] ?? 0);
    seen[slot] = (seen[slot] ?? 0) + 1;
  }
  let sum = 0;
  for (let i = first; i < end; i += 1) {
    const slot = hours[i] ?? 0;
    const quarters = seen[slot] ?? 0;
    if (quarters > 0) sum += (begun[slot] ?? 0) / quarters;
  }
  return sum;
}

type Condition = Extract<AlertCondition, { kind: 'silence' | 'unusual_silence' }>;

/** What each window says about a source's silence up to its end. */
export function judgeSilence(condition: Condition, ends: readonly number[], starts: Starts): Reading[] {
  const { counts, from } = starts;
  const first = counts.findIndex((count) => count > 0);
  const hours = condition.kind === 'unusual_silence' ? hoursOf(starts, condition.zone) : [];
  return ends.map((at): Reading => {
    const end = Math.min(counts.length, Math.floor((at - from) / quarter));
    if (first < 0 || first >= end) return unknown(at, 'no_history');
    const silent = silentFrom(counts, end);
    const found = { end: at, why: null, low: null, high: null, rows: null };
    if (condition.kind === 'silence') {
      const value = (end - silent) * 15;
      return { ...found, verdict: value >= condition.minutes ? 'breach' : 'fine', value };
    }
    if ((silent - first) * quarter < leastKnownMs) return unknown(at, 'no_history');
    const value = usual(counts, hours, silent, end);
    return { ...found, verdict: value >= condition.expected ? 'breach' : 'fine', value };
  });
}
