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

/** Share for which the event has not happened by `time`. */
export function survivalAt(steps: readonly Step[], time: number): number {
  let survival = 1;
  for (const step of steps) {
    if (step.time > time) break;
    survival = step.survival;
  }
  return survival;
}
