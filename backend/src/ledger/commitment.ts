import { createHmac, hash } from 'node:crypto';

/**
 * Salted commitments to single values and the key of a payload, both derived from the data key of an event's
 * subject: without that key a commitment says nothing, and equal values of two events do not look alike.
 */

const saltBytes = 32;
const noSalt = Buffer.alloc(saltBytes);
const eventLabel = Buffer.from('handoff-ledger/event/v1\0');
const payloadInfo = Buffer.from('handoff-ledger/enc/v1\0\x01');
const saltLabel = 'handoff-ledger/salt/v1\0';
const fieldLabel = Buffer.from('handoff-ledger/field/v1\0');
const lastBlock = Buffer.of(1);

/** HKDF-Extract (RFC 5869) with the empty salt. */
const extract = (secret: Uint8Array) => createHmac('sha256', noSalt).update(secret).digest();

/** Key of one subject, with HKDF's first step done. */
export class SubjectSecret {
  private readonly prk: Buffer;

  constructor(dek: Uint8Array) {
    this.prk = extract(dek);
  }

  /** `uid`: the 16 bytes of the event's uid. */
  forEvent(uid: Uint8Array): EventSecret {
    const key = createHmac('sha256', this.prk).update(eventLabel).update(uid).update(lastBlock).digest();
    return new EventSecret(key);
  }
}

export class EventSecret {
  private readonly prk: Buffer;

  constructor(eventKey: Uint8Array) {
    this.prk = extract(eventKey);
  }

  salt(pointer: string): Buffer {
    return createHmac('sha256', this.prk).update(`${saltLabel}${pointer}\x01`).digest();
  }

  /** Of AES-256-GCM. */
  get payloadKey(): Buffer {
    return createHmac('sha256', this.prk).update(payloadInfo).digest();
  }

  /** Of a value in canonical form, as it stands in an entry: base64url. */
  commit(pointer: string, value: string): string {
    return commitmentOf(this.salt(pointer), pointer, value);
  }
}

/** What an auditor computes from a disclosed salt, pointer and canonical value. */
export function commitmentOf(salt: Uint8Array, pointer: string, value: string): string {
  const pointerBytes = Buffer.byteLength(pointer);
  const valueBytes = Buffer.byteLength(value);
  const bytes = Buffer.allocUnsafe(fieldLabel.length + saltBytes + 2 + pointerBytes + 4 + valueBytes);
  let at = fieldLabel.copy(bytes);
  bytes.set(salt, at);
  at = bytes.writeUInt16BE(pointerBytes, at + saltBytes);
  at += bytes.write(pointer, at);
  at = bytes.writeUInt32BE(valueBytes, at);
  bytes.write(value, at);
  return hash('sha256', bytes, 'base64url');
}
