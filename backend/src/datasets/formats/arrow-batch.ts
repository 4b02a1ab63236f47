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
import { type Coded, type Codes, coded, dictionariesOf, isCoded } from './codes.js';
import { type CopiedColumn, type CopiedPage, copyValue, intAt, PageReader, viewOf } from './copy-page.js';
import { type About, batchRows } from './rows.js';

type ArrowType = Utf8 | Float64 | Int32 | Bool | Dictionary;

function arrowType(name: Column): ArrowType {
  // Ids are given: arrow would count them up over the life of the process.
  if (isCoded(name)) return new Dictionary(new Utf8(), new Int32(), coded.indexOf(name) + 1);
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
  private readonly codes: Record<Coded, Codes>;
  private readonly dictionaries: Record<Coded, Vector<Utf8>>;
  private readonly reader: PageReader;

  constructor(private readonly about: Pick<About, 'columns' | 'labels' | 'languages' | 'gaps'>) {
    const { columns } = about;
    this.reader = new PageReader(columns.length, batchRows);
    this.types = columns.map(arrowType);
    this.schema = new Schema(
      columns.map((name, i) => new Field(name, this.types[i] as Utf8, isNullable(name))),
    );
    this.codes = dictionariesOf(about);
    this.dictionaries = Object.fromEntries(
      coded.map((name) => [name, makeVector(vectorData(this.codes[name].values))]),
    ) as Record<Coded, Vector<Utf8>>;
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
    page: CopiedPage,
    column: CopiedColumn,
    name: Coded,
    type: Dictionary<Utf8, Int32>,
  ): Data {
    const data = this.codes[name].of(page, column, name);
    const dictionary = this.dictionaries[name];
    return makeData({ type, length: page.rows, ...nullsOf(column, page.rows), data, dictionary });
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

function floatData({ view, rows }: CopiedPage, column: CopiedColumn): Data<Float64> {
  const { starts, lengths } = column;
  const data = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) >= 0) data[row] = view.getFloat64(starts[row] as number);
  }
  return makeData({ type: new Float64(), length: rows, ...nullsOf(column, rows), data });
}

function textData(page: CopiedPage, column: CopiedColumn): Data<Utf8> {
  const { starts, lengths, size } = column;
  const { rows } = page;
  const valueOffsets = new Int32Array(rows + 1);
  const data = new Uint8Array(size);
  const to = viewOf(data);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    const length = lengths[row] as number;
    if (length > 0) end = copyValue(page, starts[row] as number, length, to, end);
    valueOffsets[row + 1] = end;
  }
  return makeData({ type: new Utf8(), length: rows, ...nullsOf(column, rows), valueOffsets, data });
}
