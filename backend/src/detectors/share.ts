import { type Interval, wilson, z95 } from '../metrics/intervals.js';

export interface Share {
  value: number | null;
  numerator: number;
  denominator: number;
  interval: Interval | null;
}

/** A share with its Wilson interval; no value where there is nothing to divide by. */
export function shareOf(numerator: number, denominator: number, z = z95): Share {
  const value = denominator > 0 ? numerator / denominator : null;
  return { value, numerator, denominator, interval: wilson(numerator, denominator, z) };
}

/** Counted the other way round: those that it did not find. */
export const othersOf = ({ numerator, denominator }: Pick<Share, 'numerator' | 'denominator'>): Share =>
  shareOf(denominator - numerator, denominator);

export interface Difference extends Interval {
  value: number;
}

/**
 * Difference of two independent shares with Newcombe's hybrid score interval (Statistics in Medicine 17 (1998)
 * 873–890, method 10); null where one has nothing to divide by.
 */
export function differenceOf(now: Share, before: Share, z = z95): Difference | null {
  const [a, b] = [
    shareOf(now.numerator, now.denominator, z),
    shareOf(before.numerator, before.denominator, z),
  ];
  if (a.value === null || b.value === null || !a.interval || !b.interval) return null;
  const value = a.value - b.value;
  return {
    value,
    low: value - Math.hypot(a.value - a.interval.low, b.interval.high - b.value),
    high: value + Math.hypot(a.interval.high - a.value, b.value - b.interval.low),
  };
}

/**
 * Quantile of the standard normal, off by less than 4.5e-4: Abramowitz & Stegun, Handbook of Mathematical Functions
 * (1964) 26.2.23. For 0.5 < p < 1.
 */
export function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const below = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t;
  return t - above / below;
}

/** Two-sided quantile for one of several intervals that are to be right together 95 % of the time (Bonferroni). */
export const zAmong = (intervals: number): number => normalQuantile(1 - 0.025 / Math.max(1, intervals));
