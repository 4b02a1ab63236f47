import { createPublicKey, type JsonWebKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import type { Node } from './node.js';
import { isRecord, Refusal } from './source.js';

/** Hash and form of each algorithm of RFC 7518 and 8037 that a public key checks; `none` and HMAC are refused. */
const algorithms: Record<
  string,
  { hash: string | null; kind: string; padding?: number; dsaEncoding?: 'ieee-p1363' }
> = {
  RS256: { hash: 'sha256', kind: 'rsa' },
  RS384: { hash: 'sha384', kind: 'rsa' },
  RS512: { hash: 'sha512', kind: 'rsa' },
  PS256: { hash: 'sha256', kind: 'rsa', padding: 6 },
  PS384: { hash: 'sha384', kind: 'rsa', padding: 6 },
  PS512: { hash: 'sha512', kind: 'rsa', padding: 6 },
  ES256: { hash: 'sha256', kind: 'ec', dsaEncoding: 'ieee-p1363' },
  ES384: { hash: 'sha384', kind: 'ec', dsaEncoding: 'ieee-p1363' },
  ES512: { hash: 'sha512', kind: 'ec', dsaEncoding: 'ieee-p1363' },
  EdDSA: { hash: null, kind: 'ed25519' },
};

export const isSigned = (record: Node): boolean =>
  record.has('payload') && record.has('signatures', 'signature');

/** A PEM (key or certificate) or a JWK. */
export function readKey(text: string): KeyObject {
  try {
    return createPublicKey(
      text.trimStart().startsWith('{') ? { key: JSON.parse(text) as JsonWebKey, format: 'jwk' } : text,
    );
  } catch {
    return new X509Certificate(text).publicKey;
  }
}

export function isPublicKey(text: string): boolean {
  try {
    readKey(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The signed object of a JWS in JSON (RFC 7515), general or flattened, once one signature holds. Without a key of the
 * operator's, the certificate in the header is used: that shows that nothing was changed since, not who signed.
 */
export function verifiedPayload(
  record: Node,
  key: KeyObject | undefined,
): { value: Record<string, unknown>; note?: string } {
  const payload = record.needText('payload');
  const signatures = record.has('signatures') ? record.nodes('signatures') : [record];
  const problems: string[] = [];
  for (const signature of signatures) {
    const problem = check(signature, payload, key);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    const note = key ? undefined : 'signed by the certificate that it brings: who that is was not checked';
    return note === undefined ? { value: objectOf(payload) } : { value: objectOf(payload), note };
  }
  throw new Refusal(problems[0] ?? 'there is no signature', '/signatures');
}

function check(signature: Node, payload: string, given: KeyObject | undefined): string | undefined {
  const guarded = signature.needText('protected');
  const header = headerOf(guarded);
  if (!header) return 'the protected header is not JSON';
  const algorithm = Object.hasOwn(algorithms, String(header.alg))
    ? algorithms[String(header.alg)]
    : undefined;
  if (!algorithm) return `the signature algorithm ${String(header.alg).slice(0, 20)} is not accepted`;
  if (header.crit !== undefined) return 'the header holds critical members that are not understood';
  const key = given ?? certificateIn(header.x5c ?? signature.node('header')?.raw('x5c'));
  if (!key) return 'the signature cannot be checked: name the key with --key';
  if (key.asymmetricKeyType !== algorithm.kind) return 'the key is of another kind than the signature';
  const { hash, padding, dsaEncoding } = algorithm;
  const options = {
    key,
    ...(padding ? { padding, saltLength: -1 } : {}),
    ...(dsaEncoding ? { dsaEncoding } : {}),
  };
  const holds = verify(
    hash,
    Buffer.from(`${guarded}.${payload}`),
    options,
    Buffer.from(signature.needText('signature'), 'base64url'),
  );
  return holds
    ? undefined
    : 'the signature does not hold: the record was changed, or signed with another key';
}

function headerOf(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown;
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function certificateIn(chain: unknown): KeyObject | undefined {
  const first: unknown = Array.isArray(chain) ? chain[0] : undefined;
  if (typeof first !== 'string') return undefined;
  try {
    return new X509Certificate(Buffer.from(first, 'base64')).publicKey;
  } catch {
    return undefined;
  }
}

function objectOf(payload: string): Record<string, unknown> {
  const value = headerOf(payload);
  if (!value) throw new Refusal('the signed payload is not a JSON object', '/payload');
  return value;
}
