import type { Bucket } from '../contract/metric-answers.js';
import { offsetAt } from '../contract/zone-offset.js';

const minute = 60_000;
const quarter = 15 * minute;
const hour = 60 * minute;
const day = 24 * hour;

/** A stretch without a change of the clocks, `to` exclusive. */
interface Stretch {
  from: number;
  to: number;
  offset: number;
}

/** Halves an interval with one change of the clocks down to its second. */
function changeBetween(zone: string, low: number, high: number): number {
  const before = offsetAt(zone, low);
  let [from, to] = [low, high];
  while (to - from > 1000) {
    const middle = Math.floor((from + to) / 2000) * 1000;
    if (offsetAt(zone, middle) === before) from = middle;
    else to = middle;
  }
  return to;
}

/** No zone changes its clocks twice within this time. */
const probe = 4 * day;

function stretches(zone: string, from: number, to: number): Stretch[] {
  const found: Stretch[] = [];
  let start = from;
  let offset = offsetAt(zone, from);
  for (let at = from; at < to; at += probe) {
    const next = Math.min(at + probe, to);
    const after = offsetAt(zone, next);
    if (after === offset) continue;
    const change = changeBetween(zone, at, next);
    found.push({ from: start, to: change, offset });
    start = change;
    offset = after;
  }
  found.push({ from: start, to, offset });
  return found;
}

/** Wall-clock times are held as if they were UTC. */
function startOfDate(wall: number, bucket: 'day' | 'week' | 'month'): number {
  const date = new Date(Math.floor(wall / day) * day);
  if (bucket === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  return bucket === 'day' ? date.getTime() : date.getTime() - ((date.getUTCDay() + 6) % 7) * day;
}

function nextDate(wall: number, bucket: 'day' | 'week' | 'month'): number {
  const date = new Date(wall);
  if (bucket === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  return wall + (bucket === 'day' ? day : 7 * day);
}

/** First instant at which the wall clock shows `wall` or later: midnights that are skipped begin at the change. */
function instantOf(wall: number, parts: readonly Stretch[]): number | undefined {
  for (const { from, to, offset } of parts) {
    const at = Math.max(from, wall - offset);
    if (at < to) return at;
  }
  return undefined;
}

function dateStarts(zone: string, bucket: 'day' | 'week' | 'month', from: number, to: number): number[] {
  const margin = bucket === 'month' ? 33 * day : 9 * day;
  const parts = stretches(zone, from - margin, to + day);
  const starts: number[] = [];
  let wall = startOfDate(from + offsetAt(zone, from), bucket);
  for (;;) {
    const at = instantOf(wall, parts);
    if (at === undefined || at >= to) break;
    // A date that the zone skipped (Pacific/Apia, 30 December 2011) has no bucket.
    if (at !== starts.at(-1)) starts.push(at);
    wall = nextDate(wall, bucket);
  }
  return starts;
}

const modulo = (value: number, step: number) => ((value % step) + step) % step;

/** Hours of the wall clock; a change of the clocks by part of an hour begins one. */
function hourStarts(zone: string, from: number, to: number): number[] {
  const starts: number[] = [];
  let last: number | undefined;
  for (const part of stretches(zone, from - 2 * hour, to)) {
    const past = modulo(part.from + part.offset, hour);
    if (past !== 0 && last !== modulo(part.offset, hour)) starts.push(part.from);
    last = modulo(part.offset, hour);
    for (let at = past === 0 ? part.from : part.from + hour - past; at < part.to; at += hour) starts.push(at);
  }
  const first = starts.findLastIndex((at) => at <= from);
  return starts.slice(Math.max(0, first)).filter((at) => at < to);
}

/**
 * Where the buckets that touch `from`..`to` begin, ascending, in milliseconds; the first may begin before `from`.
 * Days, weeks (from Monday) and months are those of the zone's calendar, whatever its clocks do.
 */
export function bucketStarts(bucket: Bucket, zone: string, from: number, to: number): number[] {
  if (from >= to) return [];
  if (bucket === 'day' || bucket === 'week' || bucket === 'month') return dateStarts(zone, bucket, from, to);
  if (bucket === 'hour') return hourStarts(zone, from, to);
  const starts: number[] = [];
  for (let at = Math.floor(from / quarter) * quarter; at < to; at += quarter) starts.push(at);
  return starts;
}

/** Upper bound for the number of buckets, without computing them. */
export function bucketCount(bucket: Bucket, from: number, to: number): number {
  const length = { '15m': quarter, hour, day: 23 * hour, week: 6 * day, month: 28 * day }[bucket];
  return Math.ceil((to - from) / length) + 1;
}

/** Which hour of the week the wall clock shows at an instant, from Monday's first: 0 to 167. */
export function hourOfWeek(zone: string, at: number): number {
  const wall = new Date(at + offsetAt(zone, at));
  return ((wall.getUTCDay() + 6) % 7) * 24 + wall.getUTCHours();
}
