import { type Day, firstAt } from './columns.js';

const dayMs = 86_400_000;

/** A day and when it begins, ms since 1970. */
export interface PlacedDay {
  begin: number;
  day: Day;
}

/** Which rows are read, and how they are grouped. */
export interface ScanPlan {
  /** Milliseconds, inclusive. */
  from: number;
  /** Milliseconds, exclusive. */
  to: number;
  /** Per filtered dimension: its place in the shape, and 1 for each code that passes. */
  filters: readonly { dimension: number; passes: Uint8Array }[];
  /** Place of the dimension that rows are grouped by. */
  by?: number | undefined;
  /** How many codes it has. */
  keys: number;
  /** Where the groups of time begin, ascending; the first not after `from`. */
  starts: readonly number[];
}

/** A number over rows: how many have all of the flags, or the sum of a product of amounts over those. */
export interface ScanPart {
  /** Bits that must be set, by word. */
  masks: readonly number[];
  /** Places of the amounts. */
  amounts: readonly number[];
}

type Codes = Uint8Array | Uint16Array;

/** Rows that were selected: the first `count` of `rows`. */
class Selection {
  rows = new Int32Array(1 << 16);
  count = 0;

  all(from: number, to: number): void {
    if (this.rows.length < to - from) this.rows = new Int32Array(2 * (to - from));
    const { rows } = this;
    this.count = to - from;
    for (let i = 0; i < this.count; i += 1) rows[i] = from + i;
  }

  keepCodes(codes: Codes, passes: Uint8Array): void {
    const { rows, count } = this;
    let kept = 0;
    for (let i = 0; i < count; i += 1) {
      const row = rows[i] as number;
      rows[kept] = row;
      kept += passes[codes[row] as number] as number;
    }
    this.count = kept;
  }

  keepFlags(word: Int32Array, mask: number): void {
    const { rows, count } = this;
    let kept = 0;
    for (let i = 0; i < count; i += 1) {
      const row = rows[i] as number;
      rows[kept] = row;
      if (((word[row] as number) & mask) === mask) kept += 1;
    }
    this.count = kept;
  }
}

const selection = new Selection();

/** Calls `visit` for each stretch of a day that lies in one group of time, with its selected rows. */
function visitStretches(
  { begin, day }: PlacedDay,
  plan: ScanPlan,
  visit: (slot: number, chosen: Selection) => void,
): void {
  const { from, to, starts, filters } = plan;
  const [low, high] = [Math.max(from, begin), Math.min(to, begin + dayMs)];
  let slot = slotAt(starts, low);
  for (let at = low; at < high; slot += 1) {
    const end = Math.min(high, starts[slot + 1] ?? Number.POSITIVE_INFINITY);
    selection.all(firstAt(day, at - begin), firstAt(day, end - begin));
    for (const { dimension, passes } of filters) selection.keepCodes(day.codes[dimension] as Codes, passes);
    if (selection.count > 0) visit(slot, selection);
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
    const codes = plan.by === undefined ? undefined : placed.day.codes[plan.by];
    visitStretches(placed, plan, (slot, chosen) => {
      const base = slot * plan.keys * parts.length;
      parts.forEach((part, p) => {
        this.addPart(part, base + p, placed.day, codes, chosen);
      });
    });
  }

  private addPart(part: ScanPart, base: number, day: Day, codes: Codes | undefined, chosen: Selection): void {
    const { cells } = this;
    const { length: stride } = this.parts;
    const { rows, count } = chosen;
    const checked = part.masks.flatMap((mask, w) => (mask === 0 ? [] : [{ word: day.words[w], mask }]));
    const amounts = part.amounts.map((a) => day.amounts[a] as Int32Array);
    const [first, ...more] = checked;
    const [amount, ...factors] = amounts;
    const { word, mask } = first ?? { word: undefined, mask: 0 };
    for (let i = 0; i < count; i += 1) {
      const row = rows[i] as number;
      if (word && ((word[row] as number) & mask) !== mask) continue;
      if (more.length > 0 && !more.every((w) => ((w.word?.[row] as number) & w.mask) === w.mask)) continue;
      let value = amount ? (amount[row] as number) : 1;
      for (const factor of factors) value *= factor[row] as number;
      const cell = base + (codes ? (codes[row] as number) * stride : 0);
      cells[cell] = (cells[cell] as number) + value;
    }
  }
}

/** Stands in a column of times where it has not happened and still can. */
export const openTime = -32_768;

/** Counts of codes of times, by group of time and key. */
export class TimeCounts {
  /** By `slot * keys + key`. */
  readonly cells = new Map<number, Map<number, number>>();

  constructor(
    private readonly plan: ScanPlan,
    /** Which rows are timed, and the column of their times. */
    private readonly timed: { masks: readonly number[]; column: number },
    /** Code of an open row that began at this instant, ms. */
    private readonly codeOfOpen: (at: number) => number,
  ) {}

  add(placed: PlacedDay): void {
    const { plan, timed } = this;
    const { begin, day } = placed;
    const codes = plan.by === undefined ? undefined : day.codes[plan.by];
    const times = day.times[timed.column] as Int16Array;
    visitStretches(placed, plan, (slot, chosen) => {
      timed.masks.forEach((mask, w) => {
        if (mask !== 0) chosen.keepFlags(day.words[w] as Int32Array, mask);
      });
      for (let i = 0; i < chosen.count; i += 1) {
        const row = chosen.rows[i] as number;
        const time = times[row] as number;
        const code = time === openTime ? this.codeOfOpen(begin + (day.at[row] as number)) : time;
        this.count(slot * plan.keys + (codes ? (codes[row] as number) : 0), code);
      }
    });
  }

  private count(cell: number, code: number): void {
    let counts = this.cells.get(cell);
    if (!counts) {
      counts = new Map();
      this.cells.set(cell, counts);
    }
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
}
