import type { MetricName } from '../../../../backend/src/contract/metrics.js';

/** The five numbers of the overview, in its order. */
export const headlineMetrics = [
  'escalation_rate',
  'fidelity',
  'time_to_action',
  'callback_rate',
  'waiting_handoffs',
] as const satisfies readonly MetricName[];
export type HeadlineMetric = (typeof headlineMetrics)[number];
