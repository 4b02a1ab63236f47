import type { Answer } from '../lib/api';
import { count, duration, limitsText, percent, shortDuration } from '../lib/format';
import type { Tick } from './scale';
import type { TableTwin } from './table-twin';

type Survival = Answer<'GET /api/metrics/survival'>;

export interface SurvivalPoint {
  /** Place on the axis: log10 of the seconds. */
  x: number;
  seconds: number;
  share: number;
  band: [number, number];
  atRisk: number;
}
export interface SurvivalModel {
  points: SurvivalPoint[];
  times: Tick[];
  domain: [number, number];
  /** Null: the metric has none. */
  target: { x: number; label: string } | null;
  /** Where half and nine tenths are reached, where they are. */
  quantiles: { x: number; share: number; label: string }[];
  /** Where the curve stops short of everybody, and why. */
  note: string;
}

const round = [1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 259_200, 604_800, 2_592_000, 31_536_000];
const leastSeconds = 1;
const place = (seconds: number): number => Math.log10(Math.max(leastSeconds, seconds));

/** The share that somebody acted on by each time; the axis is logarithmic, since seconds and days both matter. */
export function prepareSurvival(survival: Survival): SurvivalModel {
  const { curve, target, quantiles } = survival;
  const points = curve.map(({ seconds, share, low, high, atRisk }) => ({
    x: place(seconds),
    seconds,
    share,
    band: [low, high] as [number, number],
    atRisk,
  }));
  const rising = points.filter(({ share }) => share > 0);
  const aim = target ? [place(target.seconds)] : [];
  const first = Math.min(rising[0]?.x ?? place(1), ...aim);
  const last = Math.max(points[points.length - 1]?.x ?? place(3600), ...aim);
  const shown = points.filter(({ x, share }) => share > 0 || x >= first);
  return {
    points: shown,
    domain: [first, last + 0.02],
    times: round
      .map((seconds) => ({ at: place(seconds), label: shortDuration(seconds) }))
      .filter(({ at }) => at >= first - 0.05 && at <= last),
    target: target && {
      x: place(target.seconds),
      label: `target ${shortDuration(target.seconds)}${target.withinShare === null ? '' : `: ${percent(target.withinShare, 0)}`}`,
    },
    quantiles: [
      { share: 0.5, seconds: quantiles.p50 },
      { share: 0.9, seconds: quantiles.p90 },
    ].flatMap(({ share, seconds }) =>
      seconds === null
        ? []
        : [{ share, x: place(seconds), label: `${share * 100} % by ${duration(seconds)}` }],
    ),
    note: noteOf(survival),
  };
}

function noteOf({ timed, observed, censored, untimed, quantiles }: Survival): string {
  const { p50 } = quantiles.intervals;
  const parts = [`${count(observed)} of ${count(timed)} acted on`];
  if (quantiles.p50 !== null) parts.unshift(`Median ${duration(quantiles.p50)} (${limitsText(p50)})`);
  if (censored.open > 0) parts.push(`${count(censored.open)} still open`);
  if (censored.ended > 0) parts.push(`${count(censored.ended)} ended without an action`);
  if (untimed > 0) parts.push(`${count(untimed)} without true times`);
  return parts.join(' · ');
}

export function survivalTable({ points }: SurvivalModel): TableTwin {
  const share = { numeric: true, show: (cell: unknown) => percent(cell as number) };
  return {
    caption: 'Share acted on by time since the handoff',
    columns: [
      { title: 'Time', numeric: true, show: (cell) => duration(cell as number) },
      { title: 'Acted on', ...share },
      { title: 'Low', ...share },
      { title: 'High', ...share },
      { title: 'At risk', numeric: true },
    ],
    rows: points.map((point) => [point.seconds, point.share, point.band[0], point.band[1], point.atRisk]),
  };
}
