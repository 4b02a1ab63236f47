import { minimumRows } from '../../../backend/src/contract/metric.js';
import type { Answer } from '../lib/api';
import { hourName, weekdayName } from '../lib/cell';
import { count, measure, percent, shortCount, shortDuration, type Unit, unitOf } from '../lib/format';
import { shadeOf } from './heat';
import type { TableTwin } from './table-twin';

type Heatmap = Answer<'GET /api/metrics/heatmap'>;

export interface HeatCell {
  weekday: number;
  hour: number;
  /** Of counts: per hour of this name. */
  value: number | null;
  /** As short as a cell is. */
  text: string;
  /** 0: not shaded, for want of rows. */
  shade: number;
  numerator: number;
  denominator: number | null;
  /** In words: when, how much, of how many. */
  label: string;
}
export interface HeatmapModel {
  unit: Unit;
  cells: HeatCell[];
  /** Ends of the scale. */
  least: string;
  most: string;
  small: number;
}

/** The week by the hour. Cells with too few rows keep their figure and have no shade. */
export function prepareHeatmap({ cells, metric, currency }: Heatmap): HeatmapModel {
  const unit = unitOf(metric, currency);
  const found = cells.map((cell) => ({
    ...cell,
    value: unit === 'count' ? (cell.hours > 0 ? cell.numerator / cell.hours : null) : cell.value,
    isSmall: cell.denominator !== null && cell.denominator < minimumRows,
  }));
  const shaded = found.flatMap(({ value, isSmall }) => (isSmall || value === null ? [] : [value]));
  const [least, most] = [Math.min(...shaded), Math.max(...shaded)];
  return {
    unit,
    cells: found.map(({ weekday, hour, value, numerator, denominator, hours, isSmall }) => ({
      weekday,
      hour,
      value,
      text: value === null || (numerator === 0 && denominator === 0) ? '' : shortText(value, unit),
      shade: isSmall ? 0 : shadeOf(value, least, most),
      numerator,
      denominator,
      label: `${weekdayName(weekday)} ${hourName(hour)}: ${figure(value, unit)}, ${counts(numerator, denominator, hours)}${isSmall ? ', too few to compare' : ''}`,
    })),
    least: shaded.length > 0 ? figure(least, unit) : '',
    most: shaded.length > 0 ? figure(most, unit) : '',
    small: found.filter(({ isSmall, denominator }) => isSmall && (denominator ?? 0) > 0).length,
  };
}

function figure(value: number | null, unit: Unit): string {
  if (unit === 'count') return value === null ? '–' : `${value.toFixed(1)} an hour`;
  return measure(value, unit);
}

const counts = (numerator: number, denominator: number | null, hours: number): string =>
  denominator === null
    ? `${count(numerator)} in ${count(hours)} such hours`
    : `${count(numerator)} of ${count(denominator)}`;

function shortText(value: number, unit: Unit): string {
  if (unit === 'ratio') return percent(value, 0).replace(' %', '');
  if (unit === 'seconds') return shortDuration(Math.round(value)).replace(/ (\w)\w*$/, '$1');
  return value < 10 ? value.toFixed(1) : shortCount(Math.round(value));
}

export function heatmapTable({ cells, unit }: HeatmapModel, caption: string): TableTwin {
  return {
    caption,
    columns: [
      { title: 'Weekday' },
      { title: 'Hour' },
      {
        title: unit === 'count' ? 'Per hour' : 'Value',
        numeric: true,
        show: (cell) => figure(cell as number | null, unit),
      },
      { title: 'Numerator', numeric: true },
      { title: 'Denominator', numeric: true },
    ],
    rows: cells.map(({ weekday, hour, value, numerator, denominator }) => [
      weekdayName(weekday),
      hourName(hour),
      value,
      numerator,
      denominator,
    ]),
  };
}
