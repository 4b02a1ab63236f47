import { type Tick, valuesFromZero } from '../../charts/scale';
import { bucketName, timeTicks } from '../../charts/time-ticks';
import { shortCount } from '../../lib/format';
import type { Improvement } from './effect-words';

export interface EffectPoint {
  at: number;
  name: string;
  count: number;
  expected: number | null;
  /** From the release on: between what was and what was to be expected. */
  saved: [number, number] | null;
  ratio: number | null;
  interval: { low: number; high: number } | null;
}

export interface EffectModel {
  points: EffectPoint[];
  times: Tick[];
  values: Tick[];
  domain: { times: [number, number]; values: [number, number] };
  releases: { at: number; label: string }[];
}

/** The gap by week beside what the other gaps let expect of it, around the release. */
export function prepareEffect(
  { course, release }: Pick<Improvement, 'course' | 'release'>,
  zone: string,
): EffectModel {
  const points = course.map(({ week, from, count, expected, ratio, interval }): EffectPoint => {
    const at = Date.parse(from);
    return {
      at,
      name: bucketName(at, 'week', zone),
      count,
      expected,
      saved: week >= 0 && expected !== null ? [Math.min(count, expected), Math.max(count, expected)] : null,
      ratio,
      interval,
    };
  });
  const starts = points.map(({ at }) => at);
  const most = Math.max(1, ...points.flatMap(({ count, expected }) => [count, expected ?? 0]));
  const ticks = valuesFromZero(Math.max(4, most));
  return {
    points,
    times: timeTicks(starts, 'week', zone),
    values: ticks.map((at) => ({ at, label: shortCount(at) })),
    domain: { times: [starts[0] ?? 0, starts.at(-1) ?? 1], values: [0, ticks.at(-1) ?? 1] },
    releases: release ? [{ at: Date.parse(release.at), label: release.version }] : [],
  };
}
