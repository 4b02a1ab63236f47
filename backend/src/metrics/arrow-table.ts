import {
  Field,
  Float64,
  Schema,
  Table,
  TimestampMillisecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import type { AnswerOf, RouteSpec } from '../contract/route.js';
import { routes } from '../contract/routes.js';

type Cell = string | number | boolean | null | undefined;
type Row = Record<string, unknown>;

interface Flat {
  /** What holds for the whole table. */
  about: Record<string, Cell>;
  rows: Row[];
}

/** `interval.low` becomes `interval_low`, so that every column holds plain values. */
function flatten(row: object, prefix = ''): Record<string, Cell> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, Cell][] => {
      const column = `${prefix}${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
      if (typeof value === 'object' && value !== null) return Object.entries(flatten(value, `${column}_`));
      return [[column, value as Cell]];
    }),
  );
}

const isTime = (value: Cell) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);

/** The type that the column's values have; text where there is none. */
function columnOf(values: readonly Cell[]) {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length > 0 && known.every((value) => typeof value === 'number')) {
    return vectorFromArray(
      values.map((value) => (value ?? null) as number | null),
      new Float64(),
    );
  }
  if (known.length > 0 && known.every(isTime)) {
    return vectorFromArray(
      values.map((value) => (typeof value === 'string' ? Date.parse(value) : null)),
      new TimestampMillisecond(),
    );
  }
  return vectorFromArray(
    values.map((value) => (value === null || value === undefined ? null : String(value))),
    new Utf8(),
  );
}

function streamOf({ about, rows }: Flat): Uint8Array {
  const flat = rows.map((row) => flatten(row));
  const names = [...new Set(flat.flatMap((row) => Object.keys(row)))];
  const columns = Object.fromEntries(names.map((name) => [name, columnOf(flat.map((row) => row[name]))]));
  const metadata = new Map(
    Object.entries(about).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)] as const],
    ),
  );
  const fields = names.map((name) => new Field(name, columns[name]!.type, true));
  return tableToIPC(new Table(new Schema(fields, metadata), columns), 'stream');
}

/** How the answer of a route reads as a table. */
const tables = new Map<RouteSpec, (answer: never) => Flat>();
function tableOf<R extends RouteSpec>(spec: R, read: (answer: AnswerOf<R>) => Flat): void {
  tables.set(spec, read);
}

tableOf(routes.metricSeries, ({ series, ...about }) => ({
  about,
  rows: series.flatMap(({ key, points }) => points.map((point) => ({ key, ...point }))),
}));
tableOf(routes.metricBreakdown, ({ rows, total: _, ...about }) => ({ about, rows }));
tableOf(routes.metricSurvival, ({ metric, watermark, timed, observed, curve }) => ({
  about: { metric, watermark, timed, observed },
  rows: curve,
}));
tableOf(routes.metricCompare, ({ metric, unit, watermark, a, b, ...said }) => ({
  about: { metric, unit, watermark },
  rows: [{ a, b, ...said }],
}));
tableOf(routes.metricCompareValues, ({ rows, ...about }) => ({ about, rows }));
tableOf(routes.metricHeatmap, ({ cells, total: _, ...about }) => ({ about, rows: cells }));
tableOf(routes.metricForecast, ({ hours, test, ...about }) => ({
  about: { ...about, tested: test?.hours, covered: test?.covered },
  rows: hours,
}));
tableOf(routes.metricMatrix, ({ metric, unit, better, watermark, cells }) => ({
  about: { metric, unit, better, watermark },
  rows: cells,
}));

/** A route's answer as an Arrow IPC stream; undefined for a route that has no table. */
export function arrowOf(spec: RouteSpec, answer: unknown): Uint8Array | undefined {
  const read = tables.get(spec);
  return read && streamOf(read(answer as never));
}
