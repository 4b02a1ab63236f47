import type { Answer } from '../lib/api';
import { count, duration, percent } from '../lib/format';
import { intervalText } from './change';
import { type CurveModel, shareAxis } from './curve-model';
import type { TableTwin } from './table-twin';

type Callbacks = Answer<'GET /api/callbacks'>;

const hourSeconds = 3600;
const windowHours = [
  { hours: 24, label: '24 h' },
  { hours: 72, label: '72 h' },
  { hours: 168, label: '7 d' },
  { hours: 336, label: '14 d' },
  { hours: 720, label: '30 d' },
];
/** The first day is as wide as the last week: much happens in it. */
const place = (hours: number): number => Math.sqrt(hours);

/** Beyond it the curve hangs on so few that one callback looks like everybody's. */
const leastWatched = 0.1;

/** The share called back by each time since the handoff, as far as enough handoffs are watched. */
export function prepareCallbacks({ curve: all, windows }: Callbacks): CurveModel {
  const curve = all.filter(({ atRisk }) => atRisk >= leastWatched * (all[0]?.atRisk ?? 0));
  const points = curve.map(({ hours, share, low, high, atRisk }) => ({
    x: place(hours),
    y: share,
    band: [low, high] as [number, number],
    tip: [
      `Within ${duration(hours * hourSeconds)}`,
      percent(share),
      `95 % interval ${intervalText({ low, high }, 'ratio')}`,
      `${count(atRisk)} still watched then`,
    ],
  }));
  const highest = Math.max(0.01, ...curve.map(({ high }) => high));
  const end = Math.max(24, ...curve.map(({ hours }) => hours));
  return {
    points,
    x: {
      domain: [0, place(end)],
      ticks: windowHours
        .filter(({ hours }) => hours <= end)
        .map(({ hours, label }) => ({ at: place(hours), label })),
    },
    y: shareAxis(highest),
    marks: windows.flatMap(({ window, estimated }) => {
      const hours = windowHours.find(({ label }) => label.replace(' ', '') === window)?.hours;
      return estimated && hours !== undefined && hours <= end
        ? [{ x: place(hours), y: estimated.value, label: percent(estimated.value) }]
        : [];
    }),
    side: 'left',
    type: 'stepAfter',
  };
}

export function callbackTable({ curve }: Callbacks): TableTwin {
  const share = { numeric: true, show: (cell: unknown) => percent(cell as number) };
  return {
    caption: 'Share called back by time since the handoff',
    columns: [
      { title: 'Hours', numeric: true },
      { title: 'Called back', ...share },
      { title: 'Low', ...share },
      { title: 'High', ...share },
      { title: 'At risk', numeric: true },
    ],
    rows: curve.map(({ hours, share: value, low, high, atRisk }) => [hours, value, low, high, atRisk]),
  };
}
