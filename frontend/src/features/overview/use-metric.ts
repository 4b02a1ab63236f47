import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import { minimumRows } from '../../../../backend/src/contract/metric.js';
import type { Bucket } from '../../../../backend/src/contract/metric-answers.js';
import { type MetricName, metricOf } from '../../../../backend/src/contract/metrics.js';
import type { ChartSource } from '../../lib/chart-source';
import { bucketForRows } from '../../lib/filters';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';

/** A metric over the page's range. */
export function useHeadlineNow(metric: MetricName, enabled = true) {
  const { scope } = useFilters();
  return useRoute('GET /api/metrics/headline', { query: { metric, ...scope } }, { enabled });
}

/** A metric now and in the comparison period. */
export function useHeadline(metric: MetricName) {
  const { scope, comparisonScope } = useFilters();
  const now = useHeadlineNow(metric);
  const before = useRoute(
    'GET /api/metrics/headline',
    { query: { metric, ...(comparisonScope ?? scope) } },
    { enabled: comparisonScope !== null },
  );
  return { now, before: comparisonScope ? before.data : undefined };
}

/**
 * A metric over the page's range, in its zone and bucket. Answers to surveys are few: their buckets are as long as it
 * takes to have enough in each, or as long as there are.
 */
export function useSeries(metric: MetricName, by?: Dimension) {
  const { scope, bucket, zone, period } = useFilters();
  const isSparse = metricOf(metric).population === 'survey';
  const rows = useHeadlineNow(metric, isSparse).data?.denominator ?? null;
  const chosen = isSparse && rows !== null ? bucketForRows(bucket, period, rows, minimumRows) : bucket;
  return useRoute(
    'GET /api/metrics/series',
    { query: { metric, bucket: chosen, zone, by, ...scope } },
    { enabled: !isSparse || rows !== null },
  );
}

/** The same in the comparison period, in buckets of the same length. */
export function useEarlierSeries(metric: MetricName, bucket: Bucket | undefined) {
  const { scope, comparisonScope, zone } = useFilters();
  const series = useRoute(
    'GET /api/metrics/series',
    { query: { metric, bucket: bucket ?? 'day', zone, ...(comparisonScope ?? scope) } },
    { enabled: comparisonScope !== null && bucket !== undefined },
  );
  return comparisonScope ? series.data : undefined;
}

/** A metric by one dimension, now and in the comparison period. */
export function useBreakdown(metric: MetricName, by: Dimension) {
  const { scope, comparisonScope } = useFilters();
  const now = useRoute('GET /api/metrics/breakdown', { query: { metric, by, ...scope } });
  const before = useRoute(
    'GET /api/metrics/breakdown',
    { query: { metric, by, ...(comparisonScope ?? scope) } },
    { enabled: comparisonScope !== null },
  );
  return { now, before: comparisonScope ? before.data : undefined };
}

/** What a chart of the page's range asks, for its files. */
export function useSource(
  what: 'series' | 'breakdown' | 'survival',
  members: { metric: MetricName; by?: Dimension },
): ChartSource {
  const { scope, bucket, zone } = useFilters();
  const drawn = what === 'series' ? { bucket, zone } : {};
  return { route: `GET /api/metrics/${what}`, query: { ...members, ...drawn, ...scope } };
}
