import { type Dimension, dimensionsOf, type Filters, filtersOf } from '../contract/dimensions.js';
import { type Metric } from '../contract/metric.js';
import { type MetricName, metricOf } from '../contract/metrics.js';
import { Problem } from '../contract/problem.js';

/** Which number is asked for, over which rows. */
export interface Scope {
  name: MetricName;
  metric: Metric;
  /** Milliseconds, inclusive. */
  from: number;
  /** Milliseconds, exclusive. */
  to: number;
  filters: Filters;
  by?: Dimension;
}

/** Reads what every question about a metric has in common. */
export function scopeOf(query: { metric: MetricName; from: string; to: string; by?: Dimension }): Scope {
  const metric = metricOf(query.metric);
  const [from, to] = [Date.parse(query.from), Date.parse(query.to)];
  if (from > to) throw new Problem('invalid_input', { detail: 'The range ends before it begins.' });
  if (query.by && !dimensionsOf(metric.population).includes(query.by)) {
    throw new Problem('invalid_input', {
      detail: `${query.metric} is counted over ${metric.population}s, which have no ${query.by}.`,
    });
  }
  return { name: query.metric, metric, from, to, filters: filtersOf(query), by: query.by };
}

export const isoOf = (at: number | Date): string => new Date(at).toISOString();
export const maybeIso = (at: Date | null): string | null => at && isoOf(at);
