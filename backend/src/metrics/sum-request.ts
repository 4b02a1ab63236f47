import type { Dimension, Filters, Population } from '../contract/dimensions.js';
import type { DurationMetric } from '../contract/metric.js';
import type { CostRates } from '../contract/rates.js';
import type { Pair } from './pair.store.js';
import type { Part } from './plan.js';
import type { BinCount } from './times.js';

/** How far the numbers reach, in the snapshot that answers. */
export interface Reach {
  watermark: Date | null;
  /** Of the last change: what memory holds of a day counts while it is of the day's last change up to here. */
  changeNo: number;
  rates: CostRates | null;
}

/** Rows of a population in a range, filtered, and grouped by a dimension, by time, or both. */
export interface RowsRequest {
  filters: Filters;
  /** Milliseconds, inclusive. */
  from: number;
  /** Milliseconds, exclusive. */
  to: number;
  by?: Dimension | undefined;
  /** Groups by two dimensions instead of one. */
  pair?: Pair | undefined;
  /** Where the groups of time begin, ascending; the first not after `from`. */
  starts?: readonly number[] | undefined;
}

/** What is summed over the rows. */
export interface SumRequest extends RowsRequest {
  population: Population;
  parts: readonly Part[];
}

/** What is timed. */
export interface TimesRequest extends RowsRequest {
  metric: DurationMetric;
}

interface Group {
  /** Null when it is not grouped by a dimension. */
  key: string | null;
  /** Which of `starts`; 0 when it is not grouped by time. */
  slot: number;
}

export interface SumRow extends Group {
  /** In the order of `parts`. */
  sums: number[];
}

export interface TimesRow extends Group {
  bins: BinCount[];
}

const nameOf = ({ key, slot }: Group) => `${slot} ${key === null ? '' : `=${key}`}`;

/** Groups that several readers of one range gave, each once, in the order of key and time. */
export function mergeGroups<Row extends Group>(rows: readonly Row[], join: (a: Row, b: Row) => Row): Row[] {
  const groups = new Map<string, Row>();
  for (const row of rows) {
    const known = groups.get(nameOf(row));
    groups.set(nameOf(row), known ? join(known, row) : row);
  }
  return [...groups.values()].sort((a, b) =>
    (a.key ?? '') < (b.key ?? '') ? -1 : (a.key ?? '') > (b.key ?? '') ? 1 : a.slot - b.slot,
  );
}

export const joinSums = (a: SumRow, b: SumRow): SumRow => ({
  ...a,
  sums: a.sums.map((sum, i) => sum + (b.sums[i] ?? 0)),
});

export const joinTimes = (a: TimesRow, b: TimesRow): TimesRow => ({ ...a, bins: [...a.bins, ...b.bins] });
