import { bitsOf, type PlacedDay, type ScanPlan, stretch, visitStretches } from './scan.js';
import { codeAt, codePlaces, openTime, placeOfCode } from './time-codes.js';

/** Which rows a duration times, and what it reads of them. */
export interface Timed {
  /** Places of the flags that must be set. */
  flags: readonly number[];
  /** Place of the column of times. */
  column: number;
  /** Code of an open row that began at this instant, ms. */
  codeOfOpen(at: number): number;
}

/** Counts of codes of times, by group of time and key. */
export class TimeCounts {
  /** By `slot * keys + key`. */
  readonly cells = new Map<number, Map<number, number>>();
  /** Of the stretch at hand: counts by place of the code, for each key. */
  private readonly counts: (Int32Array | undefined)[] = [];

  constructor(
    private readonly plan: ScanPlan,
    private readonly timed: Timed,
  ) {}

  add(placed: PlacedDay): void {
    visitStretches(placed, this.plan, (slot) => {
      stretch.narrow(bitsOf(placed.day, this.timed.flags));
      for (const key of this.count(placed)) this.empty(key, slot * this.plan.keys + key);
    });
  }

  /** Gives the keys that were seen. */
  private count({ begin, day }: PlacedDay): Set<number> {
    const { counts, timed, plan } = this;
    const times = day.times[timed.column] as Int16Array;
    const isGrouped = plan.axes.length > 0;
    const seen = new Set<number>();
    const length = stretch.list();
    const { rows, keys } = stretch;
    for (let i = 0; i < length; i += 1) {
      const row = rows[i] as number;
      const time = times[row] as number;
      const code = time === openTime ? timed.codeOfOpen(begin + (day.at[row] as number)) : time;
      const key = isGrouped ? (keys[row] as number) : 0;
      let own = counts[key];
      if (!own) {
        own = new Int32Array(codePlaces);
        counts[key] = own;
      }
      const place = placeOfCode(code);
      own[place] = (own[place] as number) + 1;
      if (i === 0 || isGrouped) seen.add(key);
    }
    return seen;
  }

  /** Adds what was counted for a key to its cell. */
  private empty(key: number, cell: number): void {
    const counts = this.counts[key] as Int32Array;
    const sums = this.cells.get(cell) ?? new Map<number, number>();
    this.cells.set(cell, sums);
    counts.forEach((count, place) => {
      if (count === 0) return;
      const code = codeAt(place);
      sums.set(code, (sums.get(code) ?? 0) + count);
    });
    counts.fill(0);
  }
}
