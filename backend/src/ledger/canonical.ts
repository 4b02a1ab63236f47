import canonicalize from 'canonicalize';

/**
 * RFC 8785 bytes. Only for values that passed the input guard or were built here: nesting is bounded and strings
 * are well formed; `canonicalize` throws on lone surrogates, NaN and Infinity.
 */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('undefined has no canonical form');
  return text;
}

export const canonicalBytes = (value: unknown): Buffer => Buffer.from(canonicalText(value), 'utf8');
