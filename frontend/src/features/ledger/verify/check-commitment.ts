import canonicalize from 'canonicalize';
import { type Bytes, concat, fromBase64, sha256, toBase64url, utf8 } from './bytes';

const domain = utf8('handoff-ledger/field/v1\0');

/**
 * `H("handoff-ledger/field/v1" ‖ 0x00 ‖ salt[32] ‖ u16be(len pointer) ‖ pointer ‖ u32be(len value) ‖ value)`,
 * value in RFC 8785 form; base64url without padding.
 */
export async function commitmentOf(salt: Bytes, pointer: string, value: unknown): Promise<string> {
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new Error('the value has no canonical form');
  const [path, bytes] = [utf8(pointer), utf8(canonical)];
  const pathLength = new Uint8Array(2);
  new DataView(pathLength.buffer).setUint16(0, path.length);
  const valueLength = new Uint8Array(4);
  new DataView(valueLength.buffer).setUint32(0, bytes.length);
  return toBase64url(await sha256(concat(domain, salt, pathLength, path, valueLength, bytes)));
}

export interface CommittedField {
  pointer: string;
  commitment: string;
  /** base64 of 32 bytes; null when the payload cannot be opened any more. */
  salt: string | null;
  value: unknown;
}
export type FieldCheck = 'matches' | 'differs' | 'closed';

/** The commitments that stand in an entry's bytes, by pointer. */
function commitmentsIn(entry: string): Record<string, unknown> {
  const { c } = JSON.parse(entry) as { c?: unknown };
  return typeof c === 'object' && c !== null ? (c as Record<string, unknown>) : {};
}

/**
 * Whether value and salt give the commitment that stands in the entry's bytes. What the server states beside the
 * bytes is not believed: a field that the bytes do not hold differs.
 */
export async function checkField(field: CommittedField, entry: string): Promise<FieldCheck> {
  try {
    const { [field.pointer]: committed } = commitmentsIn(entry);
    if (committed !== field.commitment) return 'differs';
    if (field.salt === null) return 'closed';
    const salt = fromBase64(field.salt);
    if (salt.length !== 32) return 'differs';
    return (await commitmentOf(salt, field.pointer, field.value)) === field.commitment
      ? 'matches'
      : 'differs';
  } catch {
    return 'differs';
  }
}
