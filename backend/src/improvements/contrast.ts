import { type Course, partsWithControls, sum, telling } from './course.js';

/** What a gap did since a release beside what gaps that nobody touched let expect of it. */
export interface Contrast {
  observed: number;
  expected: number;
  /** Of the gap in the time before, less what was probably chance. */
  usual: number;
  /** Variance of the logarithm of what is expected, with how far gaps drift apart; `own`: the part that other gaps do not share. */
  spread: number;
  own: number;
  /** Week to week variance against that of chance, at least 1. */
  dispersion: number;
  /** Variance by which the logarithms of gaps drift apart of themselves between the two times. */
  drift: number;
  /** Of the time since the release, as many as are counted: there are enough controls in each. */
  weeks: number;
  /** Gaps that it is held against in the first of them. */
  controls: number;
}

/** What others did since, by what they did before. */
interface Growth {
  /** Σ over weeks of the escalations of those still untouched, by theirs before: 1 week like all before is 1 ÷ weeks. */
  value: number;
  /** Of its logarithm, by chance alone. */
  variance: number;
  /** Of each, what it has in it. */
  shares: number[];
}

/**
 * The gap's own before × the growth of the others. Each week is held against gaps that are not touched yet in it, so
 * that a gap for which something is released later serves until then (Callaway & Sant'Anna, J. Econometrics 225 (2021)
 * 200–230: not-yet-treated controls). Its variance holds chance, week to week scatter beyond it, and how far untouched
 * gaps drift apart between the same two times. Null where there are too few controls, or no time yet since the release.
 */
export function contrastOf(treated: Course, others: readonly Course[]): Contrast | null {
  const weeks = Math.min(treated.after.length, partsWithControls(others));
  const before = usualBefore(treated, others);
  if (weeks === 0 || before.count === 0) return null;
  const growth = growthOf(others, weeks);
  if (growth.value === 0) return null;
  const observed = sum(treated.after.slice(0, weeks));
  const expected = before.count * growth.value;
  const dispersion = dispersionOf(treated, others, weeks);
  const drift = driftOf(others, { weeks, dispersion, variance: growth.variance });
  const own = (dispersion * before.variance) / before.count ** 2 + drift;
  const shared = dispersion * growth.variance + drift * sum(growth.shares.map((share) => share * share));
  return {
    observed,
    expected,
    usual: before.count,
    spread: own + shared,
    own,
    dispersion,
    drift,
    weeks,
    controls: others.filter(({ after }) => after.length > 0).length,
  };
}

/**
 * What the gap has in such a time: its own count before, drawn towards the mean of the bot's gaps as far as they differ
 * by chance. A gap is worked on because much came of it lately, and some of that was chance: it would have fallen by
 * itself. Empirical Bayes: Hauer, Observational Before–After Studies in Road Safety (1997), chapter 11; Efron, JASA 106
 * (2011) 1602–1614.
 */
function usualBefore(treated: Course, others: readonly Course[]): { count: number; variance: number } {
  const own = sum(treated.before);
  const counts = [own, ...others.map(({ before }) => sum(before))];
  const mean = sum(counts) / counts.length;
  const squares = sum(counts.map((count) => (count - mean) ** 2)) / Math.max(1, counts.length - 1);
  if (own === 0) return { count: 0, variance: 0 };
  const trust = Math.max(0, squares - mean) / squares || 0;
  const count = trust * own + (1 - trust) * mean;
  return { count, variance: trust * count + ((1 - trust) ** 2 * mean) / counts.length };
}

/** By the delta method, over each control's escalations before (Poisson) and in each week since. */
function growthOf(controls: readonly Course[], weeks: number): Growth {
  const before = controls.map((control) => sum(control.before));
  const parts = controls.map(() => 0);
  let value = 0;
  let variance = 0;
  for (let week = 0; week < weeks; week++) {
    const left = controls.flatMap(({ after }, i) => (week < after.length ? [i] : []));
    const then = sum(left.map((i) => before[i] as number));
    const now = sum(left.map((i) => controls[i]?.after[week] ?? 0));
    if (then === 0) continue;
    value += now / then;
    variance += now / then ** 2;
    for (const i of left) parts[i] = (parts[i] as number) + now / then ** 2;
  }
  variance += sum(parts.map((part, i) => (before[i] as number) * part ** 2));
  return {
    value,
    variance: value === 0 ? 0 : variance / value ** 2,
    shares: parts.map((part, i) => (value === 0 ? 0 : ((before[i] as number) * part) / value)),
  };
}

/** Pearson's statistic of the gap's share of each week, within each of the two times, by its degrees of freedom. */
function dispersionOf(treated: Course, controls: readonly Course[], weeks: number): number {
  const found = [
    ...pearson(treated.before, controls, 'before'),
    ...pearson(treated.after.slice(0, weeks), controls, 'after'),
  ];
  // Each of the two times has a mean of its own.
  const freedom = found.length - 2;
  return freedom <= 0 ? 1 : Math.max(1, sum(found) / freedom);
}

function pearson(own: readonly number[], controls: readonly Course[], time: 'before' | 'after'): number[] {
  const weeks = own.map((count, week) => {
    const left = controls.filter((control) => week < control[time].length);
    const then = sum(left.map(({ before }) => sum(before)));
    const now = sum(left.map((control) => control[time][week] ?? 0));
    return { count, then, now, growth: then === 0 ? 0 : now / then };
  });
  const odds = sum(own) / sum(weeks.map(({ growth }) => growth));
  return weeks.flatMap(({ count, then, now }) => {
    const all = count + now;
    const share = odds / (odds + then);
    return all > 0 && share > 0 && share < 1
      ? [(count - all * share) ** 2 / (all * share * (1 - share))]
      : [];
  });
}

/**
 * Variance between the changes of gaps that nobody touched, each against the others, beyond what chance gives.
 * DerSimonian & Laird, Control. Clin. Trials 7 (1986) 177–188; chance is what is expected brings, not what came.
 */
function driftOf(
  controls: readonly Course[],
  { weeks, dispersion, variance }: { weeks: number; dispersion: number; variance: number },
): number {
  const totals = Array.from({ length: weeks }, (_, week) => {
    const left = controls.filter(({ after }) => week < after.length);
    return {
      before: sum(left.map(({ before }) => sum(before))),
      since: sum(left.map(({ after }) => after[week] ?? 0)),
    };
  });
  // A gap that was touched soon says little of the whole time.
  const changes = telling(controls).flatMap(({ before, after }) => {
    const time = Math.min(weeks, after.length);
    if (time * 2 < weeks) return [];
    const own = sum(before);
    const growth = totals
      .slice(0, time)
      .map((all, week) => (all.before > own ? (all.since - (after[week] ?? 0)) / (all.before - own) : 0));
    const expected = own * sum(growth);
    if (expected === 0) return [];
    const change = Math.log((sum(after.slice(0, time)) + 0.5) / (expected + 0.5));
    return [{ change, variance: dispersion * (1 / own + 1 / (expected + 0.5) + variance) }];
  });
  const weights = changes.map(({ variance }) => 1 / variance);
  const whole = sum(weights);
  const mean = sum(changes.map(({ change }, i) => change * (weights[i] as number))) / whole;
  const q = sum(changes.map(({ change }, i) => (weights[i] as number) * (change - mean) ** 2));
  const scale = whole - sum(weights.map((weight) => weight * weight)) / whole;
  const count = changes.length;
  return scale > 0 ? (Math.max(0, (q - (count - 1)) / scale) * (count + 1)) / (count - 1) : 0;
}
