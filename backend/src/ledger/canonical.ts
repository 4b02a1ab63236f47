const loneSurrogate = /\p{Cs}/u;

function canonicalString(text: string): string {
  const json = JSON.stringify(text);
  // JSON.stringify escapes lone surrogates, RFC 8785 forbids them.
  if (json.includes('\\ud') && loneSurrogate.test(text)) throw new TypeError('a lone surrogate has no bytes');
  return json;
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('only finite numbers have a canonical form');
  return String(value);
}

/** Few names are ever new. */
const nameTexts = new Map<string, string>();
const remembered = 4096;

/** A member's name with its colon. */
export function nameText(key: string): string {
  const known = nameTexts.get(key);
  if (known !== undefined) return known;
  const made = `${canonicalString(key)}:`;
  if (nameTexts.size < remembered && key.length < 64) nameTexts.set(key, made);
  return made;
}

/**
 * RFC 8785 (JCS) text of a value that came from `JSON.parse` and passed the input guard: nesting is bounded
 * there, not here. Members that are undefined are left out.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value === null) return 'null';
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no canonical form`);
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += items === '' ? canonical(item) : `,${canonical(item)}`;
    return `[${items}]`;
  }
  const object = value as Record<string, unknown>;
  let members = '';
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    if (members !== '') members += ',';
    members += nameText(key) + canonical(member);
  }
  return `{${members}}`;
}
