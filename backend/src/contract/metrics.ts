import type { Measure, Metric } from './metric.js';
import { contextMetrics } from './metrics/context.js';
import { costMetrics } from './metrics/cost.js';
import { dataMetrics } from './metrics/data.js';
import { endingMetrics } from './metrics/ending.js';
import { needMetrics } from './metrics/need.js';
import { returningMetrics } from './metrics/return.js';
import { routeMetrics } from './metrics/route.js';
import { satisfactionMetrics } from './metrics/satisfaction.js';
import { timeMetrics } from './metrics/time.js';
import { workMetrics } from './metrics/work.js';

/** Every metric, by the topics in their order. */
export const metrics = {
  ...needMetrics,
  ...endingMetrics,
  ...contextMetrics,
  ...routeMetrics,
  ...timeMetrics,
  ...workMetrics,
  ...returningMetrics,
  ...satisfactionMetrics,
  ...costMetrics,
  ...dataMetrics,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]];
export const metricOf = (name: MetricName): Metric => metrics[name];

/** The list that shows the rows behind a number. */
export function listOf(name: MetricName): 'episodes' | 'handoffs' {
  const metric = metricOf(name);
  const part: readonly Measure[] = metric.unit === 'seconds' ? metric.denominator : metric.numerator;
  if (metric.population === 'survey') return part.includes('human_leg') ? 'handoffs' : 'episodes';
  return metric.population === 'episode' ? 'episodes' : 'handoffs';
}
