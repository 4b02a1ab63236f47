import { type Interval, newcombe, type Proportion, wilson, z95 } from '../metrics/intervals.js';
import { normalQuantile } from '../metrics/tails.js';

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

/** Difference of two independent shares with Newcombe's interval; null where one has nothing to divide by. */
export function differenceOf(now: Share, before: Share, z = z95): Difference | null {
  const [one, other] = [now, before].map(({ numerator, denominator }) => ({
    successes: numerator,
    trials: denominator,
  })) as [Proportion, Proportion];
  const interval = newcombe(one, other, z);
  return interval && { value: one.successes / one.trials - other.successes / other.trials, ...interval };
}

/** Two-sided quantile for one of several intervals that are to be right together 95 % of the time (Bonferroni). */
export const zAmong = (intervals: number): number => normalQuantile(0.05 / Math.max(1, intervals));
