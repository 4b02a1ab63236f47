import { type Bits, countBits } from './bits.js';
import type { Codes, Day } from './columns.js';

/** A dimension that rows are grouped by. */
interface Axis {
  /** Its place in the shape. */
  dimension: number;
  /** The number of each code that passes. */
  numbers: Int32Array;
  /** What each number stands for; null: every value that is not told apart. */
  values: readonly (string | null)[];
}

/** Which rows pass, and how they are grouped. */
export interface RowsPlan {
  /** Per filtered dimension: its place in the shape, and 1 for each code that passes. */
  filters: readonly { dimension: number; passes: Uint8Array }[];
  axes: readonly Axis[];
}

/** Rows of a day from one to before another, of which some were chosen. One is used again and again. */
export class StretchRows {
  private chosen: Bits = new Int32Array(1);
  private narrowed: Bits = new Int32Array(1);
  /** Number of the group of each chosen row, by row. */
  keys = new Int32Array(32);
  /** The first of these are rows that `list` gave. */
  rows = new Int32Array(32);
  private first = 0;
  private end = 0;
  private isGrouped = false;

  /** Chooses the rows that pass; gives whether there are any. */
  choose(day: Day, from: number, to: number, { filters, axes }: RowsPlan): boolean {
    if (from >= to) return false;
    this.first = from >>> 5;
    this.end = ((to - 1) >>> 5) + 1;
    this.makeRoom(this.end);
    const { chosen, first, end } = this;
    chosen.fill(-1, first, end);
    chosen[first] = (chosen[first] as number) & (-1 << (from & 31));
    if ((to & 31) !== 0) chosen[end - 1] = (chosen[end - 1] as number) & (2 ** (to & 31) - 1);
    let any = true;
    for (const { dimension, passes } of filters) any = this.keep(day.codes[dimension] as Codes, passes);
    if (!any) return false;
    this.isGrouped = axes.length > 0;
    this.narrow([]);
    if (this.isGrouped) this.group(day, axes);
    return true;
  }

  /** From here on, only chosen rows that have all of these flags. */
  narrow(flags: readonly Bits[]): void {
    const { chosen, narrowed, first, end } = this;
    const [one, ...others] = flags;
    if (!one) narrowed.set(chosen.subarray(first, end), first);
    else for (let w = first; w < end; w += 1) narrowed[w] = (chosen[w] as number) & (one[w] as number);
    for (const bits of others) {
      for (let w = first; w < end; w += 1) narrowed[w] = (narrowed[w] as number) & (bits[w] as number);
    }
  }

  count(): number {
    const { narrowed, end } = this;
    let count = 0;
    for (let w = this.first; w < end; w += 1) count += countBits(narrowed[w] as number);
    return count;
  }

  /** Puts the narrowed rows into `rows`; gives how many there are. */
  list(): number {
    const { narrowed, rows, end } = this;
    let count = 0;
    for (let w = this.first; w < end; w += 1) {
      for (let bits = narrowed[w] as number; bits !== 0; bits &= bits - 1) {
        rows[count] = (w << 5) + 31 - Math.clz32(bits & -bits);
        count += 1;
      }
    }
    return count;
  }

  private keep(codes: Codes, passes: Uint8Array): boolean {
    const { chosen, first, end } = this;
    let any = 0;
    for (let w = first; w < end; w += 1) {
      if (chosen[w] === 0) continue;
      const begin = w << 5;
      const rows = Math.min(32, codes.length - begin);
      let bits = 0;
      for (let b = 0; b < rows; b += 1) bits |= (passes[codes[begin + b] as number] as number) << b;
      bits &= chosen[w] as number;
      chosen[w] = bits;
      any |= bits;
    }
    return any !== 0;
  }

  private group(day: Day, axes: RowsPlan['axes']): void {
    const { keys, rows } = this;
    const count = this.list();
    axes.forEach(({ dimension, numbers, values: { length } }, axis) => {
      const codes = day.codes[dimension] as Codes;
      for (let i = 0; i < count; i += 1) {
        const row = rows[i] as number;
        const number = numbers[codes[row] as number] as number;
        keys[row] = axis === 0 ? number : (keys[row] as number) * length + number;
      }
    });
  }

  private makeRoom(words: number): void {
    if (this.chosen.length >= words) return;
    this.chosen = new Int32Array(2 * words);
    this.narrowed = new Int32Array(2 * words);
    this.keys = new Int32Array(64 * words);
    this.rows = new Int32Array(64 * words);
  }
}
