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

/** Flags in one word. */
export const flagsPerWord = 31;
export const wordsOf = (shape: Shape): number => Math.ceil(shape.flags.length / flagsPerWord);

/** One row on its way into a day. Lists stand in the order of the shape. */
export interface FactRow {
  /** Milliseconds since 1970. */
  at: number;
  codes: number[];
  words: number[];
  amounts: number[];
  times: number[];
}

/** The rows of one UTC day in order of time, column by column. */
export interface Day {
  readonly size: number;
  /** Milliseconds since the day began. */
  readonly at: Int32Array;
  readonly codes: readonly (Uint8Array | Uint16Array)[];
  readonly words: readonly Int32Array[];
  readonly amounts: readonly Int32Array[];
  readonly times: readonly Int16Array[];
}

/** Codes beyond it do not fit a column. */
export const largestCode = 0xffff;

export function dayOf(rows: readonly FactRow[], begin: number, shape: Shape): Day {
  const sorted = [...rows].sort((a, b) => a.at - b.at);
  const column = <T extends { [index: number]: number }>(made: T, read: (row: FactRow) => number): T => {
    sorted.forEach((row, i) => {
      (made as { [index: number]: number })[i] = read(row);
    });
    return made;
  };
  const size = sorted.length;
  return {
    size,
    at: column(new Int32Array(size), (row) => row.at - begin),
    codes: shape.dimensions.map((_, d) => {
      const narrow = sorted.every((row) => (row.codes[d] as number) < 256);
      return column(narrow ? new Uint8Array(size) : new Uint16Array(size), (row) => row.codes[d] as number);
    }),
    words: Array.from({ length: wordsOf(shape) }, (_, w) =>
      column(new Int32Array(size), (row) => row.words[w] as number),
    ),
    amounts: shape.amounts.map((_, a) => column(new Int32Array(size), (row) => row.amounts[a] as number)),
    times: shape.times.map((_, t) => column(new Int16Array(size), (row) => row.times[t] as number)),
  };
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

/** Rows `from` to before `to` of a day. */
interface Stretch {
  day: Day;
  from: number;
  to: number;
}

type Column = Int32Array | Int16Array | Uint8Array | Uint16Array;

function joined<C extends Column>(made: C, stretches: readonly Stretch[], read: (day: Day) => Column): C {
  let end = 0;
  for (const { day, from, to } of stretches) {
    made.set(read(day).subarray(from, to), end);
    end += to - from;
  }
  return made;
}

/** One day from stretches that follow one another in time. */
function joinStretches(stretches: readonly Stretch[], shape: Shape): Day {
  const size = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const isNarrow = (d: number) => stretches.every(({ day }) => day.codes[d] instanceof Uint8Array);
  const column = <C extends Column>(made: C, read: (day: Day) => Column | undefined) =>
    joined(made, stretches, (day) => read(day) as Column);
  return {
    size,
    at: column(new Int32Array(size), (day) => day.at),
    codes: shape.dimensions.map((_, d) =>
      column(isNarrow(d) ? new Uint8Array(size) : new Uint16Array(size), (day) => day.codes[d]),
    ),
    words: Array.from({ length: wordsOf(shape) }, (_, w) =>
      column(new Int32Array(size), (day) => day.words[w]),
    ),
    amounts: shape.amounts.map((_, a) => column(new Int32Array(size), (day) => day.amounts[a])),
    times: shape.times.map((_, t) => column(new Int16Array(size), (day) => day.times[t])),
  };
}

/** The day with the rows of some buckets replaced. `starts`: where those begin, ms of the day, ascending. */
export function replaceBuckets(
  day: Day,
  fresh: Day,
  { starts, length }: { starts: readonly number[]; length: number },
  shape: Shape,
): Day {
  const stretches: Stretch[] = [];
  let kept = 0;
  for (const start of starts) {
    stretches.push({ day, from: kept, to: firstAt(day, start) });
    stretches.push({ day: fresh, from: firstAt(fresh, start), to: firstAt(fresh, start + length) });
    kept = firstAt(day, start + length);
  }
  stretches.push({ day, from: kept, to: day.size });
  return joinStretches(stretches, shape);
}

/** Bytes that a day takes. */
export function bytesOf({ at, codes, words, amounts, times }: Day): number {
  return [at, ...codes, ...words, ...amounts, ...times].reduce((sum, { byteLength }) => sum + byteLength, 0);
}
