import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { listOf, type MetricName } from '../../../backend/src/contract/metrics.js';
import type { CellFilter } from './cell';

/** What narrows a list beside the page's filters: values of dimensions, or one cell of a table. */
export type Narrowing = Partial<Record<Dimension, string | string[]>> & CellFilter;

/** The very rows behind a number: the list with the same predicate, range and filters. */
export function rowsAddress(
  metric: MetricName,
  part: 'numerator' | 'denominator',
  carried: string,
  also: Narrowing = {},
): string {
  const search = new URLSearchParams(carried);
  search.set('metric', metric);
  search.set('part', part);
  for (const [name, value] of Object.entries(also)) {
    if (value === undefined) continue;
    search.delete(name);
    for (const one of [value].flat()) search.append(name, String(one));
  }
  return `/${listOf(metric)}?${search}`;
}
