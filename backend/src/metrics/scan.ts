import { type Amounts, type Codes, type Day, firstAt } from './columns.js';
import { type RowsPlan, StretchRows } from './stretch-rows.js';

const dayMs = 86_400_000;

/** A day and when it begins, ms since 1970. */
export interface PlacedDay {
  begin: number;
  day: Day;
}

/** Which rows are read, and how they are grouped. */
export interface ScanPlan extends RowsPlan {
  /** Milliseconds, inclusive. */
  from: number;
  /** Milliseconds, exclusive. */
  to: number;
  /** How many groups the dimensions make. */
  keys: number;
  /** Where the groups of time begin, ascending; the first not after `from`. */
  starts: readonly number[];
}

/** A number over rows: how many have all of the flags, or the sum of a product of amounts over those. */
export interface ScanPart {
  /** Places of the flags that must be set. */
  flags: readonly number[];
  /** Places of the amounts. */
  amounts: readonly number[];
}

/** Scans run one after the other, so they share it. */
export const stretch = new StretchRows();

/** Calls `visit` for each stretch of a day that lies in one group of time and has rows that pass. */
export function visitStretches(
  { begin, day }: PlacedDay,
  plan: ScanPlan,
  visit: (slot: number) => void,
): void {
  const { from, to, starts } = plan;
  const [low, high] = [Math.max(from, begin), Math.min(to, begin + dayMs)];
  let slot = slotAt(starts, low);
  for (let at = low; at < high; slot += 1) {
    const end = Math.min(high, starts[slot + 1] ?? Number.POSITIVE_INFINITY);
    if (stretch.choose(day, firstAt(day, at - begin), firstAt(day, end - begin), plan)) visit(slot);
    at = end;
  }
}

/** The last group that begins at or before an instant. */
function slotAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Bits of some flags. */
export const bitsOf = ({ flags }: Day, places: readonly number[]) =>
  places.map((place) => flags[place] as Int32Array);

const histograms = new WeakMap<Codes, Int32Array>();

/** How many rows of a day have each code; counted once. */
function histogramOf(codes: Codes): Int32Array {
  const known = histograms.get(codes);
  if (known) return known;
  let largest = 0;
  for (const code of codes) largest = Math.max(largest, code);
  const counts = new Int32Array(largest + 1);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  histograms.set(codes, counts);
  return counts;
}

/** Sums by group of time, key and part, in this order. */
export class Sums {
  readonly cells: Float64Array;

  constructor(
    private readonly plan: ScanPlan,
    private readonly parts: readonly ScanPart[],
  ) {
    this.cells = new Float64Array(plan.starts.length * plan.keys * parts.length);
  }

  add(placed: PlacedDay): void {
    const { plan, parts } = this;
    if (this.takesWhole(placed)) {
      this.countWhole(placed.day);
      return;
    }
    visitStretches(placed, plan, (slot) => {
      const base = slot * plan.keys * parts.length;
      parts.forEach((part, p) => {
        this.addPart(part, base + p, placed.day);
      });
    });
  }

  /** Whether all that is asked of a day is how many rows each value has. */
  private takesWhole({ begin }: PlacedDay): boolean {
    const { from, to, starts, filters, axes } = this.plan;
    const isCount = this.parts.every(({ flags, amounts }) => flags.length + amounts.length === 0);
    return (
      isCount &&
      [filters.length, axes.length, starts.length].join() === '0,1,1' &&
      from <= begin &&
      to >= begin + dayMs
    );
  }

  private countWhole({ codes }: Day): void {
    const { cells, parts, plan } = this;
    const [axis] = plan.axes as [ScanPlan['axes'][number]];
    histogramOf(codes[axis.dimension] as Codes).forEach((count, code) => {
      const base = (axis.numbers[code] as number) * parts.length;
      for (let p = 0; p < parts.length; p += 1) cells[base + p] = (cells[base + p] as number) + count;
    });
  }

  private addPart({ flags, amounts }: ScanPart, base: number, day: Day): void {
    stretch.narrow(bitsOf(day, flags));
    if (amounts.length > 0)
      this.addAmounts(
        amounts.map((place) => day.amounts[place] as Amounts),
        base,
      );
    else if (this.plan.axes.length > 0) this.countByKey(base);
    else this.cells[base] = (this.cells[base] as number) + stretch.count();
  }

  private countByKey(base: number): void {
    const { cells } = this;
    const { length: width } = this.parts;
    const count = stretch.list();
    const { rows, keys } = stretch;
    for (let i = 0; i < count; i += 1) {
      const cell = base + (keys[rows[i] as number] as number) * width;
      cells[cell] = (cells[cell] as number) + 1;
    }
  }

  private addAmounts([amount, ...factors]: readonly Amounts[], base: number): void {
    const { cells } = this;
    const { length: width } = this.parts;
    const count = stretch.list();
    const { rows, keys } = stretch;
    const isGrouped = this.plan.axes.length > 0;
    for (let i = 0; i < count; i += 1) {
      const row = rows[i] as number;
      let value = amount?.[row] as number;
      for (const factor of factors) value *= factor[row] as number;
      const cell = isGrouped ? base + (keys[row] as number) * width : base;
      cells[cell] = (cells[cell] as number) + value;
    }
  }
}
