import type { EffectVerdict } from '../contract/improvements.js';
import type { Interval } from '../metrics/intervals.js';
import { boundary, z80 } from './boundary.js';
import { type Contrast, contrastOf } from './contrast.js';
import { type Course, sum } from './course.js';

export interface Effect {
  /** Escalations against what the other gaps would have let expect; 1: no effect. */
  ratio: number;
  /** Holds at every look together with chance 95 %, so that looking often finds nothing that is not there. */
  interval: Interval;
  /** Escalations since the release that there would have been without it, less those that there were. */
  avoided: { value: number } & Interval;
  contrast: Contrast;
}

/** Haldane's half, so that the logarithm of nothing is finite. */
const logOf = (count: number) => Math.log(count + 0.5);

type Chance = Pick<Contrast, 'expected' | 'spread' | 'dispersion'>;

/** Variance of the logarithm of observed ÷ expected, where the true ratio is `ratio`. */
const varianceAt = ({ expected, spread, dispersion }: Chance, ratio: number): number =>
  spread + dispersion / (ratio * expected + 0.5);

/** Steps of the logarithm in which the ends of an interval are looked for, and how far. */
const [step, far] = [0.005, 12];

/**
 * Ratios that the counts do not contradict: each is judged with the variance that it would bring itself (a score
 * interval), so that a gap without any escalation since is not said to be uncertain for ever. Where everything down to
 * nothing fits, `low` is 0.
 */
function intervalOf(contrast: Contrast): Interval {
  const seen = logOf(contrast.observed);
  const middle = Math.log(ratioOf(contrast));
  const fits = (log: number) => {
    const distance = Math.abs(seen - logOf(Math.exp(log) * contrast.expected));
    return distance <= boundary(varianceAt(contrast, Math.exp(log)));
  };
  const end = (way: 1 | -1): number => {
    for (let at = 0; at <= far; at += step) if (!fits(middle + way * at)) return Math.exp(middle + way * at);
    return way < 0 ? 0 : Math.exp(middle + far);
  };
  return { low: end(-1), high: end(1) };
}

const ratioOf = ({ observed, expected }: Contrast) => (observed + 0.5) / (expected + 0.5);

export function effectFrom(contrast: Contrast): Effect {
  const { observed, expected } = contrast;
  const interval = intervalOf(contrast);
  return {
    ratio: ratioOf(contrast),
    interval,
    avoided: {
      value: expected - observed,
      low: expected * (1 - interval.high),
      high: expected * (1 - interval.low),
    },
    contrast,
  };
}

/**
 * Difference-in-differences of logarithms: the gap before and since, against gaps of the same bot that nobody touched
 * yet, so that what befalls all of them (season, traffic, outages) is no effect. Null where there are too few controls,
 * or no time yet since the release.
 */
export function effectOf(treated: Course, others: readonly Course[]): Effect | null {
  const contrast = contrastOf(treated, others);
  return contrast && effectFrom(contrast);
}

/**
 * Effects of several improvements as one: all that was observed against all that was expected (a standardised ratio,
 * Breslow & Day, Statistical Methods in Cancer Research II (1987) 65). Gaps drift each for itself; the controls, which
 * they share, are taken to err all in the same way.
 */
export function pooled(effects: readonly Effect[]): Effect | null {
  const parts = effects.map(({ contrast }) => contrast);
  const expected = sum(parts.map((part) => part.expected));
  if (expected === 0) return null;
  const shareOf = (part: Contrast) => part.expected / expected;
  const own = sum(parts.map((part) => shareOf(part) ** 2 * part.own));
  const shared = sum(parts.map((part) => shareOf(part) * Math.sqrt(part.spread - part.own))) ** 2;
  return effectFrom({
    observed: sum(parts.map((part) => part.observed)),
    expected,
    usual: sum(parts.map((part) => part.usual)),
    own,
    spread: own + shared,
    dispersion: sum(parts.map((part) => shareOf(part) * part.dispersion)),
    drift: sum(parts.map((part) => shareOf(part) * part.drift)),
    weeks: Math.max(...parts.map(({ weeks }) => weeks)),
    controls: Math.min(...parts.map(({ controls }) => controls)),
  });
}

/** Smallest fall of the ratio, as a share, that would be seen with a chance of 80 %; 1: not even that all is gone. */
export function detectableFall(contrast: Chance): number {
  const called = boundary(varianceAt(contrast, 1));
  for (let fall = 0; fall < 1; fall += 0.001) if (isSeen(contrast, called, fall)) return fall;
  return 1;
}

const isSeen = (contrast: Chance, called: number, fall: number): boolean =>
  -Math.log(1 - fall) >= called + z80 * Math.sqrt(varianceAt(contrast, 1 - fall));

/** Longest that is looked ahead, in parts of time. */
const horizon = 104;

/**
 * Parts of time after the release until a fall by `aimed` (a share) would be seen with a chance of 80 %, at the pace so
 * far; null when that is beyond the horizon, for drift does not shrink with time.
 */
export function partsUntilSeen(treated: Course, others: readonly Course[], aimed: number): number | null {
  const length = treated.before.length;
  const begun = (course: Course) => (course.after.length > 0 ? course : { ...course, after: [0] });
  const known = contrastOf(begun(treated), others.map(begun));
  if (!known || length === 0) return null;
  const [own, all] = [sum(treated.before), sum(others.map(({ before }) => sum(before)))];
  for (let parts = Math.max(1, treated.after.length); parts <= horizon; parts++) {
    const spread =
      known.dispersion * (1 / own + 1 / all + length / (all * parts)) +
      known.drift * (1 + 1 / known.controls);
    const coming = { ...known, expected: (own / length) * parts, spread };
    if (isSeen(coming, boundary(varianceAt(coming, 1)), aimed)) return parts;
  }
  return null;
}

/** `no_effect`: a fall as large as aimed at is ruled out. `too_early`: neither that nor its opposite. */
export function verdictOf(
  effect: Pick<Effect, 'interval'> | null,
  hasControls: boolean,
  aimed: number,
): EffectVerdict {
  if (!hasControls) return 'no_control';
  if (!effect) return 'too_early';
  if (effect.interval.high < 1) return 'improved';
  if (effect.interval.low > 1) return 'regressed';
  return effect.interval.low > 1 - aimed ? 'no_effect' : 'too_early';
}
