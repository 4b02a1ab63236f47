import type { Answer } from '../lib/api';

/**
 * What a metric's sparkline shows of its series: whole buckets. An hour that has just begun, or a day that the data does
 * not reach the end of, would end every line in a plunge or a leap.
 */
export function sparkValues({
  series,
  to,
  watermark,
}: Pick<Answer<'GET /api/metrics/series'>, 'series' | 'to' | 'watermark'>): (number | null)[] {
  const points = series.find(({ key }) => key === null)?.points ?? [];
  const end = watermark === null ? 0 : Date.parse(watermark);
  const whole = points.filter((_, i) => Date.parse(points[i + 1]?.at ?? to) <= end);
  return (whole.length < 2 ? points : whole).map(({ value }) => value);
}

/** Straight stretches of a line in a box of `width` × `height`, as SVG path data; gaps stay gaps. */
export interface SparkModel {
  path: string;
  /** Values without a neighbour, which a line would not show. */
  dots: { x: number; y: number }[];
  /** The last value, if there is any. */
  end: { x: number; y: number } | null;
}

/** The box reaches from half of the lowest value (from the lowest below zero) to the highest: enough to see a shape, not enough to cry wolf. */
export function prepareSpark(values: readonly (number | null)[], width: number, height: number): SparkModel {
  const seen = values.filter((value) => value !== null);
  const top = Math.max(0, ...seen);
  const least = seen.length === 0 ? 0 : Math.min(...seen);
  const bottom = least < 0 ? least : least / 2;
  const pad = 2;
  const x = (i: number) =>
    round(values.length < 2 ? width / 2 : pad + (i / (values.length - 1)) * (width - 2 * pad));
  const y = (value: number) =>
    round(height - pad - (top === bottom ? 0 : (value - bottom) / (top - bottom)) * (height - 2 * pad));
  const known = (i: number) => (values[i] ?? null) !== null;
  const dots: SparkModel['dots'] = [];
  let path = '';
  let end: SparkModel['end'] = null;
  values.forEach((value, i) => {
    if (value === null) return;
    end = { x: x(i), y: y(value) };
    if (!known(i - 1) && !known(i + 1)) dots.push(end);
    else path += `${known(i - 1) ? 'L' : 'M'}${end.x} ${end.y}`;
  });
  return { path, dots, end };
}

const round = (value: number): number => Math.round(value * 10) / 10;
