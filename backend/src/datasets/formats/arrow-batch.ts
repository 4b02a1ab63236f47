import { setImmediate } from 'node:timers/promises';
import {
  Bool,
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
import { type Column, type ColumnType, isNullable, typeOf } from '../columns.js';
import { qualities, splits } from '../example.js';
import { type CopiedColumn, type CopiedPage, intAt, PageReader } from './copy-page.js';
import { type About, batchRows } from './rows.js';

/** Dictionary ids are given: arrow would count them up over the life of the process. */
const codedIds = { label: 1, split: 2, language: 3, gap: 4, quality: 5 } as const;
type Coded = keyof typeof codedIds;
const isCoded = (name: Column): name is Coded => name in codedIds;

type ArrowType = Utf8 | Float64 | Int32 | Bool | Dictionary;

function arrowType(name: Column): ArrowType {
  if (isCoded(name)) return new Dictionary(new Utf8(), new Int32(), codedIds[name]);
  switch (typeOf(name)) {
    case 'float':
      return new Float64();
    case 'int':
      return new Int32();
    case 'bool':
      return new Bool();
    default:
      return new Utf8();
  }
}

/**
 * Turns pages of COPY's bytes into Arrow record batches: texts stay the UTF-8 that they are. Values that repeat stand in
 * dictionaries, known before the first row.
 */
export class BatchMaker {
  readonly schema: Schema;
  private readonly types: readonly ArrowType[];
  private readonly dictionaries: Record<Coded, Codes>;
  private readonly reader: PageReader;

  constructor(private readonly about: Pick<About, 'columns' | 'labels' | 'languages' | 'gaps'>) {
    const { columns, labels, languages, gaps } = about;
    this.reader = new PageReader(columns.length, batchRows);
    this.types = columns.map(arrowType);
    this.schema = new Schema(
      columns.map((name, i) => new Field(name, this.types[i] as Utf8, isNullable(name))),
    );
    this.dictionaries = {
      label: new Codes([...labels].sort()),
      language: new Codes([...languages].sort()),
      gap: new Codes([...gaps].sort()),
      split: new Codes(splits),
      quality: new Codes(qualities),
    };
  }

  /** `bytes`: rows of exactly these columns, others may follow. One page at a time: the next is fetched in between. */
  async batchOf(bytes: Buffer): Promise<RecordBatch> {
    const page = this.reader.read(bytes);
    const children: Data[] = [];
    for (const [i, name] of this.about.columns.entries()) {
      const column = page.columns[i] as CopiedColumn;
      children.push(
        isCoded(name)
          ? this.codedData(page, column, name, this.types[i] as Dictionary<Utf8, Int32>)
          : valueData(typeOf(name), page, column),
      );
      await setImmediate();
    }
    const type = new Struct(this.schema.fields);
    return new RecordBatch(this.schema, makeData({ type, length: page.rows, nullCount: 0, children }));
  }

  private codedData(
    { bytes, rows }: CopiedPage,
    column: CopiedColumn,
    name: Coded,
    type: Dictionary<Utf8, Int32>,
  ): Data {
    const { starts, lengths } = column;
    const dictionary = this.dictionaries[name];
    const data = new Int32Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[row] as number;
      if (length >= 0) data[row] = dictionary.codeAt(bytes, starts[row] as number, length, name);
    }
    return makeData({ type, length: rows, ...nullsOf(column, rows), data, dictionary: dictionary.vector });
  }
}

/** The values of a dictionary; codes are found by bytes, without making a text of them. */
class Codes {
  readonly vector: Vector<Utf8>;
  private readonly values: readonly Buffer[];
  private readonly byHash = new Map<number, number[]>();

  constructor(texts: readonly string[]) {
    this.values = texts.map((text) => Buffer.from(text));
    this.values.forEach((value, code) => {
      const hash = hashOf(value, 0, value.length);
      const same = this.byHash.get(hash);
      if (same) same.push(code);
      else this.byHash.set(hash, [code]);
    });
    this.vector = makeVector(vectorData(this.values));
  }

  codeAt(bytes: Uint8Array, start: number, length: number, name: Coded): number {
    for (const code of this.byHash.get(hashOf(bytes, start, length)) ?? []) {
      if (isAt(this.values[code] as Buffer, bytes, start, length)) return code;
    }
    throw new RangeError(`the dictionary of ${name} lacks a value`);
  }
}

function vectorData(values: readonly Buffer[]): Data<Utf8> {
  const valueOffsets = new Int32Array(values.length + 1);
  values.forEach((value, i) => {
    valueOffsets[i + 1] = (valueOffsets[i] as number) + value.length;
  });
  return makeData({
    type: new Utf8(),
    length: values.length,
    nullCount: 0,
    valueOffsets,
    data: new Uint8Array(Buffer.concat(values)),
  });
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < start + length; at += 1)
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}

function isAt(value: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (value.length !== length) return false;
  for (let i = 0; i < length; i += 1) if (value[i] !== bytes[start + i]) return false;
  return true;
}

/** Bits past the end are zero: equal batches give equal bytes. */
function nullsOf(
  { lengths, nullCount }: CopiedColumn,
  rows: number,
): { nullCount: number; nullBitmap?: Uint8Array } {
  if (nullCount === 0) return { nullCount };
  const nullBitmap = new Uint8Array(Math.ceil(rows / 8));
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) >= 0)
      nullBitmap[row >> 3] = (nullBitmap[row >> 3] as number) | (1 << (row & 7));
  }
  return { nullCount, nullBitmap };
}

function valueData(type: ColumnType, page: CopiedPage, column: CopiedColumn): Data {
  if (type === 'float') return floatData(page, column);
  if (type === 'int') return intData(page, column);
  return type === 'bool' ? boolData(page, column) : textData(page, column);
}

function intData({ bytes, rows }: CopiedPage, column: CopiedColumn): Data<Int32> {
  const { starts, lengths } = column;
  const data = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) >= 0) data[row] = intAt(bytes, starts[row] as number);
  }
  return makeData({ type: new Int32(), length: rows, ...nullsOf(column, rows), data });
}

function boolData({ bytes, rows }: CopiedPage, column: CopiedColumn): Data<Bool> {
  const { starts, lengths } = column;
  const data = new Uint8Array(Math.ceil(rows / 8));
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) < 0 || bytes[starts[row] as number] === 0) continue;
    data[row >> 3] = (data[row >> 3] as number) | (1 << (row & 7));
  }
  return makeData({ type: new Bool(), length: rows, ...nullsOf(column, rows), data });
}

function floatData({ bytes, rows }: CopiedPage, column: CopiedColumn): Data<Float64> {
  const { starts, lengths } = column;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) >= 0) data[row] = view.getFloat64(starts[row] as number);
  }
  return makeData({ type: new Float64(), length: rows, ...nullsOf(column, rows), data });
}

/** From this many bytes on the engine's own copy is faster than a loop. */
const longText = 48;

function textData({ bytes, rows }: CopiedPage, column: CopiedColumn): Data<Utf8> {
  const { starts, lengths, size } = column;
  const valueOffsets = new Int32Array(rows + 1);
  const data = new Uint8Array(size);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    const length = lengths[row] as number;
    const start = starts[row] as number;
    if (length > longText) {
      data.set(bytes.subarray(start, start + length), end);
      end += length;
    } else {
      for (let at = start; at < start + length; at += 1, end += 1) data[end] = bytes[at] as number;
    }
    valueOffsets[row + 1] = end;
  }
  return makeData({ type: new Utf8(), length: rows, ...nullsOf(column, rows), valueOffsets, data });
}
