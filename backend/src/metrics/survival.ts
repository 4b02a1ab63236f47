import { type Interval, z95 } from './intervals.js';

/** What happened at one time: how many met the event, how many were last seen without it. */
export interface Observed {
  time: number;
  events: number;
  censored: number;
}

export interface Step {
  time: number;
  /** Not yet met and still watched just before `time`. */
  atRisk: number;
  events: number;
  /** Share for which the event has not happened by `time`. */
  survival: number;
  /** 95 % band of `survival`: Greenwood's variance on the log(−log) scale. */
  low: number;
  high: number;
}

/** Individuals as counts per time. `event` false: censored at `time`. */
export function countTimes(individuals: Iterable<{ time: number; event: boolean }>): Observed[] {
  const counts = new Map<number, Observed>();
  for (const { time, event } of individuals) {
    const at = counts.get(time) ?? { time, events: 0, censored: 0 };
    if (event) at.events++;
    else at.censored++;
    counts.set(time, at);
  }
  return [...counts.values()].sort((a, b) => a.time - b.time);
}

function band(survival: number, greenwood: number, before: Step | undefined, z: number): Interval {
  if (survival >= 1) return { low: 1, high: 1 };
  // The variance has no value at 0: the last upper limit stands.
  if (survival <= 0) return { low: 0, high: before?.high ?? 1 };
  const logSurvival = Math.log(survival);
  const error = (z * Math.sqrt(greenwood)) / Math.abs(logSurvival);
  return { low: Math.exp(logSurvival * Math.exp(error)), high: Math.exp(logSurvival * Math.exp(-error)) };
}

/**
 * Kaplan–Meier: one step per time with events. Who is censored at a time counts as at risk of its events.
 * Kaplan & Meier, JASA 53 (1958) 457–481; band: Kalbfleisch & Prentice (1980) 15.
 */
export function kaplanMeier(observed: readonly Observed[], z = z95): Step[] {
  const times = [...observed].sort((a, b) => a.time - b.time);
  let atRisk = times.reduce((sum, { events, censored }) => sum + events + censored, 0);
  let survival = 1;
  let greenwood = 0;
  const steps: Step[] = [];
  for (const { time, events, censored } of times) {
    if (events > 0) {
      survival *= (atRisk - events) / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      steps.push({ time, atRisk, events, survival, ...band(survival, greenwood, steps.at(-1), z) });
    }
    atRisk -= events + censored;
  }
  return steps;
}

/** A share computed as a product of fractions misses a round one by some 1e-16 per step. */
const tolerance = 1e-9;

function firstTime(steps: readonly Step[], value: (step: Step) => number, level: number): number | null {
  return steps.find((step) => value(step) <= level + tolerance)?.time ?? null;
}

export interface Quantile {
  /** Null where the curve does not come down that far. */
  time: number | null;
  low: number | null;
  high: number | null;
}

/** The time by which the share `p` has met the event, with its interval: where the band crosses 1 − p. */
export function quantile(steps: readonly Step[], p: number): Quantile {
  const level = 1 - p;
  return {
    time: firstTime(steps, (step) => step.survival, level),
    low: firstTime(steps, (step) => step.low, level),
    high: firstTime(steps, (step) => step.high, level),
  };
}

export interface Band {
  /** Seconds; `to` null: however long. */
  from: number;
  to: number | null;
  share: number;
  low: number;
  high: number;
}

/**
 * Shares of those whose time falls between the edges, the first from zero, the last without an end. The share of a band is
 * S(from)·(1 − Q), where Q is the survival from one edge to the next, which is independent of S(from); its interval by the
 * delta method on both variances of Greenwood, cut at 0 and 1.
 */
export function bandsOf(steps: readonly Step[], edges: readonly number[], z = z95): Band[] {
  const bounds = [0, ...edges].map((edge, i) => ({ from: edge, to: edges[i] ?? null }));
  return bounds.map(({ from, to }) => {
    const [before, after] = [stateAt(steps, from), stateAt(steps, to ?? Number.POSITIVE_INFINITY)];
    const stays = to === null ? 0 : before.survival > 0 ? after.survival / before.survival : 0;
    const share = before.survival * (1 - stays);
    const between = stays ** 2 * Math.max(0, after.greenwood - before.greenwood);
    const error = before.survival * Math.sqrt((1 - stays) ** 2 * before.greenwood + between);
    return { from, to, share, low: Math.max(0, share - z * error), high: Math.min(1, share + z * error) };
  });
}

/** The curve at a time: what is left, and Greenwood's sum until then. */
function stateAt(steps: readonly Step[], time: number): { survival: number; greenwood: number } {
  let [survival, greenwood] = [1, 0];
  for (const { time: at, atRisk, events, survival: left } of steps) {
    if (at > time) break;
    survival = left;
    greenwood += atRisk > events ? events / (atRisk * (atRisk - events)) : 0;
  }
  return { survival, greenwood };
}

/** Share for which the event has not happened by `time`. */
export function survivalAt(steps: readonly Step[], time: number): number {
  let survival = 1;
  for (const step of steps) {
    if (step.time > time) break;
    survival = step.survival;
  }
  return survival;
}
