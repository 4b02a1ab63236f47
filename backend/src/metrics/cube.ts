import { type Dimension, dimensionsOf, noValue, type Population } from '../contract/dimensions.js';
import type { DurationMetric, Measure } from '../contract/metric.js';
import { bytesOf, type Day, Dictionary, largestCode, type Shape } from './columns.js';
import type { Part } from './plan.js';
import type { PlacedDay, ScanPart, ScanPlan } from './scan.js';
import type { RowsRequest } from './sum-request.js';

export interface HeldDay extends PlacedDay {
  /** Number of its last change, as far as it is held. */
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

  /** Begin of the earliest day that is held. */
  get first(): number | undefined {
    let first: number | undefined;
    for (const begin of this.days.keys()) if (first === undefined || begin < first) first = begin;
    return first;
  }

  /** Whether its columns can tell all values apart. */
  get fits(): boolean {
    return this.dictionaries.every(({ values }) => values.length <= largestCode);
  }

  plan(request: RowsRequest): ScanPlan {
    const passes = new Map<Dimension, Uint8Array>();
    for (const name of dimensionsOf(this.population)) {
      const values = request.filters[name];
      if (values) passes.set(name, this.passes(name, values));
    }
    const axes = axesOf(request).map(({ dimension, kept }) => ({
      dimension: this.place(dimension),
      ...this.numbersOf(dimension, kept, passes.get(dimension)),
    }));
    return {
      from: request.from,
      to: request.to,
      filters: [...passes].map(([name, list]) => ({ dimension: this.place(name), passes: list })),
      axes,
      keys: axes.reduce((product, { values }) => product * values.length, 1),
      starts: request.starts ?? [request.from],
    };
  }

  /** The key that rows of a group are told by: a value, or two as JSON. */
  keyOf({ axes: [one, other] }: ScanPlan, key: number): string | null {
    if (!one) return null;
    if (!other) return one.values[key] ?? null;
    const width = other.values.length;
    return JSON.stringify([one.values[Math.floor(key / width)], other.values[key % width]]);
  }

  part(part: Part): ScanPart {
    const { flags, amounts } = this.shape;
    return {
      flags: this.places(part.filter((measure) => flags.includes(measure))),
      amounts: part.flatMap((measure) => (amounts.includes(measure) ? [amounts.indexOf(measure)] : [])),
    };
  }

  /** Which rows a duration times, and where its times stand. */
  timed(metric: DurationMetric): { flags: readonly number[]; column: number } {
    return { flags: this.places(metric.denominator), column: this.shape.times.indexOf(metric.bin) };
  }

  private places(measures: readonly Measure[]): number[] {
    return measures
      .filter((measure) => measure !== 'all')
      .map((measure) => {
        const place = this.shape.flags.indexOf(measure);
        if (place < 0) throw new Error(`${this.population}s are held without ${measure}`);
        return place;
      });
  }

  private place(dimension: Dimension): number {
    return this.shape.dimensions.indexOf(dimension);
  }

  private dictionary(dimension: Dimension): Dictionary {
    return this.dictionaries[this.place(dimension)] as Dictionary;
  }

  private passes(dimension: Dimension, values: readonly string[]): Uint8Array {
    const dictionary = this.dictionary(dimension);
    const passes = new Uint8Array(dictionary.values.length);
    for (const value of values) passes[dictionary.find(value) ?? passes.length] = 1;
    return passes;
  }

  /** Numbers the codes that pass one after the other; with `kept`, those of the others are one number. */
  private numbersOf(
    dimension: Dimension,
    kept: readonly string[] | undefined,
    passes: Uint8Array | undefined,
  ) {
    const known = this.dictionary(dimension).values;
    const numbers = new Int32Array(known.length);
    if (kept) {
      const places = new Map(kept.map((value, place) => [value, place]));
      known.forEach((value, code) => {
        numbers[code] = places.get(value) ?? kept.length;
      });
      return { numbers, values: [...kept, null] };
    }
    const values: string[] = [];
    known.forEach((value, code) => {
      if (passes && !passes[code]) return;
      numbers[code] = values.length;
      values.push(value);
    });
    return { numbers, values };
  }
}

/** What rows are grouped by; `kept`: the values that are told apart, else all of them. */
function axesOf({ by, pair }: RowsRequest): { dimension: Dimension; kept?: readonly string[] }[] {
  if (!pair) return by ? [{ dimension: by }] : [];
  return [
    { dimension: pair.rows, kept: pair.rowKeys },
    { dimension: pair.columns, kept: pair.columnKeys },
  ];
}
