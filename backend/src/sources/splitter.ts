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
    const at = { index: this.index++, line: this.began };
    const bytes = this.pieces.length === 1 ? (this.pieces[0] as Uint8Array) : Buffer.concat(this.pieces);
    const tooLong = this.length > this.limit;
    this.pieces = [];
    this.length = 0;
    if (tooLong) return { at, reason: `the record is longer than ${this.limit} bytes` };
    return { at, ...parse(bytes) };
  }

  protected refuse(reason: string): FileRecord {
    return { at: { index: this.index++, line: this.line }, reason };
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

export function parse(bytes: Uint8Array): { value: unknown } | { reason: string } {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { reason: 'the record is not valid UTF-8' };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return {
      reason: `the record is not valid JSON: ${error instanceof Error ? withoutText(error.message) : 'unreadable'}`,
    };
  }
}

/** The engine quotes what stands there, which may be somebody's words. */
const withoutText = (message: string) => message.replace(/, (\.\.\.)?".*"(\.\.\.)? is not valid JSON$/s, '');

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
      this.keep(chunk.subarray(start, end));
      yield* this.end();
      this.line++;
      this.began = this.line;
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  *end(): Generator<FileRecord> {
    const isEmpty = this.pieces.every((piece) => piece.every((byte) => isBlank(byte)));
    if (this.length === 0 || (isEmpty && this.pieces.length > 0)) {
      this.pieces = [];
      this.length = 0;
    } else yield this.finish();
  }
}
