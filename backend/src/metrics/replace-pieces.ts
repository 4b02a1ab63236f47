import { bitsFor, copyBits } from './bits.js';
import { type Amounts, type Day, firstAt, narrowest } from './columns.js';

/** Rows `from` to before `to` of a day. */
interface Run {
  day: Day;
  from: number;
  to: number;
}

type Column = Int16Array | Amounts;

/** One day from runs that follow one another in time. */
function joinRuns(runs: readonly Run[], shape: Day): Day {
  const size = runs.reduce((sum, { from, to }) => sum + to - from, 0);
  const join = <C extends Column>(made: C, read: (day: Day) => Column | undefined): C => {
    let end = 0;
    for (const { day, from, to } of runs) {
      const column = read(day) as Column;
      // Most runs are short: a view of each would cost more than its rows.
      for (let row = from; row < to; row += 1, end += 1) made[end] = column[row] as number;
    }
    return made;
  };
  const joinBits = (read: (day: Day) => Int32Array | undefined) => {
    const made = bitsFor(size);
    let end = 0;
    for (const { day, from, to } of runs) {
      copyBits(made, end, read(day) as Int32Array, { from, to });
      end += to - from;
    }
    return made;
  };
  const joinAmounts = (read: (day: Day) => Amounts | undefined) =>
    narrowest(join(new Int32Array(size), read));
  return {
    size,
    at: join(new Int32Array(size), (day) => day.at),
    codes: shape.codes.map((_, d) => narrowest(join(new Uint16Array(size), (day) => day.codes[d]))),
    flags: shape.flags.map((_, f) => joinBits((day) => day.flags[f])),
    amounts: shape.amounts.map((_, a) => joinAmounts((day) => day.amounts[a])),
    times: shape.times.map((_, t) => join(new Int16Array(size), (day) => day.times[t])),
  };
}

/** Milliseconds of the day, `to` exclusive. */
interface Piece {
  from: number;
  to: number;
}

/** The day with its rows of some pieces, ascending and apart, replaced by the fresh ones. */
export function replacePieces(day: Day, fresh: Day, pieces: readonly Piece[]): Day {
  const runs: Run[] = [];
  let kept = 0;
  for (const { from, to } of pieces) {
    runs.push({ day, from: kept, to: firstAt(day, from) });
    runs.push({ day: fresh, from: firstAt(fresh, from), to: firstAt(fresh, to) });
    kept = firstAt(day, to);
  }
  runs.push({ day, from: kept, to: day.size });
  return joinRuns(runs, day);
}
