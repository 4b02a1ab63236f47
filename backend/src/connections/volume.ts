/** 97.5 % quantiles of Student's t by degrees of freedom. */
const quantiles = [Number.NaN, 12.706, 4.303, 3.182];
const weeks = 4;
/** From fewer nobody can say what is usual. */
const leastWeeks = 2;

export interface Volume {
  now: number;
  usual: { value: number; low: number; high: number; weeks: number } | null;
  verdict: 'usual' | 'less' | 'more' | 'unknown';
}

/**
 * The last day against the same 24 hours of the weeks before. The band is the interval in which one more such day
 * would lie (95 %): counts scatter at least as Poisson's do, and more when the weeks themselves do; Student's t,
 * for there are few weeks. `days`: the last 29 times 24 hours, the oldest first; `known`: of how many of them it can
 * be said how much came.
 */
export function volumeOf(days: readonly number[], known: number): Volume {
  const last = days.length - 1;
  const now = days[last] ?? 0;
  const places = Array.from({ length: weeks }, (_, i) => last - 7 * (i + 1));
  const before = places
    .filter((place) => place >= 0 && last - place < known)
    .map((place) => days[place] ?? 0);
  if (before.length < leastWeeks) return { now, usual: null, verdict: 'unknown' };
  const mean = before.reduce((sum, one) => sum + one, 0) / before.length;
  const spread = before.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (before.length - 1);
  const variance = Math.max(spread, mean) * (1 + 1 / before.length);
  const half = (quantiles[before.length - 1] ?? 1.96) * Math.sqrt(variance);
  const low = Math.max(0, mean - half);
  const high = mean + half;
  const verdict = now < low ? 'less' : now > high ? 'more' : 'usual';
  return { now, usual: { value: mean, low, high, weeks: before.length }, verdict };
}
