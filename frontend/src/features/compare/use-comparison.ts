import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import type { CallInput } from '../../lib/api';
import type { ChartSource } from '../../lib/chart-source';
import { bucketOf } from '../../lib/filters';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';
import { type Side, type Sides, sideScope, sidesQuery } from './sides';

/** A metric on both sides. */
export function useComparison(metric: MetricName, sides: Sides) {
  const query = { metric, ...sidesQuery(sides) } as CallInput<'GET /api/metrics/compare'>['query'];
  return useRoute('GET /api/metrics/compare', { query });
}

export type Opponent = 'sides' | 'rest';

/** The same by every value of a dimension, with what it asks, for its files. */
export function useValues(metric: MetricName, sides: Sides, by: Dimension, against: Opponent) {
  const query = { metric, by, against, ...sidesQuery(sides) };
  const input = query as unknown as CallInput<'GET /api/metrics/compare/values'>['query'];
  const source: ChartSource = { route: 'GET /api/metrics/compare/values', query };
  return { values: useRoute('GET /api/metrics/compare/values', { query: input }), source };
}

/** One bucket for both sides, fine enough for the longer. */
export function usePairSeries(metric: MetricName, { a, b }: Sides) {
  const { zone } = useFilters();
  const length = (side: Side) => side.period.to - side.period.from;
  const bucket = bucketOf(length(a) >= length(b) ? a.period : b.period);
  const query = (side: Side) => ({ metric, bucket, zone, ...sideScope(side) });
  return {
    a: useRoute('GET /api/metrics/series', { query: query(a) }),
    b: useRoute('GET /api/metrics/series', { query: query(b) }),
    source: { route: 'GET /api/metrics/series', query: query(a) } satisfies ChartSource,
  };
}
