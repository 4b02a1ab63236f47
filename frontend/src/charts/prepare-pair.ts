import type { Answer } from '../lib/api';
import { count, measure, type Unit, unitOf } from '../lib/format';
import { type PlacedTarget, placeTargets } from './place-targets';
import {
  prepareTrend,
  releaseMarks,
  type TrendModel,
  type TrendPoint,
  targetLines,
  valueTicks,
} from './prepare-trend';
import type { Tick } from './scale';
import type { TableTwin } from './table-twin';
import { timeTicks } from './time-ticks';

type Series = Answer<'GET /api/metrics/series'>;

export type PairSide = 'a' | 'b';
export interface PairPoint {
  at: number;
  a?: TrendPoint;
  b?: TrendPoint;
}
export interface PairModel {
  unit: Unit;
  points: PairPoint[];
  values: Tick[];
  times: Tick[];
  domain: { values: [number, number]; times: [number, number] };
  releases: TrendModel['releases'];
  targets: PlacedTarget[];
}

interface PairInput {
  a: Series;
  b: Series;
  /** B is drawn over A's days: its first bucket over A's first. Else each stands at its own time. */
  aligned: boolean;
  releases?: Answer<'GET /api/releases'>;
  targetSeconds?: number | null;
  steps?: readonly { from: string; value: number }[];
}

/** Two sides of a comparison over time, on one scale. */
export function preparePair({
  a,
  b,
  aligned,
  releases = [],
  targetSeconds,
  steps = [],
}: PairInput): PairModel {
  const { bucket, zone } = a;
  const unit = unitOf(a.metric, a.currency);
  const [one, other] = [prepareTrend({ series: a }).points, prepareTrend({ series: b }).points];
  const byTime = new Map<number, PairPoint>(one.map((point) => [point.at, { at: point.at, a: point }]));
  other.forEach((point, i) => {
    const at = aligned ? placeOf(one, i) : point.at;
    byTime.set(at, { ...byTime.get(at), at, b: point });
  });
  const points = [...byTime.values()].sort((x, y) => x.at - y.at);
  const starts = points.map(({ at }) => at);
  const [first, last] = [starts[0] ?? 0, starts[starts.length - 1] ?? 1];
  const declared = unit === 'seconds' ? (targetSeconds ?? null) : null;
  const targets = targetLines(steps, declared, { unit, zone, first, last });
  const values = valueTicks([...one, ...other], unit, targets);
  const domain: PairModel['domain'] = {
    values: [0, values[values.length - 1]?.at ?? 1],
    times: [first, last],
  };
  const drawn = (['a', 'b'] as const).map((side) =>
    points.map((point) => ({ at: point.at, value: point[side]?.value ?? null })),
  );
  return {
    unit,
    points,
    values,
    times: timeTicks(starts, bucket, zone),
    domain,
    releases: releaseMarks(releases, first, last),
    targets: placeTargets(targets, drawn, domain),
  };
}

/** The side whose value is nearest to one; undefined where neither has any. */
export function nearestSide(point: PairPoint, value: number): PairSide | undefined {
  const distance = (side: PairSide) => {
    const own = point[side]?.value ?? null;
    return own === null ? Number.POSITIVE_INFINITY : Math.abs(own - value);
  };
  const [a, b] = [distance('a'), distance('b')];
  if (!Number.isFinite(Math.min(a, b))) return undefined;
  return a <= b ? 'a' : 'b';
}

/** Where the i-th bucket of the other side goes; past A's last, on in the same steps. */
function placeOf(points: readonly TrendPoint[], i: number): number {
  const known = points[i];
  if (known) return known.at;
  const last = points[points.length - 1]?.at ?? 0;
  const step = last - (points[points.length - 2]?.at ?? last - 1);
  return last + (i - points.length + 1) * step;
}

export function pairTable(
  model: PairModel,
  caption: string,
  names: { a: string; b: string },
  addressOf: (side: PairSide, point: TrendPoint) => string | null,
): TableTwin {
  const value = { numeric: true, show: (cell: unknown) => measure(cell as number | null, model.unit) };
  const whole = (side: PairSide) => ({
    numeric: true,
    show: (cell: unknown) => count(cell as number | null),
    href: (row: number) => {
      const point = model.points[row]?.[side];
      return point ? addressOf(side, point) : null;
    },
  });
  const size = (point: TrendPoint | undefined) => point && (point.denominator ?? point.numerator);
  return {
    caption,
    columns: [
      { title: 'Time of A' },
      { title: `A: ${names.a}`, ...value },
      { title: 'n of A', ...whole('a') },
      { title: 'Time of B' },
      { title: `B: ${names.b}`, ...value },
      { title: 'n of B', ...whole('b') },
    ],
    rows: model.points.map(({ a, b }) => [
      a?.name ?? null,
      a?.value ?? null,
      size(a) ?? null,
      b?.name ?? null,
      b?.value ?? null,
      size(b) ?? null,
    ]),
  };
}
