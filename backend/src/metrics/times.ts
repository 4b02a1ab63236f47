import { binOf, lowerEdge, middleOf, upperEdge } from './bins.js';
import { type Interval, z95 } from './intervals.js';
import { kaplanMeier, type Observed, type Quantile, quantile, type Step } from './survival.js';

/** How many rows had their time in a bin, or were last seen in it without. */
export interface BinCount {
  bin: number;
  kind: 'happened' | 'ended' | 'open';
  count: number;
}

/** A Kaplan–Meier curve over bins, with its counts. */
export interface Times {
  timed: number;
  observed: number;
  censored: { open: number; ended: number };
  steps: readonly Step[];
}

const countOf = (bins: readonly BinCount[], kind: BinCount['kind']) =>
  bins.reduce((sum, { kind: found, count }) => (found === kind ? sum + count : sum), 0);

/** Bins as times with their counts, ascending. */
export function observedOf(bins: readonly BinCount[]): Observed[] {
  const at = new Map<number, Observed>();
  for (const { bin, kind, count } of bins) {
    const row = at.get(bin) ?? { time: middleOf(bin), events: 0, censored: 0 };
    if (kind === 'happened') row.events += count;
    else row.censored += count;
    at.set(bin, row);
  }
  return [...at.values()].sort((a, b) => a.time - b.time);
}

export function timesOf(bins: readonly BinCount[], z = z95): Times {
  const observed = countOf(bins, 'happened');
  const censored = { open: countOf(bins, 'open'), ended: countOf(bins, 'ended') };
  return {
    timed: observed + censored.open + censored.ended,
    observed,
    censored,
    steps: kaplanMeier(observedOf(bins), z),
  };
}

const shares = { p50: 0.5, p90: 0.9, p95: 0.95 } as const;
type Each<Value> = Record<keyof typeof shares, Value>;

/** Null where the curve, or the limit of its band, does not come down that far. */
export interface Quantiles extends Each<number | null> {
  intervals: Each<{ low: number | null; high: number | null }>;
}

/** With their intervals: where the curve's band crosses. Brookmeyer & Crowley, Biometrics 38 (1982) 29–41. */
export function quantilesOf({ steps }: Times): Quantiles {
  const p50 = quantile(steps, shares.p50);
  const p90 = quantile(steps, shares.p90);
  const p95 = quantile(steps, shares.p95);
  const limits = ({ low, high }: Quantile) => ({ low, high });
  return {
    p50: p50.time,
    p90: p90.time,
    p95: p95.time,
    intervals: { p50: limits(p50), p90: limits(p90), p95: limits(p95) },
  };
}

/** A metric's target, and the share for which it was met; null when it has none. */
export function targetOf(
  { targetSeconds }: { targetSeconds: number | null },
  times: Times,
): { seconds: number; withinShare: number | null } | null {
  return targetSeconds === null
    ? null
    : { seconds: targetSeconds, withinShare: shareWithin(times, targetSeconds) };
}

/** The median and its interval; no interval where the band never comes down to one half. */
export function medianOf({ steps }: Times): { value: number | null; interval: Interval | null } {
  const { time, low, high } = quantile(steps, 0.5);
  return { value: time, interval: low === null || high === null ? null : { low, high } };
}

/** Share for which it has happened within `seconds`, evenly spread inside a bin; null without any row. */
export function shareWithin({ timed, steps }: Times, seconds: number): number | null {
  if (timed === 0) return null;
  const bin = binOf(seconds);
  let before = 1;
  let after = 1;
  for (const { time, survival } of steps) {
    if (time < lowerEdge(bin)) before = survival;
    if (time >= upperEdge(bin)) break;
    after = survival;
  }
  const share = (seconds - lowerEdge(bin)) / (upperEdge(bin) - lowerEdge(bin));
  return 1 - (before + (after - before) * share);
}
