import { purposeHeader } from '../contract/access-log.js';
import { Problem } from '../contract/problem.js';

const longest = 200;
/** No control, format or surrogate characters: what an auditor reads is what was sent. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;
/** A header's bytes have no encoding of their own, so anything beyond ASCII comes percent-encoded. */
const ascii = /^[\x20-\x7e]*$/;

const refuse = (reason: string, cause?: unknown): Problem =>
  new Problem('invalid_input', { detail: `The header ${purposeHeader}: ${reason}` }, { cause });

function decode(value: string): string {
  if (!ascii.test(value)) throw refuse('characters beyond ASCII must be percent-encoded UTF-8');
  try {
    return decodeURIComponent(value);
  } catch (cause) {
    throw refuse('is not percent-encoded UTF-8', cause);
  }
}

/** Why a caller reads, from the header's value; undefined when nothing was said. */
export function readPurpose(value: string | string[] | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw refuse('was sent twice');
  const purpose = decode(value).trim();
  if (unprintable.test(purpose)) throw refuse('must hold printable characters only');
  if ([...purpose].length > longest) throw refuse(`is longer than ${longest} characters`);
  return purpose === '' ? undefined : purpose;
}
