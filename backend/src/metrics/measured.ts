import type { Metric } from '../contract/metrics.js';
import { type Interval, poisson, wilson } from './intervals.js';
import { medianOf, type Times } from './times.js';

/** One number with what is needed to judge it. */
export interface Measured {
  value: number | null;
  numerator: number;
  denominator: number | null;
  interval: Interval | null;
}

/** `sums`: numerator, and the denominator of a ratio. Without anything to divide by there is no value. */
export function measuredOf(metric: Metric, sums: readonly number[]): Measured {
  const [numerator = 0, denominator = 0] = sums;
  if (metric.unit === 'count') {
    return { value: numerator, numerator, denominator: null, interval: poisson(numerator) };
  }
  const value = denominator > 0 ? numerator / denominator : null;
  return { value, numerator, denominator, interval: wilson(numerator, denominator) };
}

/** The median, over all timed rows, of which `numerator` were seen to happen. */
export function measuredTimes(times: Times): Measured {
  return { ...medianOf(times), numerator: times.observed, denominator: times.timed };
}
