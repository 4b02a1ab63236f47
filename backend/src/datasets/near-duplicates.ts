import { normalise, tokenise } from '../gaps/words/text.js';

/** Share of character trigrams that two texts have in common, from which on they are nearly the same. */
export const nearEnough = 0.8;

/** The distinct trigrams of the words, in the order in which they stand. */
export function trigrams(text: string): string[] {
  const padded = ` ${tokenise(normalise(text)).join(' ')} `;
  const grams = new Set<string>();
  for (let at = 0; at + 3 <= padded.length; at += 1) grams.add(padded.slice(at, at + 3));
  return [...grams];
}

/**
 * Finds near-duplicates exactly: texts that are so alike share one of their rarest trigrams (prefix filter of
 * similarity joins: Bayardo, Ma, Srikant 2007), so only those are compared.
 */
export class NearDuplicates {
  private readonly grams: readonly Int32Array[];
  /** Texts that were kept, by each of their rarest trigrams. */
  private readonly postings = new Map<number, number[]>();

  constructor(texts: readonly string[]) {
    this.grams = rarestFirst(texts.map(trigrams));
  }

  /** Kept texts that are nearly the same as this one. */
  find(text: number): number[] {
    const own = this.grams[text] as Int32Array;
    const seen = new Set<number>();
    const found: number[] = [];
    for (const gram of prefixOf(own)) {
      for (const other of this.postings.get(gram) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        if (isNear(own, this.grams[other] as Int32Array)) found.push(other);
      }
    }
    return found;
  }

  keep(text: number): void {
    for (const gram of prefixOf(this.grams[text] as Int32Array)) {
      const list = this.postings.get(gram);
      if (list) list.push(text);
      else this.postings.set(gram, [text]);
    }
  }
}

const prefixOf = (grams: Int32Array) =>
  grams.subarray(0, grams.length - Math.ceil(nearEnough * grams.length) + 1);

/** Each text's trigrams as numbers, ascending; the rarer a trigram, the smaller its number. */
function rarestFirst(texts: readonly string[][]): Int32Array[] {
  const counts = new Map<string, number>();
  for (const grams of texts) for (const gram of grams) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  const ranks = new Map(ranked.map(([gram], rank) => [gram, rank]));
  return texts.map((grams) => Int32Array.from(grams, (gram) => ranks.get(gram) as number).sort());
}

function isNear(a: Int32Array, b: Int32Array): boolean {
  if (Math.min(a.length, b.length) < nearEnough * Math.max(a.length, b.length)) return false;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [left, right] = [a[i] as number, b[j] as number];
    if (left === right) shared += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return shared >= nearEnough * (a.length + b.length - shared);
}
