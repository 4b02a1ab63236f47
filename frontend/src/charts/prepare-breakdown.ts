import type { Dimension } from '../../../backend/src/contract/dimensions.js';
import { minimumRows } from '../../../backend/src/contract/metric.js';
import type { Answer } from '../lib/api';
import type { Unit } from '../lib/format';
import { valueLabel } from '../lib/value-label';
import { type Better, type Change, changeOf, type Estimate } from './change';
import { measuredCells, type TableTwin } from './table-twin';

type Breakdown = Answer<'GET /api/metrics/breakdown'>;

export interface BreakdownRow extends Estimate {
  key: string;
  label: string;
  n: number;
  p90: number | null;
  p90Limits: { low: number | null; high: number | null } | null;
  /** Too few rows to be compared. */
  isSmall: boolean;
  /** Bar and interval, 0..1 of the table's scale. */
  bar: number;
  low: number | null;
  high: number | null;
  change: Change | null;
}

/** Rows of a breakdown on one scale, with their change. Small ones do not set the scale. */
export function prepareBreakdown(
  now: Breakdown,
  before: Breakdown | undefined,
  better: Better,
): BreakdownRow[] {
  const earlier = new Map(before?.rows.map((row) => [row.key, row]));
  const isSmall = (row: { numerator: number; denominator: number | null }) =>
    (row.denominator ?? row.numerator) < minimumRows;
  const reach = (rows: Breakdown['rows']) =>
    Math.max(0, ...rows.map(({ value, interval }) => interval?.high ?? value ?? 0));
  const scale = reach(now.rows.filter((row) => !isSmall(row))) || reach(now.rows) || 1;
  const on = (value: number | undefined) =>
    value === undefined ? null : Math.min(1, Math.max(0, value / scale));
  return now.rows.map((row) => ({
    key: row.key,
    label: valueLabel(now.by as Dimension, row.key),
    value: row.value,
    numerator: row.numerator,
    denominator: row.denominator,
    interval: row.interval,
    n: row.denominator ?? row.numerator,
    p90: row.quantiles?.p90 ?? null,
    p90Limits: row.quantiles?.intervals.p90 ?? null,
    isSmall: isSmall(row),
    bar: Math.max(0, on(row.value ?? undefined) ?? 0),
    low: on(row.interval?.low),
    high: on(row.interval?.high),
    change: changeOf(row, earlier.get(row.key), better),
  }));
}

export function breakdownTable(rows: readonly BreakdownRow[], dimension: string, unit: Unit): TableTwin {
  return {
    caption: `By ${dimension}`,
    columns: [
      { title: dimension },
      { title: unit === 'seconds' ? 'Median (s)' : 'Value', numeric: true },
      { title: 'Low', numeric: true },
      { title: 'High', numeric: true },
      { title: 'Numerator', numeric: true },
      { title: 'Denominator', numeric: true },
      { title: 'Change', numeric: true },
    ],
    rows: rows.map((row) => [row.label, ...measuredCells(row)]),
  };
}
