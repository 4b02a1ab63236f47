import { copyEpoch, copySignature } from './copy-rows.js';

const noLength = 4;

/** Reads what `COPY … TO STDOUT (FORMAT binary)` wrote, row by row and column by column: bytes stay as they are. */
export class CopyReader {
  private at = copySignature.length;

  /** `bytes`: all of it, the header included. Buffers that are given out lie within it. */
  constructor(private readonly bytes: Buffer) {}

  /** Whether there is another row; its columns are read next, all of them. */
  next(): boolean {
    const columns = this.bytes.readInt16BE(this.at);
    this.at += 2;
    return columns >= 0;
  }

  /** bytea, or the 16 bytes of a uuid. */
  raw(): Buffer | null {
    const length = this.bytes.readInt32BE(this.at);
    this.at += noLength;
    if (length < 0) return null;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string | null {
    const length = this.bytes.readInt32BE(this.at);
    this.at += noLength;
    if (length < 0) return null;
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  bool(): boolean | null {
    const value = this.raw();
    return value && value[0] !== 0;
  }

  /** smallint, int or bigint. */
  int(): number | null {
    const { bytes } = this;
    const length = bytes.readInt32BE(this.at);
    const at = this.at + noLength;
    this.at = at + Math.max(0, length);
    if (length < 0) return null;
    if (length === 2) return bytes.readInt16BE(at);
    if (length === 4) return bytes.readInt32BE(at);
    return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
  }

  /** double precision. */
  float(): number | null {
    return this.raw()?.readDoubleBE() ?? null;
  }

  /** timestamptz in ms since 1970; with a fraction when it is not in whole milliseconds. */
  time(): number | null {
    const micros = this.int();
    return micros === null ? null : micros / 1000 + copyEpoch;
  }

  jsonb(): unknown {
    const value = this.raw();
    // The first byte is the format's version.
    return value && JSON.parse(value.toString('utf8', 1));
  }
}
