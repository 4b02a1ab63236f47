/** Milliseconds from 1970 to PostgreSQL's epoch, 2000-01-01. */
export const copyEpoch = 946_684_800_000;
export const copySignature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const jsonbVersion = 1;
const textOid = 25;
const roomBytes = 1 << 16;
/** Of the room; what is left is enough for most rows. */
const pieceBytes = roomBytes - (1 << 13);

/** Rows in PostgreSQL's COPY binary format: half the bytes of the text format, and nothing to escape. */
export class CopyRows {
  private bytes: Buffer;
  private end: number;

  constructor() {
    this.bytes = Buffer.allocUnsafe(roomBytes);
    this.end = copySignature.copy(this.bytes);
  }

  /** Begins a row of this many columns. */
  row(columns: number): this {
    this.reserve(2);
    this.end = this.bytes.writeInt16BE(columns, this.end);
    return this;
  }

  null(): this {
    this.reserve(4);
    this.end = this.bytes.writeInt32BE(-1, this.end);
    return this;
  }

  bool(value: boolean): this {
    this.reserve(5);
    this.end = this.bytes.writeInt32BE(1, this.end);
    this.end = this.bytes.writeUInt8(value ? 1 : 0, this.end);
    return this;
  }

  int2(value: number): this {
    this.reserve(6);
    this.end = this.bytes.writeInt32BE(2, this.end);
    this.end = this.bytes.writeInt16BE(value, this.end);
    return this;
  }

  int4(value: number): this {
    this.reserve(8);
    this.end = this.bytes.writeInt32BE(4, this.end);
    this.end = this.bytes.writeInt32BE(value, this.end);
    return this;
  }

  int8(value: number): this {
    const high = Math.floor(value / 2 ** 32);
    this.reserve(12);
    this.end = this.bytes.writeInt32BE(8, this.end);
    this.end = this.bytes.writeInt32BE(high, this.end);
    this.end = this.bytes.writeUInt32BE(value - high * 2 ** 32, this.end);
    return this;
  }

  float4(value: number): this {
    this.reserve(8);
    this.end = this.bytes.writeInt32BE(4, this.end);
    this.end = this.bytes.writeFloatBE(value, this.end);
    return this;
  }

  float8(value: number): this {
    this.reserve(12);
    this.end = this.bytes.writeInt32BE(8, this.end);
    this.end = this.bytes.writeDoubleBE(value, this.end);
    return this;
  }

  /** bytea, or the 16 bytes of a uuid. */
  raw(value: Uint8Array): this {
    this.reserve(4 + value.length);
    this.end = this.bytes.writeInt32BE(value.length, this.end);
    this.bytes.set(value, this.end);
    this.end += value.length;
    return this;
  }

  text(value: string): this {
    const length = Buffer.byteLength(value);
    this.reserve(4 + length);
    this.end = this.bytes.writeInt32BE(length, this.end);
    this.end += this.bytes.write(value, this.end);
    return this;
  }

  /** text[] */
  texts(values: readonly string[]): this {
    const start = this.end;
    this.reserve(24);
    // Its length, which is known at the end; dimensions, no nulls, type; items and the place of the first.
    this.end += 4;
    for (const word of values.length === 0 ? [0, 0, textOid] : [1, 0, textOid, values.length, 1]) {
      this.end = this.bytes.writeInt32BE(word, this.end);
    }
    for (const value of values) this.text(value);
    this.bytes.writeInt32BE(this.end - start - 4, start);
    return this;
  }

  jsonb(value: unknown): this {
    const text = JSON.stringify(value);
    const length = Buffer.byteLength(text);
    this.reserve(5 + length);
    this.end = this.bytes.writeInt32BE(1 + length, this.end);
    this.end = this.bytes.writeUInt8(jsonbVersion, this.end);
    this.end += this.bytes.write(text, this.end);
    return this;
  }

  /** timestamptz from ms since 1970. */
  time(ms: number): this {
    return this.int8((ms - copyEpoch) * 1000);
  }

  /** What was written since the last piece, as soon as it is worth sending; what follows is written elsewhere. */
  takePiece(): Buffer | undefined {
    if (this.end < pieceBytes) return undefined;
    const piece = this.bytes.subarray(0, this.end);
    this.bytes = Buffer.allocUnsafe(roomBytes);
    this.end = 0;
    return piece;
  }

  /** All that was written, or what no piece holds. */
  finish(): Buffer {
    this.reserve(2);
    this.end = this.bytes.writeInt16BE(-1, this.end);
    return this.bytes.subarray(0, this.end);
  }

  private reserve(length: number): void {
    if (this.end + length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.end + length));
    this.bytes.copy(larger, 0, 0, this.end);
    this.bytes = larger;
  }
}

/** The same in pieces, each written when the one before it was sent: a batch never lies here as a whole. */
export function* copyPieces<Row>(
  rows: Iterable<Row>,
  write: (into: CopyRows, row: Row) => void,
): Generator<Buffer> {
  const written = new CopyRows();
  for (const row of rows) {
    write(written, row);
    const piece = written.takePiece();
    if (piece) yield piece;
  }
  yield written.finish();
}
