import { type Interval, z95 } from './intervals.js';

/** Sums over rows of their values x, and of an indicator r that says which of them are divided by. */
export interface Moments {
  /** Rows. */
  n: number;
  sumR: number;
  sumX: number;
  sumXX: number;
  sumXR: number;
}

/**
 * Two-sided 95 % point of Student's t, by its expansion about the normal; within 1 % of tables from 2 degrees of
 * freedom upwards. Abramowitz & Stegun, Handbook of Mathematical Functions (1964) 26.7.5.
 */
export function t95(freedom: number): number {
  const z = z95;
  const terms = [
    z,
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, power) => sum + term / freedom ** power, 0);
}

/** Fewer rows say nothing about how much they differ. */
const leastForInterval = 3;

/**
 * The ratio of two sums over the same rows, with a 95 % interval: the variance of a ratio estimator with Student's
 * t. Where every row is divided by it is the mean of x with its usual interval. Cochran, Sampling Techniques, 3rd ed.
 * (1977) 153–155.
 */
export function ratioOfSums({ n, sumR, sumX, sumXX, sumXR }: Moments): {
  value: number | null;
  interval: Interval | null;
  /** Standard error; null where there is no interval. */
  error: number | null;
} {
  if (n <= 0 || sumR <= 0) return { value: null, interval: null, error: null };
  const value = sumX / sumR;
  if (n < leastForInterval) return { value, interval: null, error: null };
  // Differences of large sums may end just below zero.
  const residuals = Math.max(0, sumXX - 2 * value * sumXR + value * value * sumR);
  const error = Math.sqrt((n / (n - 1)) * residuals) / sumR;
  const half = t95(n - 1) * error;
  return { value, interval: { low: value - half, high: value + half }, error };
}

/** The same for a weighted sum of several x: their sums, the sums of x·y for each pair from itself on, and of x·r. */
export function weigh(
  weights: readonly number[],
  { n, sumR, moments }: { n: number; sumR: number; moments: readonly number[] },
): Moments {
  const k = weights.length;
  const weight = (i: number) => weights[i] ?? 0;
  const dot = (from: number) =>
    weights.reduce((sum, each, i) => sum + each * Number(moments[from + i] ?? 0), 0);
  let sumXX = 0;
  let place = k;
  for (let i = 0; i < k; i += 1) {
    for (let j = i; j < k; j += 1) {
      sumXX += (i === j ? 1 : 2) * weight(i) * weight(j) * Number(moments[place] ?? 0);
      place += 1;
    }
  }
  return { n, sumR, sumX: dot(0), sumXX, sumXR: dot(place) };
}
