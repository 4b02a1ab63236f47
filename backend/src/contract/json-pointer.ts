/** One segment of a JSON pointer (RFC 6901). */
export const escapePointer = (key: string): string =>
  key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;

/** The JSON pointer of a path; empty for the whole document. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((segment) => `/${escapePointer(String(segment))}`).join('');
