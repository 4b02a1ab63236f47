import type { EffectVerdict } from '../contract/improvements.js';
import type { Interval } from '../metrics/intervals.js';

/** Escalations in equal parts of time (weeks), of the gap that a change was made for and of a gap that was left alone. */
export interface Course {
  before: readonly number[];
  /** Whole parts since the release; all courses have as many. */
  after: readonly number[];
}

export interface Effect {
  /** Escalations per part against what the other gaps would have let expect; 1: no effect. */
  ratio: number;
  /** Holds at every look together with chance 95 %, so that looking often finds nothing that is not there. */
  interval: Interval;
  /** Standard error of the ratio's logarithm. */
  error: number;
  /** Variance by which the logarithms of gaps drift apart of themselves between the two times. */
  drift: number;
  /** Week to week variance against that of chance, at least 1. */
  dispersion: number;
  /** Escalations since the release that there would have been without it, less those that there were. */
  avoided: { value: number } & Interval;
}

/** Fewer gaps do not tell how gaps drift apart of themselves. */
export const leastControls = 4;
/** Escalations of a gap in the time before, without which it is no control. */
const leastBefore = 10;
/** Spread of effects that the boundary looks for: sharpest for changes by a quarter to a half. */
const sought = 0.3;
const alpha = 0.05;
/** The normal deviate that is exceeded with chance 0.2: what a power of 80 % asks. */
const z80 = 0.8416212335729143;

const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
/** Haldane's half, so that the logarithm of nothing is finite. */
const logOf = (count: number) => Math.log(count + 0.5);
const inverse = (count: number) => 1 / (count + 0.5);

interface Contrast {
  change: number;
  variance: number;
}

/** Log of how one count changed against another. */
const changeOf = (own: Total, other: Total): Contrast => ({
  change: logOf(own.after) - logOf(own.before) - (logOf(other.after) - logOf(other.before)),
  variance: inverse(own.after) + inverse(own.before) + inverse(other.after) + inverse(other.before),
});

interface Total {
  before: number;
  after: number;
}

const totalOf = ({ before, after }: Course): Total => ({ before: sum(before), after: sum(after) });
const addTotals = (totals: readonly Total[]): Total => ({
  before: sum(totals.map(({ before }) => before)),
  after: sum(totals.map(({ after }) => after)),
});

/** Gaps with escalations enough to be held against. */
export const controlsOf = (others: readonly Course[]): Course[] =>
  others.filter(({ before }) => sum(before) >= leastBefore);

/**
 * Difference-in-differences of logarithms: the gap before and since, against gaps of the same bot that nobody touched,
 * so that what befalls all of them (season, traffic, outages) is no effect. Its error holds chance, week to week
 * scatter beyond it, and how far untouched gaps drift apart between the same two times. Null where there are too few
 * controls, or no time yet since the release.
 */
export function effectOf(treated: Course, others: readonly Course[]): Effect | null {
  const controls = controlsOf(others);
  if (controls.length < leastControls || treated.after.length === 0 || sum(treated.before) === 0) return null;
  const totals = controls.map(totalOf);
  const all = addTotals(totals);
  const own = totalOf(treated);
  const dispersion = dispersionOf(treated, controls);
  const { change, variance } = changeOf(own, all);
  const drift = driftOf(totals, all, dispersion);
  const weights = totals.map((total) => (total.before + total.after) / Math.max(1, all.before + all.after));
  const squared = variance * dispersion + drift * (1 + sum(weights.map((weight) => weight * weight)));
  const reach = boundary(squared);
  const interval = { low: Math.exp(change - reach), high: Math.exp(change + reach) };
  const avoidedAt = (ratio: number) => own.after * (1 / ratio - 1);
  return {
    ratio: Math.exp(change),
    interval,
    error: Math.sqrt(squared),
    drift,
    dispersion,
    avoided: {
      value: avoidedAt(Math.exp(change)),
      low: avoidedAt(interval.high),
      high: avoidedAt(interval.low),
    },
  };
}

/**
 * Half the width of an interval that holds at all looks together: Robbins' normal mixture. Robbins, Ann. Math. Statist.
 * 41 (1970) 1397–1409; Johari et al., Oper. Res. 70 (2022) 1806–1821, equation (7).
 */
export function boundary(variance: number): number {
  const mixed = variance + sought * sought;
  return Math.sqrt(
    ((variance * mixed) / (sought * sought)) * (2 * Math.log(1 / alpha) + Math.log(mixed / variance)),
  );
}

/** Pearson's statistic of the gap's share of each week, within each of the two times, by its degrees of freedom. */
function dispersionOf(treated: Course, controls: readonly Course[]): number {
  let statistic = 0;
  let freedom = 0;
  for (const time of ['before', 'after'] as const) {
    const weeks = treated[time].map((own, week) => ({
      own,
      all: own + sum(controls.map((control) => control[time][week] ?? 0)),
    }));
    const share = sum(weeks.map(({ own }) => own)) / Math.max(1, sum(weeks.map(({ all }) => all)));
    if (share <= 0 || share >= 1) continue;
    const heard = weeks.filter(({ all }) => all > 0);
    statistic += sum(heard.map(({ own, all }) => (own - all * share) ** 2 / (all * share * (1 - share))));
    freedom += Math.max(0, heard.length - 1);
  }
  return freedom === 0 ? 1 : Math.max(1, statistic / freedom);
}

/**
 * Variance between the changes of gaps that nobody touched, each against the others, beyond what chance gives.
 * DerSimonian & Laird, Control. Clin. Trials 7 (1986) 177–188.
 */
function driftOf(totals: readonly Total[], all: Total, dispersion: number): number {
  const changes = totals.map((own) =>
    changeOf(own, { before: all.before - own.before, after: all.after - own.after }),
  );
  const weights = changes.map(({ variance }) => 1 / (variance * dispersion));
  const whole = sum(weights);
  const mean = sum(changes.map(({ change }, i) => change * (weights[i] as number))) / whole;
  const q = sum(changes.map(({ change }, i) => (weights[i] as number) * (change - mean) ** 2));
  const scale = whole - sum(weights.map((weight) => weight * weight)) / whole;
  return scale <= 0 ? 0 : Math.max(0, (q - (changes.length - 1)) / scale);
}

/** Smallest fall of the ratio, as a share, that would be seen with a chance of 80 %. */
export const detectableFall = (error: number): number =>
  1 - Math.exp(-(boundary(error * error) + z80 * error));

/** Longest that is looked ahead, in parts of time. */
const horizon = 104;

/**
 * Parts of time after the release until a fall by `aimed` (a share) would be seen with a chance of 80 %, at the pace so
 * far; null when that is beyond the horizon, for drift does not shrink with time.
 */
export function partsUntilSeen(treated: Course, others: readonly Course[], aimed: number): number | null {
  const effect = effectOf({ ...treated, after: treated.after.length > 0 ? treated.after : [0] }, others);
  if (!effect || treated.before.length === 0) return null;
  const all = addTotals(controlsOf(others).map(totalOf));
  const own = totalOf(treated);
  const pace = (total: Total) => total.before / treated.before.length;
  const fixed = inverse(own.before) + inverse(all.before);
  for (let parts = Math.max(1, treated.after.length); parts <= horizon; parts++) {
    const coming = inverse(pace(own) * parts * (1 - aimed)) + inverse(pace(all) * parts);
    const error = Math.sqrt((fixed + coming) * effect.dispersion + effect.drift);
    if (detectableFall(error) <= aimed) return parts;
  }
  return null;
}

/** `no_effect`: a fall as large as aimed at is ruled out. `too_early`: neither that nor its opposite. */
export function verdictOf(effect: Effect | null, hasControls: boolean, aimed: number): EffectVerdict {
  if (!hasControls) return 'no_control';
  if (!effect) return 'too_early';
  if (effect.interval.high < 1) return 'improved';
  if (effect.interval.low > 1) return 'regressed';
  return effect.interval.low > 1 - aimed ? 'no_effect' : 'too_early';
}
