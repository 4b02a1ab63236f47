import { bitsFor, copyBits } from './bits.js';
import { type Amounts, type Day, firstAt, narrowest } from './columns.js';

/** Rows `from` to before `to` of a day. */
interface Stretch {
  day: Day;
  from: number;
  to: number;
}

type Column = Int16Array | Amounts;

/** One day from stretches that follow one another in time. */
function joinStretches(stretches: readonly Stretch[], shape: Day): Day {
  const size = stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  const join = <C extends Column>(made: C, read: (day: Day) => Column | undefined): C => {
    let end = 0;
    for (const { day, from, to } of stretches) {
      made.set((read(day) as Column).subarray(from, to), end);
      end += to - from;
    }
    return made;
  };
  const joinBits = (read: (day: Day) => Int32Array | undefined) => {
    const made = bitsFor(size);
    let end = 0;
    for (const { day, ...rows } of stretches) {
      copyBits(made, end, read(day) as Int32Array, rows);
      end += rows.to - rows.from;
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

/** The day with the rows of some buckets replaced. `starts`: where those begin, ms of the day, ascending. */
export function replaceBuckets(
  day: Day,
  fresh: Day,
  { starts, length }: { starts: readonly number[]; length: number },
): Day {
  const stretches: Stretch[] = [];
  let kept = 0;
  for (const start of starts) {
    stretches.push({ day, from: kept, to: firstAt(day, start) });
    stretches.push({ day: fresh, from: firstAt(fresh, start), to: firstAt(fresh, start + length) });
    kept = firstAt(day, start + length);
  }
  stretches.push({ day, from: kept, to: day.size });
  return joinStretches(stretches, day);
}
