import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import type { Bucket } from '../../../../backend/src/contract/metric-answers.js';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import type { CallInput } from '../../lib/api';
import type { ChartSource } from '../../lib/chart-source';
import { bucketOf, type Period } from '../../lib/filters';
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

const coarser: Partial<Record<Bucket, Bucket>> = { '15m': 'hour', hour: 'day', day: 'week', week: 'month' };
const lengths: Record<Bucket, number> = { '15m': 0.25, hour: 1, day: 24, week: 168, month: 730 };
/** A line with fewer points tells nothing. */
const leastPoints = 4;

/** Coarser until a bucket holds rows enough for an interval that says something. */
function bucketFor(period: Period, rows: number): Bucket {
  const hours = (period.to - period.from) / 3_600_000;
  let bucket = bucketOf(period);
  for (;;) {
    const next = coarser[bucket];
    const enough = (rows * lengths[bucket]) / hours >= minimumRows;
    if (enough || !next || hours / lengths[next] < leastPoints) return bucket;
    bucket = next;
  }
}

/** One bucket for both sides, fine enough for the longer. */
export function usePairSeries(metric: MetricName, sides: Sides) {
  const { a, b } = sides;
  const { zone } = useFilters();
  const { data } = useComparison(metric, sides);
  const sizes = data && [data.a, data.b].map(({ denominator }) => denominator ?? Number.POSITIVE_INFINITY);
  const length = (side: Side) => side.period.to - side.period.from;
  const longer = length(a) >= length(b) ? a.period : b.period;
  const bucket = bucketFor(longer, Math.min(...(sizes ?? [Number.POSITIVE_INFINITY])));
  const query = (side: Side) => ({ metric, bucket, zone, ...sideScope(side) });
  return {
    bucket,
    a: useRoute('GET /api/metrics/series', { query: query(a) }, { enabled: data !== undefined }),
    b: useRoute('GET /api/metrics/series', { query: query(b) }, { enabled: data !== undefined }),
    source: { route: 'GET /api/metrics/series', query: query(a) } satisfies ChartSource,
  };
}
