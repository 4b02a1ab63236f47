import { createCipheriv, createDecipheriv, createHmac, hash } from 'node:crypto';
import { canonicalBytes } from './canonical.js';

/** Commitments to personal fields, and their encryption: both hang on the subject's erasable key. */

const fieldTag = Buffer.from('handoff-ledger/field/v1\0');
const eventInfo = Buffer.from('handoff-ledger/event/v1\0');
const saltInfo = 'handoff-ledger/salt/v1\0';
const encryptionInfo = Buffer.from('handoff-ledger/enc/v1\0');
const noSalt = Buffer.alloc(32);
const one = Buffer.of(1);

const hmac = (key: Buffer, ...parts: Buffer[]): Buffer => {
  const mac = createHmac('sha256', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** HKDF-SHA256 (RFC 5869) with empty salt; an output of 32 bytes is a single expansion block. */
const extract = (keyMaterial: Buffer): Buffer => hmac(noSalt, keyMaterial);
const expand = (extracted: Buffer, info: Buffer): Buffer => hmac(extracted, info, one);

/** What hangs on one event's key K_e; the extraction step is shared by all of its fields. */
export class EventKey {
  private readonly extracted: Buffer;

  constructor(eventKey: Buffer) {
    this.extracted = extract(eventKey);
  }

  /** K_e from the subject's key: per event, so that equal values of one subject cannot be linked. */
  static derive(subjectKey: Buffer, eventUid: Buffer): EventKey {
    return new EventKey(expand(extract(subjectKey), Buffer.concat([eventInfo, eventUid])));
  }

  saltOf(pointer: string): Buffer {
    return expand(this.extracted, Buffer.from(saltInfo + pointer, 'utf8'));
  }

  commit(pointer: string, value: unknown): string {
    return commitmentOf(this.saltOf(pointer), pointer, value);
  }

  /** nonce[12] ‖ ciphertext ‖ tag[16]. The key is used for this one event, so a fixed nonce would do; it is random. */
  encrypt(plain: Buffer, eventUid: Buffer, nonce: Buffer): Buffer {
    const cipher = createCipheriv('aes-256-gcm', expand(this.extracted, encryptionInfo), nonce);
    cipher.setAAD(eventUid);
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws when the payload, the key or the uid was changed. */
  decrypt(payload: Buffer, eventUid: Buffer): Buffer {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      expand(this.extracted, encryptionInfo),
      payload.subarray(0, 12),
    );
    decipher.setAAD(eventUid);
    decipher.setAuthTag(payload.subarray(-16));
    return Buffer.concat([decipher.update(payload.subarray(12, -16)), decipher.final()]);
  }
}

/** H(tag ‖ salt ‖ u16 length ‖ pointer ‖ u32 length ‖ JCS(value)), base64url without padding. */
export function commitmentOf(salt: Buffer, pointer: string, value: unknown): string {
  const name = Buffer.from(pointer, 'utf8');
  const bytes = canonicalBytes(value);
  const frame = Buffer.allocUnsafe(fieldTag.length + 32 + 2 + name.length + 4 + bytes.length);
  let at = fieldTag.copy(frame);
  at += salt.copy(frame, at);
  at = frame.writeUInt16BE(name.length, at);
  at += name.copy(frame, at);
  at = frame.writeUInt32BE(bytes.length, at);
  bytes.copy(frame, at);
  return hash('sha256', frame, 'buffer').toString('base64url');
}
