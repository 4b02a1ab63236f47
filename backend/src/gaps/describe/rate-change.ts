import { falseDiscovery } from '../../metrics/false-discovery.js';
import { z95 } from '../../metrics/intervals.js';
import { chiSquareTail, normalTails } from '../../metrics/tails.js';

/** Two periods in equal parts: counts of each part. */
export interface Periods {
  recent: readonly number[];
  earlier: readonly number[];
}

export interface RateChange {
  ratio: number;
  low: number;
  high: number;
  /** Chance of a change at least as great where there is none. */
  p: number;
  /** Negative binomial where the parts scatter more than chance alone explains. */
  model: 'poisson' | 'negative_binomial';
}

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
/** With fewer, nothing can be said. */
const fewest = 10;
const significant = 0.05;

/** Ratio of two rates over equal times; null when there are too few to say anything. */
export function rateChange({ recent, earlier }: Periods): RateChange | null {
  const [now, before] = [sum(recent), sum(earlier)];
  if (now < 1 || before < 1 || now + before < fewest) return null;
  const ratio = now / recent.length / (before / earlier.length);
  const excess = isOverdispersed([recent, earlier]) ? excessOf([recent, earlier]) : 0;
  const variance = 1 / now + 1 / before + excess * (1 / recent.length + 1 / earlier.length);
  const factor = Math.exp(z95 * Math.sqrt(variance));
  return {
    ratio,
    low: ratio / factor,
    high: ratio * factor,
    p:
      excess > 0
        ? normalTails(Math.log(ratio) / Math.sqrt(variance))
        : poissonTest(now, recent.length, before, earlier.length),
    model: excess > 0 ? 'negative_binomial' : 'poisson',
  };
}

/**
 * Whether two Poisson rates differ: given their sum, one count is binomial. The chance of every split that is no more
 * likely than the one seen. Przyborowski & Wilenski, Biometrika 31 (1940) 313–323.
 */
export function poissonTest(now: number, time: number, before: number, timeBefore: number): number {
  const trials = now + before;
  const share = time / (time + timeBefore);
  let logChance = trials * Math.log1p(-share);
  const chances = [logChance];
  for (let k = 1; k <= trials; k++) {
    logChance += Math.log((trials - k + 1) / k) + Math.log(share / (1 - share));
    chances.push(logChance);
  }
  // Equally likely splits differ by rounding alone.
  const limit = (chances[now] as number) + 1e-7;
  return Math.min(1, sum(chances.filter((chance) => chance <= limit).map(Math.exp)));
}

/**
 * Fisher's index of dispersion: Σ (y − ȳ)² / ȳ within the periods is chi-squared where the counts are Poisson.
 * Statistical Methods for Research Workers (1925), section 16.
 */
export function isOverdispersed(periods: readonly (readonly number[])[]): boolean {
  let index = 0;
  let freedom = 0;
  for (const counts of periods) {
    const mean = sum(counts) / counts.length;
    if (mean === 0) continue;
    index += sum(counts.map((count) => (count - mean) ** 2)) / mean;
    freedom += counts.length - 1;
  }
  return index > freedom && chiSquareTail(index, freedom) < significant;
}

/** k of the variance μ + kμ², by moments pooled over the periods. Zhu & Lakkis, Statist. Med. 33 (2014) 376–387 use it. */
function excessOf(periods: readonly (readonly number[])[]): number {
  let beyond = 0;
  let squares = 0;
  for (const counts of periods) {
    const mean = sum(counts) / counts.length;
    beyond += sum(counts.map((count) => (count - mean) ** 2)) - (counts.length - 1) * mean;
    squares += (counts.length - 1) * mean * mean;
  }
  return squares === 0 ? 0 : Math.max(0, beyond / squares);
}

/** Each change with the rate of false discoveries at which it would be named among all of them. */
export function discoverChanges<Id>(
  changes: ReadonlyMap<Id, RateChange | null>,
): Map<Id, RateChange & { q: number }> {
  const known = [...changes].flatMap(([id, change]) => (change ? [{ id, change }] : []));
  const { adjusted } = falseDiscovery(
    known.map(({ change }) => change.p),
    significant,
  );
  return new Map(known.map(({ id, change }, i) => [id, { ...change, q: adjusted[i] as number }]));
}
