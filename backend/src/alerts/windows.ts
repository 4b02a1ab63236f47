import { type AlertCondition, windowSteps } from '../contract/alerts.js';
import { metricOf } from '../contract/metrics.js';
import { grains } from '../metrics/grains.js';

const minute = 60_000;

/** Milliseconds between the ends of two windows. They are the same for every replica: multiples since 1970, in UTC. */
export function stepOf(condition: AlertCondition): number {
  if (condition.kind === 'waiting') return minute;
  if (condition.kind === 'metric') return windowSteps[condition.window] * minute;
  return grains.quarter;
}

/** How many windows that were missed, because nothing ran, are looked at afterwards. */
const catchUp = 60;

/** Ends of the windows that are over and were not looked at, oldest first. */
export function dueEnds(step: number, after: number, now: number): number[] {
  const last = Math.floor(now / step) * step;
  const first = Math.max((Math.floor(after / step) + 1) * step, last - (catchUp - 1) * step);
  const ends: number[] = [];
  for (let end = first; end <= last; end += step) ends.push(end);
  return ends;
}

/** The ends of the last `many` windows up to `last`. */
export const endsBefore = (step: number, last: number, many: number): number[] =>
  Array.from({ length: many }, (_, i) => (Math.floor(last / step) - many + 1 + i) * step);

/** Milliseconds that a metric's rows need until they can be judged: its windows end so much earlier. */
export function shiftOf(condition: Extract<AlertCondition, { kind: 'metric' }>): number {
  const seconds = metricOf(condition.metric).matureAfterSeconds ?? 0;
  return Math.ceil((seconds * 1000) / grains.quarter) * grains.quarter;
}
