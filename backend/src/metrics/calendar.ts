import { type Population, populations } from '../contract/dimensions.js';
import { grains } from './grains.js';

/** A UTC day whose facts are not what they were. */
export interface DayChange {
  population: Population;
  /** Milliseconds since 1970. */
  begin: number;
  /** Numbers only grow. */
  no: number;
}

type Days = Readonly<Record<Population, ReadonlyMap<number, number>>>;

/** The days that have facts, each with the number of its last change. Never changes: what is learnt makes another. */
export class Calendar {
  private constructor(
    private readonly days: Days,
    /** Later changes are not known. */
    readonly upTo: number,
  ) {}

  static readonly empty = new Calendar(
    Object.fromEntries(populations.map((name) => [name, new Map()])) as unknown as Days,
    0,
  );

  with(changes: readonly DayChange[], upTo: number): Calendar {
    if (changes.length === 0 && upTo === this.upTo) return this;
    const days = Object.fromEntries(
      populations.map((name) => {
        const own = changes.filter(({ population }) => population === name);
        return [name, own.length === 0 ? this.days[name] : laid(this.days[name], own)];
      }),
    ) as Record<Population, ReadonlyMap<number, number>>;
    return new Calendar(days, upTo);
  }

  /** Days that touch a range, in order. */
  within(population: Population, from: number, to: number): DayChange[] {
    const days = this.days[population];
    const found: DayChange[] = [];
    for (const [begin, no] of days) {
      if (begin >= to) break;
      if (begin > from - grains.day) found.push({ population, begin, no });
    }
    return found;
  }

  get all(): DayChange[] {
    return populations.flatMap((population) =>
      [...this.days[population]].map(([begin, no]) => ({ population, begin, no })),
    );
  }
}

/** In order of time. */
function laid(days: ReadonlyMap<number, number>, changes: readonly DayChange[]): Map<number, number> {
  const all = new Map(days);
  for (const { begin, no } of changes) all.set(begin, no);
  return new Map([...all].sort(([a], [b]) => a - b));
}
