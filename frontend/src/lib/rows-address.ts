import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { listOf, type MetricName } from '../../../backend/src/contract/metrics.js';

/** The very rows behind a number: the list with the same predicate, range and filters. */
export function rowsAddress(
  metric: MetricName,
  part: 'numerator' | 'denominator',
  carried: string,
  also: Partial<Record<Dimension, string>> = {},
): string {
  const search = new URLSearchParams(carried);
  search.set('metric', metric);
  search.set('part', part);
  for (const [name, value] of Object.entries(also)) {
    search.delete(name);
    search.append(name, value);
  }
  return `/${listOf(metric)}?${search}`;
}
