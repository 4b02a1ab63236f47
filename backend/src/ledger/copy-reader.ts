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

  int8(): number | null {
    if (this.bytes.readInt32BE(this.at) < 0) {
      this.at += noLength;
      return null;
    }
    const high = this.bytes.readInt32BE(this.at + 4);
    const low = this.bytes.readUInt32BE(this.at + 8);
    this.at += 12;
    return high * 2 ** 32 + low;
  }

  /** timestamptz in ms since 1970; with a fraction when it is not in whole milliseconds. */
  time(): number | null {
    const micros = this.int8();
    return micros === null ? null : micros / 1000 + copyEpoch;
  }

  jsonb(): unknown {
    const value = this.raw();
    // The first byte is the format's version.
    return value && JSON.parse(value.toString('utf8', 1));
  }
}
