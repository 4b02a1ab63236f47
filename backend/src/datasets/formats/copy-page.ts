import { CopyRows, copySignature } from '../../ledger/copy-rows.js';
import { type Column, type ColumnType, typeOf } from '../columns.js';
import { type Example, type Value, valueIn } from '../example.js';

/** These columns of examples as COPY writes them in binary. */
export function copyPage(examples: readonly Example[], columns: readonly Column[]): Buffer {
  const page = new CopyRows();
  const types = columns.map(typeOf);
  for (const example of examples) {
    page.row(columns.length);
    for (const [i, name] of columns.entries()) add(page, types[i] as ColumnType, valueIn(example, name));
  }
  return page.finish();
}

function add(page: CopyRows, type: ColumnType, value: Value): void {
  if (value === null) page.null();
  else if (type === 'float') page.float8(Number(value));
  else if (type === 'int') page.int4(Number(value));
  else if (type === 'bool') page.bool(value === true);
  else page.text(String(value));
}

/** Where each value of one column stands within a page of COPY's binary format. */
export interface CopiedColumn {
  /** First byte of each value. */
  readonly starts: Int32Array;
  /** Bytes of each value; -1: null. */
  readonly lengths: Int32Array;
  /** Bytes of all values. */
  readonly size: number;
  readonly nullCount: number;
}

export interface CopiedPage {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly rows: number;
  readonly columns: readonly CopiedColumn[];
}

/** Places that are used again for every page: a page of rows is read before the next one comes. */
export class PageReader {
  private readonly places: { starts: Int32Array; lengths: Int32Array }[];

  constructor(
    private readonly width: number,
    private readonly mostRows: number,
  ) {
    this.places = Array.from({ length: width }, () => ({
      starts: new Int32Array(mostRows),
      lengths: new Int32Array(mostRows),
    }));
  }

  /** Finds the values of the first `width` columns of each row; others may follow. */
  read(bytes: Buffer): CopiedPage {
    const { width, places, mostRows } = this;
    const sizes = new Float64Array(width);
    const nulls = new Int32Array(width);
    let at = copySignature.length;
    let rows = 0;
    for (;;) {
      const fields = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
      at += 2;
      if (fields === trailer) break;
      if (rows === mostRows) throw new RangeError('a page has more rows than were asked for');
      for (let i = 0; i < fields; i += 1) {
        const length = intAt(bytes, at);
        at += 4;
        if (i < width) {
          const { starts, lengths } = places[i] as (typeof places)[number];
          starts[rows] = at;
          lengths[rows] = length;
          if (length < 0) nulls[i] = (nulls[i] as number) + 1;
          else sizes[i] = (sizes[i] as number) + length;
        }
        if (length > 0) at += length;
      }
      rows += 1;
    }
    const columns = places.map(({ starts, lengths }, i) => ({
      starts,
      lengths,
      size: sizes[i] as number,
      nullCount: nulls[i] as number,
    }));
    return { bytes, view: viewOf(bytes), rows, columns };
  }
}

/** What stands instead of a row's number of columns after the last row: -1. */
const trailer = 0xffff;

/** Big-endian. */
export const intAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** From this many bytes on the engine's own copy is faster than a loop. */
const longText = 160;

/** Puts the bytes of a value at `end` of another place, four at a time; gives where it ends there. */
export function copyValue(
  { bytes, view }: Pick<CopiedPage, 'bytes' | 'view'>,
  start: number,
  length: number,
  to: DataView,
  end: number,
): number {
  if (length > longText) {
    new Uint8Array(to.buffer, to.byteOffset).set(bytes.subarray(start, start + length), end);
    return end + length;
  }
  const words = length & ~3;
  for (let i = 0; i < words; i += 4) to.setInt32(end + i, view.getInt32(start + i));
  for (let i = words; i < length; i += 1) to.setUint8(end + i, view.getUint8(start + i));
  return end + length;
}
