import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { dimensionLabel, filterNames } from './filters';
import { valueLabel } from './value-label';

/** One cell of a heat map or a matrix, as the lists' routes know it. */
export type CellFilter = Partial<Record<`except.${Dimension}`, string[]>> & {
  /** 1 is Monday. */
  weekday?: number;
  hour?: number;
  zone?: string;
};

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const weekdayName = (weekday: number): string => weekdays[weekday - 1] ?? '';
const twoDigits = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
export const hourName = (hour: number): string => `${twoDigits(hour)}–${twoDigits(hour + 1)}`;

const exceptionOf = (name: Dimension) => `except.${name}` as const;
const cellNames = ['weekday', 'hour', ...filterNames.map(exceptionOf)];

function numberIn(text: string | null, low: number, high: number): number | undefined {
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isInteger(value) && value >= low && value <= high ? value : undefined;
}

/** Reads the URL's search part; `zone` is the page's. */
export function readCell(search: URLSearchParams, zone: string): CellFilter {
  const weekday = numberIn(search.get('weekday'), 1, 7);
  const hour = numberIn(search.get('hour'), 0, 23);
  const cell: CellFilter = {};
  if (weekday !== undefined) cell.weekday = weekday;
  if (hour !== undefined) cell.hour = hour;
  if (weekday !== undefined || hour !== undefined) cell.zone = zone;
  for (const name of filterNames) {
    const values = search.getAll(exceptionOf(name));
    if (values.length > 0) cell[exceptionOf(name)] = values;
  }
  return cell;
}

/** A copy of the search part without any cell. */
export function withoutCell(search: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of cellNames) next.delete(name);
  return next;
}

/** `Only Mondays, 09:00–10:00 in Europe/Berlin`; null where there is no cell. */
export function cellWords(cell: CellFilter): string | null {
  const { weekday, hour, zone } = cell;
  const days = weekday === undefined ? [] : [`${weekdayName(weekday)}s`];
  const hours = hour === undefined ? [] : [hourName(hour)];
  const when = [...days, ...hours].join(', ');
  const others = filterNames.flatMap((name) => {
    const values = cell[exceptionOf(name)];
    if (!values) return [];
    const named = values.map((value) => valueLabel(name, value)).join(', ');
    return [`${dimensionLabel(name)} other than ${named}`];
  });
  const parts = [...(when ? [`${when} in ${zone}`] : []), ...others];
  return parts.length > 0 ? `Only ${parts.join('; ')}` : null;
}
