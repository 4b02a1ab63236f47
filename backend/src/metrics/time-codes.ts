import type { BinCount } from './times.js';

/** Codes from here downwards: still open, at an age in bin `openFrom - code`. Bins end far before. */
export const openFrom = -10_000;

/** How many rows have a code. */
export function readCode(code: number, count: number): BinCount {
  if (code >= 0) return { bin: code, kind: 'happened', count };
  if (code > openFrom) return { bin: -1 - code, kind: 'ended', count };
  return { bin: openFrom - code, kind: 'open', count };
}
