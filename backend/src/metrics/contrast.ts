import type { Verdict } from '../contract/compare.js';
import { type MeanMetric, type Metric, minimumRows } from '../contract/metric.js';
import { differenceInterval, type Interval, newcombe, poisson, rateRatio, z95 } from './intervals.js';
import { logRank } from './log-rank.js';
import { meanOf } from './measured.js';
import { chiSquareTail } from './tails.js';
import { numbersOf, sizeOf, type Tally } from './tally.js';
import { medianOf, observedOf, timesOf } from './times.js';

export interface Side {
  tally: Tally;
  /** Days of its range that the data reaches: what counts are counted over. */
  days: number;
}

export interface Test {
  name: 'score' | 'poisson' | 'wald' | 'log_rank';
  statistic: number;
  df: number;
  p: number;
}

/** A − B, before anybody judges it. */
export interface Contrast {
  difference: number | null;
  interval: Interval | null;
  ratio: ({ value: number } & Interval) | null;
  test: Test | null;
  /** Whether A is above B: of times, whether it takes longer by the whole curve. */
  direction: -1 | 0 | 1;
  /** Fewer rows than are compared. */
  tooFew: boolean;
}

const none: Contrast = {
  difference: null,
  interval: null,
  ratio: null,
  test: null,
  direction: 0,
  tooFew: true,
};

const signOf = (value: number) => Math.sign(value) as -1 | 0 | 1;
const testOf = (name: Test['name'], statistic: number): Test => ({
  name,
  statistic,
  df: 1,
  p: chiSquareTail(statistic, 1),
});

/** Holds A against B. `z`: how wide the intervals are. Nothing is said of sides with too few rows. */
export function contrast(metric: Metric, a: Side, b: Side, z = z95): Contrast {
  if (isSmall(metric, a, b)) return none;
  if (metric.unit === 'ratio') return ofShares(a.tally, b.tally, z);
  if (metric.unit === 'mean') return ofMeans(metric, a.tally, b.tally, z);
  return metric.unit === 'count' ? ofCounts(a, b, z) : ofTimes(a.tally, b.tally, z);
}

/** Of counts both sides together: a queue that falls from many to none is seen. */
function isSmall(metric: Metric, a: Side, b: Side): boolean {
  const [first = 0, second = 0] = [a, b].map(({ tally }) => sizeOf(numbersOf(metric, tally)));
  if (metric.unit === 'count') return first + second < minimumRows || a.days <= 0 || b.days <= 0;
  return Math.min(first, second) < minimumRows;
}

/** An estimate whose logarithm has this standard error. */
function spreadOf(value: number, error: number, z: number): NonNullable<Contrast['ratio']> {
  const spread = Math.exp(z * error);
  return { value, low: value / spread, high: value * spread };
}

/**
 * The score test of two proportions (Pearson's chi-squared without correction) beside Newcombe's interval, and their ratio
 * with the interval of Katz et al., Biometrics 34 (1978) 469–474.
 */
function ofShares(a: Tally, b: Tally, z: number): Contrast {
  const [[x = 0, m = 0], [y = 0, n = 0]] = [a.sums, b.sums];
  const difference = x / m - y / n;
  const pooled = (x + y) / (m + n);
  const variance = pooled * (1 - pooled) * (1 / m + 1 / n);
  return {
    difference,
    interval: newcombe({ successes: x, trials: m }, { successes: y, trials: n }, z),
    ratio: x > 0 && y > 0 ? spreadOf(x / m / (y / n), Math.sqrt(1 / x - 1 / m + 1 / y - 1 / n), z) : null,
    test: testOf('score', variance > 0 ? difference ** 2 / variance : 0),
    direction: signOf(difference),
    tooFew: false,
  };
}

/**
 * Counts per day. Given their sum, one of two Poisson counts is binomial: its score test.
 * Przyborowski & Wilenski, Biometrika 31 (1940) 313–323.
 */
function ofCounts(a: Side, b: Side, z: number): Contrast {
  const [[x = 0], [y = 0]] = [a.tally.sums, b.tally.sums];
  const share = a.days / (a.days + b.days);
  const statistic = (x - (x + y) * share) ** 2 / ((x + y) * share * (1 - share));
  const perDay = (count: number, days: number) => {
    const { low, high } = poisson(count, z);
    return { value: count / days, low: low / days, high: high / days };
  };
  const [one, other] = [perDay(x, a.days), perDay(y, b.days)];
  const ratio = rateRatio({ events: x, exposure: a.days }, { events: y, exposure: b.days }, z);
  return {
    difference: one.value - other.value,
    interval: differenceInterval(one, other),
    ratio: ratio && { value: ratio.ratio, low: ratio.low, high: ratio.high },
    test: testOf('poisson', statistic),
    direction: signOf(one.value - other.value),
    tooFew: false,
  };
}

/**
 * The difference of two means of many rows over its standard error: Welch's statistic, with the normal in the place of
 * Student's t, for there are `minimumRows` on each side. Welch, Biometrika 29 (1938) 350–362.
 */
function ofMeans(metric: MeanMetric, a: Tally, b: Tally, z: number): Contrast {
  const [one, other] = [a, b].map(({ sums, rates = null }) => meanOf(metric, sums, rates));
  const difference = subtract(one?.value, other?.value);
  if (difference === null || one?.error == null || other?.error == null) return none;
  const error = Math.hypot(one.error, other.error);
  return {
    difference,
    interval: { low: difference - z * error, high: difference + z * error },
    ratio: ratioOfMeans(metric, one, other, z),
    test: testOf('wald', error > 0 ? (difference / error) ** 2 : 0),
    direction: signOf(difference),
    tooFew: false,
  };
}

interface Mean {
  value: number | null;
  error: number | null;
}

/**
 * A ÷ B with its interval by the delta method on the log scale: the relative errors of independent means add in squares.
 * Only of what cannot be negative, and not where either is zero.
 */
function ratioOfMeans({ range: [least] }: MeanMetric, a: Mean, b: Mean, z: number): Contrast['ratio'] {
  if (least < 0 || !a.value || !b.value || a.error === null || b.error === null) return null;
  return spreadOf(a.value / b.value, Math.hypot(a.error / a.value, b.error / b.value), z);
}

/** The log-rank test over the whole curves, with the open and the unanswered; the medians say by how much. */
function ofTimes(a: Tally, b: Tally, z: number): Contrast {
  const found = logRank([observedOf(a.bins), observedOf(b.bins)]);
  if (!found) return none;
  const [one, other] = [a, b].map(({ bins }) => medianOf(timesOf(bins, z)));
  const { observed = 0, expected = 0 } = found.groups[0] ?? {};
  return {
    difference: subtract(one?.value, other?.value),
    interval: intervalOf(one, other),
    ratio: null,
    test: { name: 'log_rank', statistic: found.statistic, df: found.df, p: found.p },
    direction: signOf(expected - observed),
    tooFew: false,
  };
}

type Median = ReturnType<typeof medianOf> | undefined;

const subtract = (one: number | null | undefined, other: number | null | undefined): number | null =>
  typeof one === 'number' && typeof other === 'number' ? one - other : null;

function intervalOf(one: Median, other: Median): Interval | null {
  if (!one?.interval || !other?.interval || one.value === null || other.value === null) return null;
  return differenceInterval({ value: one.value, ...one.interval }, { value: other.value, ...other.interval });
}

/** Medians that point the other way than the curves do: they cross, and neither side is simply faster. */
const disagrees = ({ difference, direction, test }: Contrast): boolean =>
  test?.name === 'log_rank' && difference !== null && signOf(difference) === -direction && direction !== 0;

const leavesZeroOut = ({ interval, test }: Contrast): boolean =>
  test?.name === 'log_rank' || interval === null || interval.low > 0 || interval.high < 0;

/** By itself: the test at 5 %, and an interval that leaves zero out. */
export const isClear = (found: Contrast): boolean =>
  found.test !== null && found.test.p < 0.05 && leavesZeroOut(found);

/** Good and bad follow the metric's better direction. */
export function verdictOf({ better }: Pick<Metric, 'better'>, found: Contrast, clear: boolean): Verdict {
  if (found.tooFew) return 'too_few';
  if (!clear || found.direction === 0 || disagrees(found)) return 'no_difference_seen';
  if (better === 'neither') return 'different';
  return found.direction > 0 === (better === 'higher') ? 'better' : 'worse';
}
