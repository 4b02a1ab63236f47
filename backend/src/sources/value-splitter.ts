import { type CommentFree, parseWithComments } from './json-comments.js';
import type { FileRecord } from './source.js';
import { code, isBlank, LineSplitter, parse, Splitter } from './splitter.js';

const slash = 47;
const colon = 58;
/** Keys longer than this are no envelope's. */
const longestKey = 60;

/**
 * Objects that fill lines of their own, stand one after the other without a line's end between them, or lie in the list
 * that one object holds under an envelope's name. A file whose first object ends with its line is read on line by line.
 */
export class ValueSplitter extends Splitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private manyLines = false;
  private lines: LineSplitter | undefined;
  /** The text of depth 1 that was read last, as long as it may be an envelope's name. */
  private key: number[] = [];
  private isNamed = false;
  /** Depth of the elements of an envelope's list; 0: there is none. */
  private listDepth = 0;
  private hasContent = false;
  private isUnwrapped = false;

  constructor(
    line: number,
    limit: number,
    private readonly envelopes: ReadonlySet<string>,
  ) {
    super(line, limit);
  }

  *push(chunk: Uint8Array): Generator<FileRecord> {
    let start = 0;
    for (let index = 0; index < chunk.length; index++) {
      if (this.lines) {
        yield* this.lines.push(chunk.subarray(index));
        return;
      }
      const byte = chunk[index] as number;
      if (byte === code.newline) {
        this.line++;
        // No text of JSON goes over the end of a line: what began is broken, or is a comment's.
        this.inString = false;
        if (this.depth > 0) this.manyLines = true;
      }
      if (this.depth === 0) {
        start = this.between(byte, index, start);
        continue;
      }
      if (this.inString) this.inside(byte);
      else if (this.outside(byte)) {
        yield* this.cut(chunk.subarray(start, index + 1), byte);
        start = index + 1;
      }
    }
    if (this.lines || this.depth === 0) return;
    if (!(this.isUnwrapped && this.listDepth === 0)) this.keep(chunk.subarray(start));
    if (this.length > this.limit) yield* this.giveUp();
  }

  /** Between two objects: the end of a line after the first leaves the rest to be read line by line. */
  private between(byte: number, index: number, start: number): number {
    if (byte === code.openBrace) {
      this.depth = 1;
      this.began = this.line;
      this.manyLines = false;
      this.isUnwrapped = false;
      return index;
    }
    const endsFirstLine = byte === code.newline && this.index > 0 && !this.manyLines && !this.isUnwrapped;
    if (endsFirstLine || !isBlank(byte)) {
      const line = endsFirstLine ? this.line : this.began;
      this.lines = new LineSplitter(line, this.limit).from(this.index);
    }
    return start;
  }

  private inside(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === code.backslash) this.escaped = true;
    else if (byte === code.quote) this.inString = false;
    if (this.inString && this.depth === 1 && this.key.length < longestKey) this.key.push(byte);
  }

  /** True where a record ends, or where an envelope's list begins. */
  private outside(byte: number): boolean {
    if (byte === code.quote) {
      this.inString = true;
      this.key = [];
      this.hasContent = true;
      return false;
    }
    if (isBlank(byte)) return false;
    if (byte === code.open || byte === code.openBrace) this.depth++;
    if (byte === code.close || byte === code.closeBrace) this.depth--;
    if (this.depth === 0) return true;
    if (this.listDepth > 0) return this.inList(byte);
    const opensList = byte === code.open && this.depth === 2 && this.isNamed;
    this.isNamed = this.depth === 1 && byte === colon && this.envelopes.has(Buffer.from(this.key).toString());
    return opensList;
  }

  private inList(byte: number): boolean {
    if (this.depth < this.listDepth || (this.depth === this.listDepth && byte === code.comma)) return true;
    if (!this.hasContent) this.began = this.line;
    this.hasContent = true;
    return false;
  }

  private *cut(bytes: Uint8Array, byte: number): Generator<FileRecord> {
    if (this.listDepth > 0) {
      this.keep(bytes.subarray(0, -1));
      if (this.hasContent) yield this.finish();
      this.drop();
      if (byte !== code.comma) this.listDepth = 0;
    } else if (this.depth > 0) {
      // The list begins: what stands before it in the envelope is no record.
      this.drop();
      this.listDepth = 2;
      this.isUnwrapped = true;
    } else if (this.isUnwrapped) this.drop();
    else {
      this.keep(bytes);
      if (this.manyLines || this.length > this.limit) yield* this.recover();
      else yield this.finish();
    }
  }

  private drop(): void {
    this.pieces = [];
    this.length = 0;
    this.hasContent = false;
  }

  /** An object of several lines: as it is, with comments, or as lines of which the first was broken. */
  private *recover(): Generator<FileRecord> {
    const bytes = Buffer.concat(this.pieces);
    const at = { index: this.index, line: this.began };
    const whole = this.length > this.limit ? undefined : parse(bytes);
    const commented: CommentFree | undefined =
      whole && 'reason' in whole && bytes.includes(slash) ? parseWithComments(bytes.toString()) : undefined;
    const found = commented ?? whole;
    if ((found && 'value' in found) || !this.holdsLines(bytes)) {
      if (found) {
        this.index++;
        this.drop();
        yield { at, ...found };
      } else yield this.finish();
      return;
    }
    const lines = new LineSplitter(this.began, this.limit).from(this.index);
    this.drop();
    this.lines = lines;
    yield* lines.push(bytes);
  }

  private holdsLines(bytes: Buffer): boolean {
    const lines = bytes.toString().split('\n').slice(1, 20);
    return lines.some((line) => line.startsWith('{') && 'value' in parse(Buffer.from(line)));
  }

  /** Longer than a record may be: refused as one, and from the next line on each line is a record. */
  private *giveUp(): Generator<FileRecord> {
    if (this.listDepth > 0) return;
    this.lines = new LineSplitter(this.line, this.limit);
    yield this.finish();
    this.lines.from(this.index);
  }

  *end(): Generator<FileRecord> {
    if (this.depth > 0 && !this.lines) {
      if (this.isUnwrapped) yield this.refuse('the file ends before its list does');
      else yield* this.recover();
    }
    if (this.lines) yield* this.lines.end();
  }
}
