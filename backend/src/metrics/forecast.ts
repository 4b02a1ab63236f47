import { groupBy } from '../group-by.js';
import { wilson } from './intervals.js';

/** One past hour. `place`: which hour of the week, 0..167. Hours come in order of time. */
export interface PastHour {
  at: number;
  place: number;
  count: number;
}

export interface Expected {
  expected: number;
  low: number;
  high: number;
}

const weekMs = 7 * 86_400_000;
/** Each week before counts this much of the week after it: half of the weight lies on the last three weeks. */
const decay = 0.8;
/** Weeks that are looked at, and that are needed to say anything. */
export const forecastWeeks = { most: 12, least: 4, tested: 4 } as const;
/** Share of hours that the interval is meant to hold. */
export const forecastLevel = 0.9;

/** What is known of an hour of the week: a weighted mean, and how many equal weeks it is worth. */
interface Season {
  mean: number;
  weight: number;
}

/** How many hours of a week scatter: the mean of each, and Fisher's index of dispersion over all of them. */
export interface Pattern {
  seasons: ReadonlyMap<number, Season>;
  /** Variance over mean of the same hour in different weeks: 1 is pure chance (Poisson). */
  dispersion: number;
}

/** Weeks are counted back from `end`: 0 is the last. */
const ageOf = (at: number, end: number) => Math.floor((end - 1 - at) / weekMs);

/**
 * The same hour of the week in the weeks before `end`, later weeks weighing more (exponential smoothing, Brown 1959). The
 * index of dispersion (Fisher, Statistical Methods for Research Workers, 1925) is pooled over all hours of the week.
 */
export function patternOf(hours: readonly PastHour[], end: number): Pattern {
  const groups = groupBy(
    hours.filter(({ at }) => at < end),
    ({ place }) => place,
  );
  const seasons = new Map<number, Season>();
  let [squares, freedom, means] = [0, 0, 0];
  for (const [place, own] of groups) {
    const weights = own.map(({ at }) => decay ** ageOf(at, end));
    const total = sum(weights);
    const mean = sum(own.map(({ count }, i) => count * (weights[i] ?? 0))) / total;
    seasons.set(place, { mean, weight: total ** 2 / sum(weights.map((weight) => weight ** 2)) });
    const plain = sum(own.map(({ count }) => count)) / own.length;
    squares += sum(own.map(({ count }) => (count - plain) ** 2));
    freedom += own.length - 1;
    means += plain * (own.length - 1);
  }
  const dispersion = freedom > 0 && means > 0 ? squares / freedom / (means / freedom) : 1;
  return { seasons, dispersion: Math.max(1, dispersion) };
}

/**
 * One hour to come: its mean, and an interval from the negative binomial with that mean and with the variance of chance,
 * scatter between weeks, and the mean's own error. Null for an hour of the week that was never seen.
 */
export function expectHour({ seasons, dispersion }: Pattern, place: number): Expected | null {
  const season = seasons.get(place);
  if (!season) return null;
  const { mean, weight } = season;
  // An hour in which nothing ever came may bring something: half a one in as many weeks.
  const centre = Math.max(mean, 0.5 / weight);
  const variance = dispersion * centre * (1 + 1 / weight);
  const tail = (1 - forecastLevel) / 2;
  return {
    expected: mean,
    low: Math.min(mean, negativeBinomialQuantile(tail, centre, variance)),
    high: Math.max(mean, negativeBinomialQuantile(1 - tail, centre, variance)),
  };
}

/** The smallest count of which at least the share `p` is not more; variance above the mean. */
export function negativeBinomialQuantile(p: number, mean: number, variance: number): number {
  const size = mean ** 2 / (variance - mean);
  const success = mean / variance;
  let log = size * Math.log(success);
  let below = Math.exp(log);
  let count = 0;
  // Far beyond any count with a chance: the sum stays below p only by rounding.
  const most = mean + 50 * Math.sqrt(variance) + 50;
  while (below < p && count < most) {
    count += 1;
    log += Math.log((size + count - 1) / count) + Math.log1p(-success);
    below += Math.exp(log);
  }
  return count;
}

export interface BackTest {
  weeks: number;
  hours: number;
  /** Hours that fell into the interval which would have been given a week before. */
  covered: number;
  share: number;
  interval: { low: number; high: number };
  /** Mean distance from what came, and that of saying "as last week". */
  error: number;
  lastWeekError: number;
}

/**
 * What this would have said of each of the last weeks from nothing but the weeks before it, held against what came. Null
 * where there are too few weeks for that.
 */
export function backTest(hours: readonly PastHour[], end: number): BackTest | null {
  const judged = Array.from({ length: forecastWeeks.tested }, (_, back) => end - (back + 1) * weekMs)
    .filter((origin) => weeksBefore(hours, origin) >= forecastWeeks.least)
    .map((origin) => judgeWeek(hours, origin));
  const all = judged.flat();
  if (all.length === 0) return null;
  const covered = all.filter(({ holds }) => holds).length;
  const interval = wilson(covered, all.length);
  if (!interval) return null;
  return {
    weeks: judged.length,
    hours: all.length,
    covered,
    share: covered / all.length,
    interval,
    error: sum(all.map(({ error }) => error)) / all.length,
    lastWeekError: sum(all.map(({ lastWeekError }) => lastWeekError)) / all.length,
  };
}

function judgeWeek(hours: readonly PastHour[], origin: number) {
  const pattern = patternOf(hours, origin);
  const lastWeek = new Map(
    hours.filter(({ at }) => at < origin && at >= origin - weekMs).map(({ place, count }) => [place, count]),
  );
  return hours
    .filter(({ at }) => at >= origin && at < origin + weekMs)
    .flatMap(({ place, count }) => {
      const said = expectHour(pattern, place);
      if (!said) return [];
      return [
        {
          holds: count >= said.low && count <= said.high,
          error: Math.abs(count - said.expected),
          lastWeekError: Math.abs(count - (lastWeek.get(place) ?? 0)),
        },
      ];
    });
}

/** Whole weeks of hours before an instant. */
export function weeksBefore(hours: readonly PastHour[], end: number): number {
  const first = hours[0];
  return first ? Math.max(0, Math.floor((end - first.at) / weekMs)) : 0;
}

/** From the first hour in which anything came: before it nobody had begun to send. Whole weeks before `end`. */
export function knownHours(hours: readonly PastHour[], end: number): PastHour[] {
  const first = hours.find(({ count }) => count > 0);
  if (!first) return [];
  const begin = end - Math.floor((end - first.at) / weekMs) * weekMs;
  return hours.filter(({ at }) => at >= begin && at < end);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
