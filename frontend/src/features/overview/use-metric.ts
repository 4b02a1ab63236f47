import type { Dimension } from '../../../../backend/src/contract/dimensions.js';
import type { MetricName } from '../../../../backend/src/contract/metrics.js';
import type { ChartSource } from '../../lib/chart-source';
import { useRoute } from '../../lib/queries';
import { useFilters } from '../../lib/use-filters';

/** A metric over the page's range. */
export function useHeadlineNow(metric: MetricName) {
  const { scope } = useFilters();
  return useRoute('GET /api/metrics/headline', { query: { metric, ...scope } });
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

/** A metric over the page's range, in its bucket and zone. */
export function useSeries(metric: MetricName, by?: Dimension) {
  const { scope, bucket, zone } = useFilters();
  return useRoute('GET /api/metrics/series', { query: { metric, bucket, zone, by, ...scope } });
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
