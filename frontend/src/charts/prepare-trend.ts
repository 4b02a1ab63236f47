import { type MetricName, metricOf } from '../../../backend/src/contract/metrics.js';
import type { Answer } from '../lib/api';
import type { Period } from '../lib/filters';
import { count, measure, percent, shortCount, shortDuration, type Unit, unitOf } from '../lib/format';
import { startOfDay } from '../lib/zone';
import { type PlacedTarget, placeTargets, type TargetLine } from './place-targets';
import { niceStep, quantile, secondsFromZero, type Tick, valuesFromZero } from './scale';
import type { TableTwin } from './table-twin';
import { bucketName, timeTicks } from './time-ticks';

type Series = Answer<'GET /api/metrics/series'>;
type Releases = Answer<'GET /api/releases'>;

export interface TrendPoint {
  at: number;
  /** Where what it counts begins and, exclusively, ends: its bucket, as far as the range goes. */
  period: Period;
  name: string;
  /** Judged: drawn solid. */
  settled: number | null;
  /** Immature, or the bucket is not over: drawn dashed. Holds its settled neighbour too, so that the lines meet. */
  unsettled: number | null;
  band: [number, number] | null;
  value: number | null;
  numerator: number;
  denominator: number | null;
  interval: { low: number; high: number } | null;
  isUnsettled: boolean;
  /** The same place in the period that is compared with. */
  earlier: EarlierPoint | null;
  /** No neighbour on either side: a line would not show it. */
  isLone: boolean;
}

export type EarlierPoint = Pick<TrendPoint, 'name' | 'value' | 'numerator' | 'denominator'>;

export interface TrendModel {
  unit: Unit;
  points: TrendPoint[];
  values: Tick[];
  times: Tick[];
  domain: { values: [number, number]; times: [number, number] };
  releases: { at: number; label: string }[];
  targets: PlacedTarget[];
  hasEarlier: boolean;
}

interface TrendInput {
  series: Series;
  /** The period that is compared with: drawn over these days, its first bucket over the first. */
  earlier?: Series;
  releases?: Releases;
  /** Of durations: drawn where nobody has set a target. */
  targetSeconds?: number | null;
  /** The metric's own, in steps by day. */
  steps?: readonly { from: string; value: number }[];
}

/** Domains, ticks, gaps and marks of one metric over time. A missing value stays a gap; counts have zeros. */
export function prepareTrend({
  series,
  earlier,
  releases = [],
  targetSeconds,
  steps = [],
}: TrendInput): TrendModel {
  const { bucket, zone } = series;
  const unit = unitOf(series.metric, series.currency);
  const raw = series.series.find(({ key }) => key === null)?.points ?? [];
  const starts = raw.map(({ at }) => Date.parse(at));
  const watermark = series.watermark ? Date.parse(series.watermark) : 0;
  const before = earlierPoints(earlier);
  const points = raw.map((point, i): TrendPoint => {
    const at = starts[i] ?? 0;
    const end = starts[i + 1];
    const isOpen = end === undefined ? bucketEnd(starts, i) > watermark : end > watermark;
    return {
      at,
      period: countedPeriod(series, at, end),
      name: bucketName(at, bucket, zone),
      settled: null,
      unsettled: null,
      band: point.interval && point.value !== null ? [point.interval.low, point.interval.high] : null,
      value: point.value,
      numerator: point.numerator,
      denominator: point.denominator,
      interval: point.interval,
      isUnsettled: point.immature || isOpen,
      earlier: before[i] ?? null,
      isLone: isNull(raw[i - 1]) && isNull(raw[i + 1]) && point.value !== null,
    };
  });
  split(points);
  const first = starts[0] ?? 0;
  const last = starts[starts.length - 1] ?? 1;
  const declared = unit === 'seconds' ? (targetSeconds ?? null) : null;
  const targets = targetLines(steps, declared, { unit, zone, first, last });
  const values = valueTicks(points, unit, targets, mostOf(series.metric));
  const domain: TrendModel['domain'] = {
    values: [values[0]?.at ?? 0, values[values.length - 1]?.at ?? 1],
    times: [first, last],
  };
  const drawn = [
    points.map(({ at, value }) => ({ at, value })),
    points.map(({ at, earlier }) => ({ at, value: earlier?.value ?? null })),
  ];
  return {
    unit,
    points,
    values,
    times: timeTicks(starts, bucket, zone),
    domain,
    releases: releaseMarks(releases, first, last),
    targets: placeTargets(targets, drawn, domain),
    hasEarlier: points.some((point) => (point.earlier?.value ?? null) !== null),
  };
}

/** The part of a bucket that lies in the range. */
export const countedPeriod = (
  { from, to }: Pick<Series, 'from' | 'to'>,
  at: number,
  next?: number,
): Period => ({
  from: Math.max(at, Date.parse(from)),
  to: next ?? Date.parse(to),
});

function earlierPoints(series: Series | undefined): EarlierPoint[] {
  const points = series?.series.find(({ key }) => key === null)?.points ?? [];
  return points.map(({ at, value, numerator, denominator }) => ({
    name: series ? bucketName(Date.parse(at), series.bucket, series.zone) : '',
    value,
    numerator,
    denominator,
  }));
}

const isNull = (point: { value: number | null } | undefined): boolean => (point?.value ?? null) === null;

function bucketEnd(starts: readonly number[], i: number): number {
  const at = starts[i] ?? 0;
  return at + (at - (starts[i - 1] ?? at));
}

function split(points: TrendPoint[]): void {
  points.forEach((point, i) => {
    if (point.isUnsettled) point.unsettled = point.value;
    else point.settled = point.value;
    const next = points[i + 1];
    if (!point.isUnsettled && next?.isUnsettled && next.value !== null) point.unsettled = point.value;
    const before = points[i - 1];
    if (!point.isUnsettled && before?.isUnsettled && before.value !== null) point.unsettled = point.value;
  });
}

/** The axis holds every value; of the intervals only as much as does not flatten the line. */
export function valueTicks(
  points: readonly Pick<TrendPoint, 'value' | 'band' | 'earlier'>[],
  unit: Unit,
  targets: readonly TargetLine[],
  most: number | null = null,
): Tick[] {
  const values = points.flatMap(({ value, earlier }) => [value, earlier?.value ?? null].filter(isFound));
  const highs = points.flatMap(({ band }) => (band ? [band[1]] : []));
  const top = Math.max(0, ...values);
  const drawn = Math.min(Math.max(top, quantile(highs, 0.9)) * 1.02, top * 1.8);
  const near = targets.filter(({ value }) => value < drawn * 3).map(({ value }) => value * 1.05);
  const high = Math.max(drawn, ...near);
  if (unit === 'seconds') {
    return secondsFromZero(high).map((at) => ({ at, label: shortDuration(at) }));
  }
  if (unit === 'count') return valuesFromZero(Math.max(high, 4)).map((at) => ({ at, label: shortCount(at) }));
  if (unit !== 'ratio') return meanTicks(Math.min(0, ...values), Math.min(high, most ?? high));
  const ticks = valuesFromZero(Math.min(1, high || 1));
  const digits = ticks.some((at) => Math.abs(at * 100 - Math.round(at * 100)) > 1e-6) ? 1 : 0;
  return ticks.map((at) => ({ at, label: percent(at, digits) }));
}

const isFound = (value: number | null): value is number => value !== null;

/** What no value of a mean can exceed. */
function mostOf(metric: MetricName): number | null {
  const declared = metricOf(metric);
  return declared.unit === 'mean' ? declared.range[1] : null;
}

/** From zero, or from below it where values are. */
function meanTicks(low: number, high: number): Tick[] {
  const step = niceStep(Math.max(high, -low) || 1, 4);
  const first = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step - 1e-9)) - first + 1;
  return Array.from({ length: count }, (_, i) => {
    const at = Number(((first + i) * step).toPrecision(12));
    return { at, label: String(at).replace('-', '−') };
  });
}

interface Axis {
  unit: Unit;
  zone: string;
  first: number;
  last: number;
}

/** The steps that touch the chart; without any, the declared one. */
export function targetLines(
  steps: readonly { from: string; value: number }[],
  declared: number | null,
  { unit, zone, first, last }: Axis,
): TargetLine[] {
  const label = (value: number) =>
    `target ${unit === 'seconds' ? shortDuration(value) : targetText(value, unit)}`;
  if (steps.length === 0 && declared !== null) {
    return [{ from: first, to: last, value: declared, label: label(declared) }];
  }
  return steps.flatMap(({ from, value }, i) => {
    const next = steps[i + 1];
    const begins = Math.max(first, startOfDay(from, zone));
    const ends = Math.min(last, next ? startOfDay(next.from, zone) : last);
    return begins < ends ? [{ from: begins, to: ends, value, label: label(value) }] : [];
  });
}

const targetText = (value: number, unit: Unit): string =>
  unit === 'ratio' ? percent(value, Number.isInteger(Math.round(value * 1e6) / 1e4) ? 0 : 1) : count(value);

/** Releases within the chart; those at one time share a mark. */
export function releaseMarks(releases: Releases, first: number, last: number): TrendModel['releases'] {
  const byTime = new Map<number, string[]>();
  for (const { bot, version, releasedAt } of releases) {
    const at = Date.parse(releasedAt);
    if (at < first || at > last) continue;
    byTime.set(at, [...(byTime.get(at) ?? []), `${bot} ${version}`]);
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([at, names]) => ({
      at,
      label: names.length > 1 ? `${names[0]} +${names.length - 1}` : (names[0] ?? ''),
    }));
}

/** Where the counts of a point lead. */
type PointAddress = (point: TrendPoint, part: 'numerator' | 'denominator') => string | null;

/** The chart's table twin; exact figures, gaps empty. */
export function trendTable(model: TrendModel, caption: string, addressOf: PointAddress): TableTwin {
  const { unit } = model;
  const value = { numeric: true, show: (cell: unknown) => measure(cell as number | null, unit) };
  const whole = (part: 'numerator' | 'denominator') => ({
    numeric: true,
    show: (cell: unknown) => count(cell as number | null),
    href: (row: number) => addressOf(model.points[row] as TrendPoint, part),
  });
  return {
    caption,
    columns: [
      { title: 'Time' },
      { title: 'Value', ...value },
      { title: 'Low', ...value },
      { title: 'High', ...value },
      { title: 'Numerator', ...whole('numerator') },
      { title: 'Denominator', ...whole('denominator') },
      { title: 'State' },
      ...(model.hasEarlier ? [{ title: 'Compared with' }, { title: 'Value then', ...value }] : []),
    ],
    rows: model.points.map((point) => [
      point.name,
      point.value,
      point.interval?.low ?? null,
      point.interval?.high ?? null,
      point.numerator,
      point.denominator,
      point.value === null ? 'no data' : point.isUnsettled ? 'may still change' : 'settled',
      ...(model.hasEarlier ? [point.earlier?.name ?? null, point.earlier?.value ?? null] : []),
    ]),
  };
}
