import { type Dimension, dimensionsOf, noValue, type Population } from '../contract/dimensions.js';
import type { DurationMetric, Measure } from '../contract/metrics.js';
import { bytesOf, type Day, Dictionary, flagsPerWord, largestCode, type Shape, wordsOf } from './columns.js';
import type { Part } from './plan.js';
import type { PlacedDay, ScanPart, ScanPlan } from './scan.js';
import type { RowsRequest } from './sum-request.js';

interface HeldDay extends PlacedDay {
  /** When it was summed, as far as it is held. */
  no: number;
}

/** The rows of one population that are held in memory, day by day. */
export class Cube {
  readonly dictionaries: readonly Dictionary[];
  private readonly days = new Map<number, HeldDay>();
  /** Bytes of all days. */
  bytes = 0;

  constructor(
    readonly population: Population,
    readonly shape: Shape,
  ) {
    this.dictionaries = shape.dimensions.map(() => new Dictionary(noValue));
  }

  held(begin: number): HeldDay | undefined {
    return this.days.get(begin);
  }

  put(begin: number, day: Day, no: number): void {
    this.drop(begin);
    this.bytes += bytesOf(day);
    this.days.set(begin, { begin, day, no });
  }

  drop(begin: number): void {
    const held = this.days.get(begin);
    if (!held) return;
    this.bytes -= bytesOf(held.day);
    this.days.delete(begin);
  }

  /** Begins of the days that are held. */
  get begins(): number[] {
    return [...this.days.keys()];
  }

  /** Whether its columns can tell all values apart. */
  get fits(): boolean {
    return this.dictionaries.every(({ values }) => values.length <= largestCode);
  }

  private place(dimension: Dimension): number {
    return this.shape.dimensions.indexOf(dimension);
  }

  plan(request: RowsRequest): ScanPlan {
    const filters = dimensionsOf(this.population).flatMap((name) => {
      const values = request.filters[name];
      if (!values) return [];
      const dictionary = this.dictionaries[this.place(name)] as Dictionary;
      const passes = new Uint8Array(dictionary.values.length);
      for (const value of values) passes[dictionary.find(value) ?? passes.length] = 1;
      return [{ dimension: this.place(name), passes }];
    });
    const by = request.by && this.place(request.by);
    return {
      from: request.from,
      to: request.to,
      filters,
      by,
      keys: by === undefined ? 1 : (this.dictionaries[by] as Dictionary).values.length,
      starts: request.starts ?? [request.from],
    };
  }

  /** The key that rows of a group are told by. */
  keyOf({ by }: ScanPlan, code: number): string | null {
    return by === undefined ? null : ((this.dictionaries[by] as Dictionary).values[code] ?? null);
  }

  part(part: Part): ScanPart {
    const { flags, amounts } = this.shape;
    return {
      masks: this.masks(part.filter((measure) => flags.includes(measure))),
      amounts: part.flatMap((measure) => (amounts.includes(measure) ? [amounts.indexOf(measure)] : [])),
    };
  }

  masks(measures: readonly Measure[]): number[] {
    const masks = Array.from({ length: wordsOf(this.shape) }, () => 0);
    for (const measure of measures) {
      const bit = this.shape.flags.indexOf(measure);
      if (bit < 0) throw new Error(`${this.population}s are held without ${measure}`);
      const word = Math.floor(bit / flagsPerWord);
      masks[word] = (masks[word] as number) | (2 ** (bit % flagsPerWord));
    }
    return masks;
  }

  /** Which rows a duration times, and where its times stand. */
  timed(metric: DurationMetric): { masks: readonly number[]; column: number } {
    return { masks: this.masks(metric.denominator), column: this.shape.times.indexOf(metric.bin) };
  }
}
