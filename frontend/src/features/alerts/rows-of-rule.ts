import type { AlertCondition } from '../../../../backend/src/contract/alerts.js';
import { metricOf } from '../../../../backend/src/contract/metrics.js';
import { rowsAddress } from '../../lib/rows-address';
import { dayOf } from '../../lib/zone';

/** The list with the rows that a rule is about; of a metric over the days that its window touches. */
export function rowsOfRule(condition: AlertCondition, end: string, zone: string): string | null {
  if (condition.kind === 'waiting') {
    const search = new URLSearchParams({ view: 'waiting', order: 'longest_wait' });
    for (const [name, values] of Object.entries(condition.filters)) {
      for (const value of values) search.append(name, value);
    }
    return `/handoffs?${search}`;
  }
  if (condition.kind !== 'metric') return null;
  const to = Date.parse(end) - (metricOf(condition.metric).matureAfterSeconds ?? 0) * 1000;
  const search = new URLSearchParams({
    from: dayOf(to - condition.window * 60_000, zone),
    to: dayOf(to - 1, zone),
  });
  for (const [name, values] of Object.entries(condition.filters)) {
    for (const value of values) search.append(name, value);
  }
  return rowsAddress(condition.metric, 'numerator', search.toString());
}
