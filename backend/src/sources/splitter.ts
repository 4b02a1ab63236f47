import { isAscii, isUtf8 } from 'node:buffer';
import type { FileRecord } from './source.js';

export const code = {
  quote: 34,
  comma: 44,
  open: 91,
  backslash: 92,
  close: 93,
  openBrace: 123,
  closeBrace: 125,
  newline: 10,
};
export const isBlank = (byte: number | undefined) =>
  byte === 32 || byte === 9 || byte === 13 || byte === code.newline;

/** Collects the bytes of one record at a time. */
export abstract class Splitter {
  protected pieces: Uint8Array[] = [];
  protected length = 0;
  protected began: number;
  protected index = 0;

  constructor(
    protected line: number,
    protected readonly limit: number,
  ) {
    this.began = line;
  }

  abstract push(chunk: Uint8Array): Generator<FileRecord>;
  abstract end(): Generator<FileRecord>;

  protected keep(piece: Uint8Array): void {
    this.length += piece.length;
    if (this.length <= this.limit) this.pieces.push(piece.slice());
    else this.pieces = [];
  }

  protected finish(): FileRecord {
    const bytes = this.pieces.length === 1 ? (this.pieces[0] as Uint8Array) : Buffer.concat(this.pieces);
    const { length } = this;
    this.pieces = [];
    this.length = 0;
    return this.record(bytes, length);
  }

  protected record(bytes: Uint8Array, length = bytes.length): FileRecord {
    const at = { index: this.index++, line: this.began };
    if (length > this.limit) return { at, reason: `the record is longer than ${this.limit} bytes` };
    const parsed = parse(bytes);
    return 'reason' in parsed ? { at, reason: parsed.reason } : { at, value: parsed.value };
  }

  protected refuse(reason: string): FileRecord {
    return { at: { index: this.index++, line: this.line }, reason };
  }
}

export function parse(bytes: Uint8Array): { value: unknown } | { reason: string } {
  const text = textOf(bytes);
  if (text === undefined) return { reason: 'the record is not valid UTF-8' };
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return {
      reason: `the record is not valid JSON: ${error instanceof Error ? withoutText(error.message) : 'unreadable'}`,
    };
  }
}

/** Undefined where it is not UTF-8; a byte order mark is no content. */
function textOf(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isAscii(buffer)) return buffer.toString('latin1');
  if (!isUtf8(buffer)) return undefined;
  const text = buffer.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The engine quotes what stands there, which may be somebody's words. */
const withoutText = (message: string) =>
  message.replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '').replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');

/** One record per line. */
export class LineSplitter extends Splitter {
  /** Goes on where another way of reading gave up: its records were counted already. */
  from(index: number): this {
    this.index = index;
    return this;
  }

  *push(chunk: Uint8Array): Generator<FileRecord> {
    let start = 0;
    for (let end = chunk.indexOf(code.newline); end >= 0; end = chunk.indexOf(code.newline, start)) {
      const piece = chunk.subarray(start, end);
      const record = this.length === 0 ? this.whole(piece) : this.rest(piece);
      if (record) yield record;
      this.line++;
      this.began = this.line;
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  /** A line that lies in one chunk: it is read where it lies. */
  private whole(line: Uint8Array): FileRecord | undefined {
    return line.every((byte) => isBlank(byte)) ? undefined : this.record(line);
  }

  private rest(piece: Uint8Array): FileRecord | undefined {
    this.keep(piece);
    return this.last();
  }

  private last(): FileRecord | undefined {
    const isEmpty = this.pieces.every((piece) => piece.every((byte) => isBlank(byte)));
    if (this.length > 0 && !(isEmpty && this.pieces.length > 0)) return this.finish();
    this.pieces = [];
    this.length = 0;
    return undefined;
  }

  *end(): Generator<FileRecord> {
    const record = this.last();
    if (record) yield record;
  }
}
