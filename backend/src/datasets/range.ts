export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The one range that a `Range` header asks for (RFC 9110, 14.2). Undefined: none, several, or a unit that is not
 * known; then the whole is sent. Null: nothing of it is there.
 */
function readRange(header: string | undefined, length: number): ByteRange | null | undefined {
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

type Conditions = Readonly<Record<string, string | undefined>>;

/**
 * What comes of a request's conditions on a file with this entity tag, in the order of RFC 9110, 13.2.2: it is no longer
 * what the caller has, the caller has it already, or its bytes are sent.
 */
export function judgeConditions(headers: Conditions, tag: string): 'failed' | 'known' | 'send' {
  const { 'if-match': wanted, 'if-none-match': known } = headers;
  if (wanted !== undefined && !namesTag(wanted, tag, (one) => one)) return 'failed';
  const isKnown = known !== undefined && namesTag(known, tag, (one) => one.replace(/^W\//, ''));
  return isKnown ? 'known' : 'send';
}

/** `If-Match` compares strongly, `If-None-Match` weakly: `strength` takes away what does not count. */
const namesTag = (header: string, tag: string, strength: (one: string) => string): boolean =>
  header.trim() === '*' || header.split(',').some((one) => strength(one.trim()) === tag);

/** The range of a file with this entity tag; of another than the caller has begun with, the whole (RFC 9110, 13.1.5). */
export function rangeOf(headers: Conditions, tag: string, length: number): ReturnType<typeof readRange> {
  const begun = headers['if-range'];
  return begun === undefined || begun.trim() === tag ? readRange(headers.range, length) : undefined;
}
