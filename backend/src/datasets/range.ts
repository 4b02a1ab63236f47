export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The one range that a `Range` header asks for (RFC 9110, 14.2). Undefined: none, several, or a unit that is not
 * known; then the whole is sent. Null: nothing of it is there.
 */
export function readRange(header: string | undefined, length: number): ByteRange | null | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replace(/\s/g, '') ?? '');
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (!match || (from === '' && to === '')) return undefined;
  if (from === '') {
    const last = Math.min(Number(to), length);
    return last === 0 ? null : { first: length - last, last: length - 1 };
  }
  const first = Number(from);
  const last = to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= length ? null : { first, last };
}

/** The bytes of a range; what stands before it is made and dropped. */
export async function* cutRange(
  chunks: AsyncIterable<Uint8Array>,
  { first, last }: ByteRange,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, first - at), Math.max(0, last + 1 - at));
    at += chunk.byteLength;
    if (part.byteLength > 0) yield part;
    if (at > last) return;
  }
}

/** Whether one of the entity tags of `If-None-Match` is this one; weak ones count (RFC 9110, 13.1.2). */
export const matchesTag = (header: string | undefined, tag: string): boolean =>
  header?.trim() === '*' ||
  (header?.split(',').some((one) => one.trim().replace(/^W\//, '') === tag) ?? false);
