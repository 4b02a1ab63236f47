import { ByteWriter } from 'hyparquet-writer';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import type { ColumnType } from '../columns.js';
import { type CopiedColumn, type CopiedPage, copyValue, intAt, viewOf } from './copy-page.js';

/**
 * The values of one column of a page that are not null, as Parquet's PLAIN encoding has them: a text is its length and its
 * bytes, as in COPY, but with the length's lowest byte first (https://parquet.apache.org/docs/file-format/data-pages/encodings/).
 */
export function plainValues(type: ColumnType, page: CopiedPage, column: CopiedColumn): Uint8Array {
  if (type === 'float') return plainFloats(page, column);
  if (type === 'int') return plainInts(page, column);
  return type === 'bool' ? plainBools(page, column) : plainTexts(page, column);
}

function plainTexts(page: CopiedPage, column: CopiedColumn): Uint8Array {
  const { starts, lengths, size, nullCount } = column;
  const { rows } = page;
  const data = new Uint8Array(size + 4 * (rows - nullCount));
  const to = viewOf(data);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    const length = lengths[row] as number;
    if (length < 0) continue;
    to.setInt32(end, length, true);
    end = copyValue(page, starts[row] as number, length, to, end + 4);
  }
  return data;
}

function plainFloats({ view, rows }: CopiedPage, { starts, lengths, nullCount }: CopiedColumn): Uint8Array {
  const data = new DataView(new ArrayBuffer(8 * (rows - nullCount)));
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) < 0) continue;
    data.setFloat64(end, view.getFloat64(starts[row] as number), true);
    end += 8;
  }
  return new Uint8Array(data.buffer);
}

function plainInts({ bytes, rows }: CopiedPage, { starts, lengths, nullCount }: CopiedColumn): Uint8Array {
  const data = new DataView(new ArrayBuffer(4 * (rows - nullCount)));
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) < 0) continue;
    data.setInt32(end, intAt(bytes, starts[row] as number), true);
    end += 4;
  }
  return new Uint8Array(data.buffer);
}

function plainBools({ bytes, rows }: CopiedPage, { starts, lengths, nullCount }: CopiedColumn): Uint8Array {
  const data = new Uint8Array(Math.ceil((rows - nullCount) / 8));
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    if ((lengths[row] as number) < 0) continue;
    if (bytes[starts[row] as number] !== 0) data[end >> 3] = (data[end >> 3] as number) | (1 << (end & 7));
    end += 1;
  }
  return data;
}

/** Texts that a dictionary's codes stand for. */
export function plainDictionary(values: readonly Uint8Array[]): Uint8Array {
  const data = new ByteWriter();
  for (const value of values) {
    data.appendUint32(value.length);
    data.appendBytes(value);
  }
  return data.getBytes();
}

/** The codes of the rows that are not null, each in as many bits as the greatest of `count` codes needs. */
export function codedValues(
  codes: Int32Array,
  { lengths, nullCount }: CopiedColumn,
  count: number,
): Uint8Array {
  const bits = Math.max(1, 32 - Math.clz32(count - 1));
  const data = new ByteWriter(codes.length);
  data.appendUint8(bits);
  const said = nullCount === 0 ? codes : codes.filter((_, row) => (lengths[row] as number) >= 0);
  writeRleBitPackedHybrid(data, said, bits);
  return data.getBytes();
}

/** Which rows are not null, with its length before it. */
export function nullLevels({ lengths, nullCount }: CopiedColumn, rows: number): Uint8Array {
  const levels = new Uint8Array(rows);
  if (nullCount === 0) levels.fill(1);
  else for (let row = 0; row < rows; row += 1) levels[row] = (lengths[row] as number) < 0 ? 0 : 1;
  const runs = new ByteWriter();
  writeRleBitPackedHybrid(runs, levels, 1);
  const data = new ByteWriter();
  data.appendUint32(runs.offset);
  data.appendBytes(runs.getBytes());
  return data.getBytes();
}
