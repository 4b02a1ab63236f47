import type { Answer } from '../lib/api';
import type { CurveModel } from './curve-model';
import { valuesFromZero } from './scale';
import type { TableTwin } from './table-twin';

type Forecast = Answer<'GET /api/metrics/forecast'>;

const figure = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** `Tue, 3 Mar, 09:00`. */
const hourName = (at: string, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  }).format(Date.parse(at));

/** The week to come, hour by hour, each day named at its first hour. */
export function prepareForecast({ hours, zone, level }: Forecast): CurveModel {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: zone });
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone });
  const points = hours.map(({ at, expected, low, high }) => ({
    x: Date.parse(at),
    y: expected,
    band: [low, high] as [number, number],
    tip: [
      hourName(at, zone),
      `${figure(expected)} expected`,
      `${low} to ${high} in ${Math.round(level * 100)} of 100 such hours`,
    ],
  }));
  const values = valuesFromZero(Math.max(1, ...hours.map(({ high }) => high)));
  return {
    points,
    x: {
      domain: [points[0]?.x ?? 0, points.at(-1)?.x ?? 1],
      ticks: points
        .filter(({ x }) => Number(clock.format(x)) === 0)
        .map(({ x }) => ({ at: x, label: day.format(x) })),
    },
    y: { domain: [0, values.at(-1) ?? 1], ticks: values.map((at) => ({ at, label: String(at) })) },
    marks: [],
    side: 'left',
    type: 'stepAfter',
  };
}

export function forecastTable({ hours, zone, level }: Forecast, caption: string): TableTwin {
  return {
    caption,
    columns: [
      { title: 'Hour', show: (cell) => hourName(String(cell), zone) },
      { title: 'Expected', numeric: true, show: (cell) => figure(cell as number) },
      { title: `Low (${Math.round(level * 100)} %)`, numeric: true },
      { title: 'High', numeric: true },
    ],
    rows: hours.map(({ at, expected, low, high }) => [at, expected, low, high]),
  };
}
