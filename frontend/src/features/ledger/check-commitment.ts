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
  /** base64url of 32 bytes; null when the payload cannot be opened any more. */
  salt: string | null;
  value: unknown;
}
export type FieldCheck = 'matches' | 'differs' | 'closed';

/** Whether value and salt give the commitment that stands in the entry. */
export async function checkField(field: CommittedField): Promise<FieldCheck> {
  if (field.salt === null) return 'closed';
  try {
    const salt = fromBase64(field.salt);
    if (salt.length !== 32) return 'differs';
    return (await commitmentOf(salt, field.pointer, field.value)) === field.commitment
      ? 'matches'
      : 'differs';
  } catch {
    return 'differs';
  }
}
