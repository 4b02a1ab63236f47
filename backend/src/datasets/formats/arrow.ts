import {
  type Data,
  Dictionary,
  Field,
  Int32,
  makeData,
  makeVector,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Utf8,
  type Vector,
} from 'apache-arrow';
import { columns, type Example, splits } from '../example.js';

/** Every value that a repeating column takes, so that the dictionaries stand before the first row. */
export interface Dictionaries {
  label: readonly string[];
  language: readonly string[];
  gap: readonly string[];
}

type Coded = keyof Dictionaries | 'split';
/** Dictionary ids are given: arrow would count them up over the life of the process. */
const codedIds: Record<Coded, number> = { label: 1, split: 2, language: 3, gap: 4 };
const isCoded = (name: keyof Example): name is Coded => name in codedIds;

/** Keeps what the writer emits until it is asked for, so that memory holds one batch. */
class PullWriter extends RecordBatchFileWriter {
  private parts: Uint8Array[] = [];

  protected override _write(chunk: ArrayBufferViewInput): this {
    const { buffer, byteOffset, byteLength } = chunk as Uint8Array;
    if (this._started && byteLength > 0) {
      this.parts.push(new Uint8Array(buffer, byteOffset, byteLength));
      this._position += byteLength;
    }
    return this;
  }

  take(): Uint8Array {
    const taken = Buffer.concat(this.parts);
    this.parts = [];
    return taken;
  }
}
type ArrayBufferViewInput = Parameters<RecordBatchFileWriter['_write']>[0];

/** Arrow IPC file: the same columns as JSON Lines; repeating ones as dictionaries. Equal batches give equal bytes. */
export async function* writeArrow(
  batches: AsyncIterable<readonly Example[]>,
  values: Dictionaries,
): AsyncGenerator<Uint8Array> {
  const dictionaries = makeDictionaries(values);
  const types = columns.map((name) =>
    isCoded(name) ? new Dictionary(new Utf8(), new Int32(), codedIds[name]) : new Utf8(),
  );
  const schema = new Schema(
    columns.map((name, i) => new Field(name, types[i] as Utf8 | Dictionary, name === 'language')),
  );
  const writer = new PullWriter();
  writer.reset(undefined, schema);
  for await (const batch of batches) {
    if (batch.length === 0) continue;
    const children = columns.map((name, i) =>
      columnOf(batch, name, types[i] as Utf8 | Dictionary, dictionaries),
    );
    const struct = makeData({
      type: new Struct(schema.fields),
      length: batch.length,
      nullCount: 0,
      children,
    });
    writer.write(new RecordBatch(schema, struct));
    yield writer.take();
  }
  writer.finish();
  yield writer.take();
}

interface Codes {
  codes: ReadonlyMap<string, number>;
  vector: Vector<Utf8>;
}

function makeDictionaries({ label, language, gap }: Dictionaries): Record<Coded, Codes> {
  const make = (list: readonly string[]): Codes => {
    const sorted = [...list].sort();
    return {
      codes: new Map(sorted.map((value, code) => [value, code])),
      vector: makeVector(textData(sorted)),
    };
  };
  return { label: make(label), language: make(language), gap: make(gap), split: make(splits) };
}

function columnOf(
  batch: readonly Example[],
  name: keyof Example,
  type: Utf8 | Dictionary,
  dictionaries: Record<Coded, Codes>,
): Data {
  const values = batch.map((example) => example[name]);
  if (!isCoded(name)) return textData(values.map((value) => value ?? ''));
  const { codes, vector } = dictionaries[name];
  const data = new Int32Array(values.length);
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  values.forEach((value, i) => {
    if (value === null) nullCount++;
    else {
      const code = codes.get(value);
      if (code === undefined) throw new RangeError(`the dictionary of ${name} lacks a value`);
      data[i] = code;
      nullBitmap[i >> 3] = (nullBitmap[i >> 3] as number) | (1 << (i & 7));
    }
  });
  return makeData({
    type: type as Dictionary<Utf8, Int32>,
    length: values.length,
    nullCount,
    ...(nullCount > 0 ? { nullBitmap } : {}),
    data,
    dictionary: vector,
  });
}

function textData(values: readonly string[]): Data<Utf8> {
  const encoded = values.map((value) => Buffer.from(value));
  const valueOffsets = new Int32Array(values.length + 1);
  encoded.forEach((bytes, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] as number) + bytes.byteLength;
  });
  const data = new Uint8Array(Buffer.concat(encoded));
  return makeData({ type: new Utf8(), length: values.length, nullCount: 0, valueOffsets, data });
}
