import { bitsFor } from './bits.js';
import { type Day, narrowest, type Shape } from './columns.js';
import { openTime } from './time-codes.js';

/** Flags in one word, as they come from the database. */
export const flagsPerWord = 31;
export const wordsOf = (shape: Shape): number => Math.ceil(shape.flags.length / flagsPerWord);

/** A column that grows. */
class Growing<Column extends Int32Array | Uint16Array | Int16Array> {
  constructor(private column: Column) {}

  put(row: number, value: number): void {
    if (row >= this.column.length) {
      const wider = new (this.column.constructor as new (length: number) => Column)(2 * this.column.length);
      wider.set(this.column);
      this.column = wider;
    }
    this.column[row] = value;
  }

  first(rows: number): Column {
    return this.column.slice(0, rows) as Column;
  }

  /** The same without a copy: gone with the next row. */
  view(rows: number): Column {
    return this.column.subarray(0, rows) as Column;
  }
}

const startSize = 1024;

/** Where the columns of a row are read from, in the order of the shape. */
export interface RowSource {
  /** Code of the next dimension's value. */
  code(dimension: number): number;
  /** The next number; null when it is missing. */
  int(): number | null;
}

/** Makes days of rows that come in order of time. */
export class DayBuilder {
  private size = 0;
  private readonly at = new Growing(new Int32Array(startSize));
  private readonly codes: Growing<Uint16Array>[];
  private readonly words: Growing<Int32Array>[];
  private readonly amounts: Growing<Int32Array>[];
  private readonly times: Growing<Int16Array>[];

  constructor(private readonly shape: Shape) {
    this.codes = shape.dimensions.map(() => new Growing(new Uint16Array(startSize)));
    this.words = Array.from({ length: wordsOf(shape) }, () => new Growing(new Int32Array(startSize)));
    this.amounts = shape.amounts.map(() => new Growing(new Int32Array(startSize)));
    this.times = shape.times.map(() => new Growing(new Int16Array(startSize)));
  }

  /** `at`: milliseconds since the day began. */
  add(at: number, source: RowSource): void {
    const row = this.size;
    this.at.put(row, at);
    for (let i = 0; i < this.codes.length; i += 1) this.codes[i]?.put(row, source.code(i));
    for (const column of this.words) column.put(row, source.int() ?? 0);
    for (const column of this.amounts) column.put(row, source.int() ?? 0);
    for (const column of this.times) column.put(row, source.int() ?? openTime);
    this.size += 1;
  }

  /** The day that the rows so far make up; what comes next begins another. */
  take(): Day {
    const { size } = this;
    this.size = 0;
    return {
      size,
      at: this.at.first(size),
      codes: this.codes.map((column) => narrowest(column.view(size))),
      flags: this.shape.flags.map((_, flag) => {
        const word = this.words[Math.floor(flag / flagsPerWord)] as Growing<Int32Array>;
        return bitsOf(word.view(size), flag % flagsPerWord);
      }),
      amounts: this.amounts.map((column) => narrowest(column.view(size))),
      times: this.times.map((column) => column.first(size)),
    };
  }
}

function bitsOf(words: Int32Array, bit: number): Int32Array {
  const bits = bitsFor(words.length);
  for (let row = 0; row < words.length; row += 1) {
    const [word, at] = [row >>> 5, row & 31];
    bits[word] = (bits[word] as number) | ((((words[row] as number) >>> bit) & 1) << at);
  }
  return bits;
}
