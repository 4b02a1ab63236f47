import type { Column } from '../columns.js';
import { qualities, splits } from '../example.js';
import type { CopiedColumn, CopiedPage } from './copy-page.js';
import type { About } from './rows.js';

/** Columns whose values repeat, and are known before the first row. */
export const coded = ['label', 'split', 'language', 'gap', 'quality'] as const satisfies readonly Column[];
export type Coded = (typeof coded)[number];
export const isCoded = (name: Column): name is Coded => (coded as readonly Column[]).includes(name);

export const dictionariesOf = ({
  labels,
  languages,
  gaps,
}: Pick<About, 'labels' | 'languages' | 'gaps'>): Record<Coded, Codes> => ({
  label: new Codes([...labels].sort()),
  language: new Codes([...languages].sort()),
  gap: new Codes([...gaps].sort()),
  split: new Codes(splits),
  quality: new Codes(qualities),
});

/** The values of a dictionary; codes are found by bytes, without making a text of them. */
export class Codes {
  readonly values: readonly Buffer[];
  private readonly byHash = new Map<number, number[]>();

  constructor(texts: readonly string[]) {
    this.values = texts.map((text) => Buffer.from(text));
    this.values.forEach((value, code) => {
      const hash = hashOf(value, 0, value.length);
      const same = this.byHash.get(hash);
      if (same) same.push(code);
      else this.byHash.set(hash, [code]);
    });
  }

  /** The code of each row; 0 where there is no value. */
  of({ bytes, rows }: CopiedPage, { starts, lengths }: CopiedColumn, name: Coded): Int32Array {
    const codes = new Int32Array(rows);
    let code = -1;
    for (let row = 0; row < rows; row += 1) {
      const length = lengths[row] as number;
      const start = starts[row] as number;
      if (length < 0) continue;
      if (code < 0 || !isAt(this.values[code] as Buffer, bytes, start, length)) {
        code = this.codeAt(bytes, start, length, name);
      }
      codes[row] = code;
    }
    return codes;
  }

  private codeAt(bytes: Uint8Array, start: number, length: number, name: Coded): number {
    for (const code of this.byHash.get(hashOf(bytes, start, length)) ?? []) {
      if (isAt(this.values[code] as Buffer, bytes, start, length)) return code;
    }
    throw new RangeError(`the dictionary of ${name} lacks a value`);
  }
}

/** FNV-1a. */
function hashOf(bytes: Uint8Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < start + length; at += 1)
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash;
}

function isAt(value: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (value.length !== length) return false;
  for (let i = 0; i < length; i += 1) if (value[i] !== bytes[start + i]) return false;
  return true;
}
