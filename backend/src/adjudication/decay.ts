import { wilson } from '../metrics/intervals.js';
import type { DelayRow } from './callback.store.js';
import { cochranArmitage, type Trend } from './trend-test.js';

/** How long a handoff waited for its first action; upper ends in seconds, included. */
export const delays = [
  { key: '5min', label: 'within 5 min', until: 300 },
  { key: '15min', label: '5 to 15 min', until: 900 },
  { key: '1h', label: '15 min to 1 h', until: 3_600 },
  { key: '4h', label: '1 to 4 h', until: 14_400 },
  { key: '24h', label: '4 to 24 h', until: 86_400 },
  { key: 'later', label: 'after more than 24 h', until: null },
] as const;
export const delayLimits = delays.flatMap(({ until }) => (until === null ? [] : [until]));
const noAction = { key: 'no_action', label: 'nobody acted', until: null } as const;

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
    buckets: [...delays, noAction].map((delay, i) => {
      const row = i < delays.length ? at(i) : at(null);
      return {
        ...delay,
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
