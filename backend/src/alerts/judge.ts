import type { AlertCondition, AlertReading } from '../contract/alerts.js';
import { type Metric } from '../contract/metric.js';
import { metricOf } from '../contract/metrics.js';
import { type Interval, rateRatio } from '../metrics/intervals.js';
import type { Measured } from '../metrics/measured.js';

/** What one window says; `end` in milliseconds. */
export type Reading = Omit<AlertReading, 'end'> & { end: number };
type Condition = Extract<AlertCondition, { kind: 'metric' }>;

export const unknown = (
  end: number,
  why: NonNullable<Reading['why']>,
  rows: number | null = null,
): Reading => ({
  end,
  verdict: 'unknown',
  why,
  value: null,
  low: null,
  high: null,
  rows,
});

/** What a number is counted over: a count has only itself. */
const rowsOf = ({ numerator, denominator }: Measured) => denominator ?? numerator;

/**
 * Whether a value, or the whole interval around it, lies beyond the threshold. Where there is no interval, its
 * bound is not known, so it does not lie beyond.
 */
function isBeyond(
  { judged }: Pick<Condition, 'judged'>,
  above: boolean,
  than: number,
  value: number,
  interval: Interval | null,
): boolean {
  if (judged === 'value') return above ? value > than : value < than;
  if (!interval) return false;
  return above ? interval.low > than : interval.high < than;
}

interface Change extends Partial<Interval> {
  ratio: number;
}

/**
 * The ratio of two windows. Rates and counts: on the log scale (see `rateRatio`). Medians: from the bounds of both,
 * which is wider than it had to be.
 */
function changeOf(metric: Metric, now: Measured, before: Measured): Change | null {
  if (now.value === null || before.value === null || before.value === 0) return null;
  const ratio = now.value / before.value;
  if (metric.unit !== 'seconds') {
    const counted = ({ numerator, denominator }: Measured) => ({
      events: numerator,
      exposure: denominator ?? 1,
    });
    const { low, high } = rateRatio(counted(now), counted(before)) ?? {};
    return { ratio, low, high };
  }
  if (!now.interval || !before.interval || before.interval.low <= 0) return { ratio };
  return {
    ratio,
    low: now.interval.low / before.interval.high,
    high: now.interval.high / before.interval.low,
  };
}

function judgeChange(condition: Condition, end: number, now: Measured, before: Measured): Reading {
  const rows = rowsOf(now);
  if (rowsOf(before) < condition.leastRows) return unknown(end, 'no_period_before', rows);
  const change = changeOf(metricOf(condition.metric), now, before);
  if (!change) return unknown(end, 'no_period_before', rows);
  const { ratio, low, high } = change;
  const interval = low === undefined || high === undefined ? null : { low: low - 1, high: high - 1 };
  const rises = condition.is === 'rises';
  const than = rises ? condition.than : -condition.than;
  return {
    end,
    verdict: isBeyond(condition, rises, than, ratio - 1, interval) ? 'breach' : 'fine',
    why: null,
    value: ratio - 1,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    rows,
  };
}

/** What a window of a metric says, given its number and, where it is asked for, the one of the window before. */
export function judgeMetric(
  condition: Condition,
  end: number,
  now: Measured,
  before: () => Measured,
): Reading {
  const rows = rowsOf(now);
  const isCount = now.denominator === null;
  // A count that is low has few rows by nature; only of a share is too little known.
  if (!isCount && rows < condition.leastRows) return unknown(end, rows === 0 ? 'no_data' : 'too_few', rows);
  if (now.value === null) return unknown(end, rows === 0 ? 'no_data' : 'too_few', rows);
  if (condition.is === 'rises' || condition.is === 'falls') return judgeChange(condition, end, now, before());
  const { value, interval } = now;
  const beyond = isBeyond(condition, condition.is === 'above', condition.than, value, interval);
  return {
    end,
    verdict: beyond ? 'breach' : 'fine',
    why: null,
    value,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    rows,
  };
}
