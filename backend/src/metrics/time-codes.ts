import type { BinCount } from './times.js';

/** Codes from here downwards: still open, at an age in bin `openFrom - code`. Bins end far before. */
export const openFrom = -10_000;

/** Stands in a column of times where it has not happened and still can. */
export const openTime = -32_768;

/** How many rows have a code. */
export function readCode(code: number, count: number): BinCount {
  if (code >= 0) return { bin: code, kind: 'happened', count };
  if (code > openFrom) return { bin: -1 - code, kind: 'ended', count };
  return { bin: openFrom - code, kind: 'open', count };
}

/** More bins than two thousand years have. */
const bins = 512;

/** How many places the codes take when they are counted in a list: ended, happened, open. */
export const codePlaces = 3 * bins;

export const placeOfCode = (code: number): number =>
  code > openFrom ? code + bins : 2 * bins + openFrom - code;

export const codeAt = (place: number): number =>
  place < 2 * bins ? place - bins : openFrom + 2 * bins - place;
