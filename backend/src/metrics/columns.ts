import type { Bits } from './bits.js';

/** Values of one dimension as small numbers: 0 for rows without one. */
export class Dictionary {
  private readonly codes = new Map<string, number>();
  readonly values: string[];

  constructor(none: string) {
    this.values = [none];
    this.codes.set(none, 0);
  }

  /** The value's code, made when it has none. */
  code(value: string): number {
    const known = this.codes.get(value);
    if (known !== undefined) return known;
    const made = this.values.length;
    this.values.push(value);
    this.codes.set(value, made);
    return made;
  }

  find(value: string): number | undefined {
    return this.codes.get(value);
  }
}

/** Which columns the rows of a population have. */
export interface Shape {
  dimensions: readonly string[];
  /** Yes-or-no measures, one bit each. */
  flags: readonly string[];
  /** Whole-number measures. */
  amounts: readonly string[];
  /** Times as codes of bins: see `times.store`. */
  times: readonly string[];
}

export type Codes = Uint8Array | Uint16Array;
export type Amounts = Codes | Int32Array;

/** Codes beyond it do not fit a column. */
export const largestCode = 0xffff;

/** The rows of one UTC day in order of time, column by column. */
export interface Day {
  readonly size: number;
  /** Milliseconds since the day began. */
  readonly at: Int32Array;
  readonly codes: readonly Codes[];
  readonly flags: readonly Bits[];
  readonly amounts: readonly Amounts[];
  readonly times: readonly Int16Array[];
}

/** The first row at or after this many milliseconds of the day. */
export function firstAt({ at, size }: Day, ms: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] as number) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

const lengths: readonly [length: Uint8ArrayConstructor | Uint16ArrayConstructor, most: number][] = [
  [Uint8Array, 0xff],
  [Uint16Array, 0xffff],
];

/** A copy of whole numbers in as few bytes as hold them. */
export function narrowest<Column extends Amounts>(numbers: Column): Column | Codes {
  let [least, most] = [0, 0];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  const fitting = least < 0 ? undefined : lengths.find(([, limit]) => most <= limit);
  return fitting ? new fitting[0](numbers) : (numbers.slice() as Column);
}

/** Bytes that a day takes. */
export function bytesOf({ at, codes, flags, amounts, times }: Day): number {
  return [at, ...codes, ...flags, ...amounts, ...times].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
