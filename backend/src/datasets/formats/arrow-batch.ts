import {
  type Data,
  Dictionary,
  Field,
  Float64,
  Int32,
  makeData,
  makeVector,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
  type Vector,
} from 'apache-arrow';
import { type Column, type Example, qualities, splits } from '../example.js';
import type { About } from './rows.js';

/** Dictionary ids are given: arrow would count them up over the life of the process. */
const codedIds = { label: 1, split: 2, language: 3, gap: 4, quality: 5 } as const;
type Coded = keyof typeof codedIds;
const isCoded = (name: Column): name is Coded => name in codedIds;

const nullable: ReadonlySet<Column> = new Set([
  'language',
  'answer',
  'reply',
  'quality',
  'decision',
  'weight',
]);

interface Codes {
  codes: ReadonlyMap<string, number>;
  vector: Vector<Utf8>;
}

/** Turns examples into Arrow record batches; values that repeat stand in dictionaries, known before the first row. */
export class BatchMaker {
  readonly schema: Schema;
  private readonly types: readonly (Utf8 | Float64 | Dictionary)[];
  private readonly dictionaries: Record<Coded, Codes>;

  constructor(private readonly about: Pick<About, 'columns' | 'labels' | 'languages' | 'gaps'>) {
    const { columns, labels, languages, gaps } = about;
    this.types = columns.map((name) =>
      isCoded(name)
        ? new Dictionary(new Utf8(), new Int32(), codedIds[name])
        : name === 'weight'
          ? new Float64()
          : new Utf8(),
    );
    this.schema = new Schema(
      columns.map((name, i) => new Field(name, this.types[i] as Utf8, nullable.has(name))),
    );
    this.dictionaries = {
      label: codesOf([...labels].sort()),
      language: codesOf([...languages].sort()),
      gap: codesOf([...gaps].sort()),
      split: codesOf(splits),
      quality: codesOf(qualities),
    };
  }

  batchOf(examples: readonly Example[]): RecordBatch {
    const children = this.about.columns.map((name, i) => {
      if (isCoded(name)) return this.codedData(examples, name, this.types[i] as Dictionary<Utf8, Int32>);
      const values = examples.map((example) => example[name]);
      return name === 'weight' ? numberData(values as (number | null)[]) : textData(values as string[]);
    });
    const type = new Struct(this.schema.fields);
    return new RecordBatch(this.schema, makeData({ type, length: examples.length, nullCount: 0, children }));
  }

  private codedData(examples: readonly Example[], name: Coded, type: Dictionary<Utf8, Int32>): Data {
    const { codes, vector } = this.dictionaries[name];
    const data = new Int32Array(examples.length);
    const nulls = new Nulls(examples.length);
    examples.forEach((example, i) => {
      const value = example[name];
      if (value === null) {
        nulls.add(i);
        return;
      }
      const code = codes.get(value);
      if (code === undefined) throw new RangeError(`the dictionary of ${name} lacks a value`);
      data[i] = code;
    });
    return makeData({ type, length: examples.length, ...nulls.asData(), data, dictionary: vector });
  }
}

function codesOf(values: readonly string[]): Codes {
  return {
    codes: new Map(values.map((value, code) => [value, code])),
    vector: makeVector(textData(values)),
  };
}

class Nulls {
  private count = 0;
  private readonly bits: Uint8Array;

  constructor(length: number) {
    this.bits = new Uint8Array(Math.ceil(length / 8)).fill(0xff);
    // Bits past the end are zero: equal batches give equal bytes.
    if (length % 8 > 0) this.bits[this.bits.length - 1] = (1 << (length % 8)) - 1;
  }

  add(i: number): void {
    this.count += 1;
    this.bits[i >> 3] = (this.bits[i >> 3] as number) & ~(1 << (i & 7));
  }

  asData(): { nullCount: number; nullBitmap?: Uint8Array } {
    return this.count === 0 ? { nullCount: 0 } : { nullCount: this.count, nullBitmap: this.bits };
  }
}

function numberData(values: readonly (number | null)[]): Data<Float64> {
  const nulls = new Nulls(values.length);
  const data = Float64Array.from(values, (value) => value ?? 0);
  values.forEach((value, i) => {
    if (value === null) nulls.add(i);
  });
  return makeData({ type: new Float64(), length: values.length, ...nulls.asData(), data });
}

function textData(values: readonly (string | null)[]): Data<Utf8> {
  const nulls = new Nulls(values.length);
  const valueOffsets = new Int32Array(values.length + 1);
  let most = 0;
  // A UTF-16 unit takes three bytes at most.
  for (const value of values) most += 3 * (value?.length ?? 0);
  const bytes = Buffer.allocUnsafeSlow(most);
  let at = 0;
  values.forEach((value, i) => {
    if (value === null) nulls.add(i);
    else at += bytes.write(value, at);
    valueOffsets[i + 1] = at;
  });
  const data = new Uint8Array(bytes.buffer, 0, at);
  return makeData({ type: new Utf8(), length: values.length, ...nulls.asData(), valueOffsets, data });
}
