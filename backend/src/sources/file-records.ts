import type { FileRecord } from './source.js';

/** The longest record that is read; a longer one is refused. */
export const recordBytes = 64 << 20;

const code = {
  quote: 34,
  comma: 44,
  open: 91,
  backslash: 92,
  close: 93,
  openBrace: 123,
  closeBrace: 125,
  newline: 10,
};
const isBlank = (byte: number | undefined) =>
  byte === 32 || byte === 9 || byte === 13 || byte === code.newline;

/**
 * The records of a JSON array or of JSON lines, told apart by the first character. Never holds more than one
 * record; what cannot be read is a record with a reason, and the next one follows.
 */
export async function* fileRecords(
  chunks: AsyncIterable<Uint8Array>,
  limit = recordBytes,
): AsyncGenerator<FileRecord> {
  let splitter: Splitter | undefined;
  let line = 1;
  for await (const chunk of chunks) {
    let start = 0;
    if (!splitter) {
      // A byte order mark is no content.
      while (start < chunk.length && (isBlank(chunk[start]) || isMark(chunk[start]))) {
        if (chunk[start] === code.newline) line++;
        start++;
      }
      if (start === chunk.length) continue;
      splitter = chunk[start] === code.open ? new ArraySplitter(line, limit) : new LineSplitter(line, limit);
    }
    yield* splitter.push(chunk.subarray(start));
  }
  if (splitter) yield* splitter.end();
}

const isMark = (byte: number | undefined) => byte === 0xef || byte === 0xbb || byte === 0xbf;

/** Collects the bytes of one record at a time. */
abstract class Splitter {
  protected pieces: Uint8Array[] = [];
  protected length = 0;
  protected began: number;
  private index = 0;

  constructor(
    protected line: number,
    private readonly limit: number,
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
    const bytes = Buffer.concat(this.pieces);
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

function parse(bytes: Uint8Array): { value: unknown } | { reason: string } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { reason: 'the record is not valid UTF-8' };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return {
      reason: `the record is not valid JSON: ${error instanceof Error ? error.message : 'unreadable'}`,
    };
  }
}

class LineSplitter extends Splitter {
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

/** Cuts at the commas of the outermost array: strings, escapes and inner brackets are skipped over. */
class ArraySplitter extends Splitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private hasContent = false;
  private afterComma = false;
  private isClosed = false;

  *push(chunk: Uint8Array): Generator<FileRecord> {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number;
      if (byte === code.newline) this.line++;
      if (this.isClosed) {
        if (isBlank(byte)) continue;
        yield this.refuse('something follows the end of the array; JSON lines must not begin with "["');
        this.hasContent = false;
        this.pieces = [];
        // One refusal is enough: the rest of the file is not looked at.
        this.push = function* () {};
        return;
      }
      if (this.depth === 0) {
        this.depth = 1;
        start = index + 1;
        continue;
      }
      if (this.inString) this.inside(byte);
      else if (this.outside(byte)) {
        yield* this.cut(chunk.subarray(start, index), byte);
        start = index + 1;
        continue;
      }
      if (!this.hasContent && !isBlank(byte)) {
        this.hasContent = true;
        this.began = this.line;
      }
    }
    if (!this.isClosed) this.keep(chunk.subarray(start));
  }

  private inside(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === code.backslash) this.escaped = true;
    else if (byte === code.quote) this.inString = false;
  }

  /** True where an element of the outermost array ends. */
  private outside(byte: number): boolean {
    if (byte === code.quote) this.inString = true;
    else if (byte === code.open || byte === code.openBrace) this.depth++;
    else if (byte === code.close || byte === code.closeBrace) this.depth--;
    return this.depth === 0 || (this.depth === 1 && byte === code.comma);
  }

  private *cut(rest: Uint8Array, by: number): Generator<FileRecord> {
    this.keep(rest);
    if (this.hasContent) yield this.finish();
    else if (by === code.comma || this.afterComma) yield this.refuse('an element of the array is missing');
    this.pieces = [];
    this.length = 0;
    this.hasContent = false;
    this.afterComma = by === code.comma;
    this.isClosed = this.depth === 0;
  }

  *end(): Generator<FileRecord> {
    if (!this.isClosed) yield this.refuse('the file ends before its array does');
  }
}
