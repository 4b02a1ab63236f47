import type { MeanMetric, Metric } from '../contract/metric.js';
import type { CostRates } from '../contract/rates.js';
import { type Interval, poisson, wilson } from './intervals.js';
import { ratioOfSums, weigh } from './mean.js';
import { medianOf, type Times } from './times.js';

/** One number with what is needed to judge it. */
export interface Measured {
  value: number | null;
  numerator: number;
  denominator: number | null;
  interval: Interval | null;
}

/** What costs has no number before somebody has set what it costs. */
const needsRates = (metric: Metric): boolean => metric.unit === 'mean' && metric.of === 'money';

/** The currency of an answer about costs; nothing in any other. */
export const currencyOf = (metric: Metric, rates: CostRates | null): { currency?: string | null } =>
  needsRates(metric) ? { currency: rates?.currency ?? null } : {};

/** `sums`: in the order of `sumsFor`. Without anything to divide by there is no value. */
export function measuredOf(metric: Metric, sums: readonly number[], rates: CostRates | null): Measured {
  const [numerator = 0, denominator = 0] = sums;
  if (metric.unit === 'count') {
    return { value: numerator, numerator, denominator: null, interval: poisson(numerator) };
  }
  if (metric.unit === 'mean') {
    const { value, interval } = meanOf(metric, sums, rates);
    return { numerator, denominator, value, interval };
  }
  const value = denominator > 0 ? numerator / denominator : null;
  return { value, numerator, denominator, interval: wilson(numerator, denominator) };
}

/** A mean with its interval and standard error. */
export function meanOf(metric: MeanMetric, sums: readonly number[], rates: CostRates | null) {
  if (needsRates(metric) && !rates) return { value: null, interval: null, error: null };
  const weights = metric.terms.map(({ per, rate }) => (rate && rates ? rates[rate] : 1) / per);
  const [n = 0, sumR = 0] = sums;
  const moments = sums.slice(metric.pending ? 3 : 2);
  const { value, interval, error } = ratioOfSums(weigh(weights, { n, sumR, moments }));
  return { value, interval: interval && within(metric.range, interval), error };
}

function within([least, most]: MeanMetric['range'], { low, high }: Interval): Interval {
  return { low: Math.max(low, least), high: most === null ? high : Math.min(high, most) };
}

/** The median, over all timed rows, of which `numerator` were seen to happen. */
export function measuredTimes(times: Times): Measured {
  return { ...medianOf(times), numerator: times.observed, denominator: times.timed };
}
