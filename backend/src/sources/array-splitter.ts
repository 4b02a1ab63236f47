import type { FileRecord } from './source.js';
import { code, isBlank, Splitter } from './splitter.js';

/** Cuts at the commas of the outermost array: strings, escapes and inner brackets are skipped over. */
export class ArraySplitter extends Splitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private hasContent = false;
  private afterComma = false;
  private isClosed = false;
  /** Arrays so far: one may follow the other. */
  lists = 0;

  *push(chunk: Uint8Array): Generator<FileRecord> {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] as number;
      if (byte === code.newline) this.line++;
      if (this.isClosed) {
        if (isBlank(byte)) continue;
        if (byte === code.open) {
          this.isClosed = false;
          this.afterComma = false;
          this.begin();
          start = index + 1;
          continue;
        }
        yield this.refuse('something follows the end of the array that is none');
        this.hasContent = false;
        this.pieces = [];
        // One refusal is enough: the rest of the file is not looked at.
        this.push = function* () {};
        return;
      }
      if (this.depth === 0) {
        this.begin();
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

  private begin(): void {
    this.depth = 1;
    this.lists++;
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
