import { actionDelayNames, actionDelays } from '../contract/callbacks.js';
import { wilson } from '../metrics/intervals.js';
import type { DelayRow } from './callback.store.js';
import { cochranArmitage, type Trend } from './trend-test.js';

/** The delays in order; the last is none. */
const delays = actionDelayNames.filter((key) => key !== 'no_action');
export const delayLimits = delays.flatMap((key) => actionDelays[key].until ?? []);

export interface Rate {
  value: number | null;
  interval: { low: number; high: number } | null;
  numerator: number;
  denominator: number;
}

export const rateOf = (numerator: number, denominator: number): Rate => ({
  value: denominator === 0 ? null : numerator / denominator,
  interval: wilson(numerator, denominator),
  numerator,
  denominator,
});

/**
 * Callbacks and broken promises by delay. Handoffs on which nobody acted have no delay: they stand apart and are not in
 * the trend. The buckets' scores are their places, so the trend asks whether the share goes up from one to the next.
 */
export function decayOf(rows: readonly DelayRow[]) {
  const none: Omit<DelayRow, 'bucket'> = { handoffs: 0, callbacks: 0, before: 0, judged: 0, broken: 0 };
  const at = (bucket: number | null) => rows.find((row) => row.bucket === bucket) ?? { ...none, bucket };
  const acted = delays.map((_, i) => at(i));
  const trendOf = (of: (row: DelayRow) => { events: number; total: number }): Trend | null =>
    cochranArmitage(acted.map((row, score) => ({ score, ...of(row) })));
  return {
    buckets: actionDelayNames.map((key) => {
      const row = at(key === 'no_action' ? null : delays.indexOf(key));
      return {
        key,
        ...actionDelays[key],
        callback: rateOf(row.callbacks, row.handoffs),
        before: row.before,
        broken: rateOf(row.broken, row.judged),
      };
    }),
    trend: {
      callback: trendOf(({ callbacks, handoffs }) => ({ events: callbacks, total: handoffs })),
      broken: trendOf(({ broken, judged }) => ({ events: broken, total: judged })),
    },
  };
}
