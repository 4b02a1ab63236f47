import { hash } from 'node:crypto';
import { HmacKey } from './hmac.js';

/**
 * Salted commitments to single values and the key of a payload, both derived from the data key of an event's
 * subject: without that key a commitment says nothing, and equal values of two events do not look alike.
 */

const saltBytes = 32;
const noSalt = new HmacKey(Buffer.alloc(saltBytes));
const eventLabel = Buffer.from('handoff-ledger/event/v1\0');
const payloadInfo = Buffer.from('handoff-ledger/enc/v1\0\x01');
const saltLabel = Buffer.from('handoff-ledger/salt/v1\0');
const fieldLabel = Buffer.from('handoff-ledger/field/v1\0');
const uidBytes = 16;

/** Room for the short messages that are hashed; nothing in it outlives a call. */
const scratch = Buffer.alloc(1 << 14);

/** A derived secret on its way into the next step; nothing in it outlives a call. */
const derived = Buffer.alloc(saltBytes);

/** HKDF-Extract (RFC 5869) with the empty salt. */
function extract(secret: Uint8Array): HmacKey {
  noSalt.signInto(derived, secret);
  return new HmacKey(derived);
}

/** HKDF-Expand to one block: `label` and what follows it in the scratch. */
function expand(prk: HmacKey, into: Buffer, label: Buffer, writeInfo: (at: number) => number): Buffer {
  let end = label.copy(scratch);
  end += writeInfo(end);
  scratch[end] = 1;
  prk.signInto(into, scratch, end + 1);
  return into;
}

/** Key of one subject, with HKDF's first step done. */
export class SubjectSecret {
  private readonly prk: HmacKey;

  constructor(dek: Uint8Array) {
    this.prk = extract(dek);
  }

  /** `uid`: the 16 bytes of the event's uid. */
  forEvent(uid: Uint8Array): EventSecret {
    const key = expand(this.prk, derived, eventLabel, (at) => {
      scratch.set(uid, at);
      return uidBytes;
    });
    return new EventSecret(key);
  }
}

export class EventSecret {
  private readonly prk: HmacKey;

  constructor(eventKey: Uint8Array) {
    this.prk = extract(eventKey);
  }

  salt(pointer: string, into = Buffer.alloc(saltBytes)): Buffer {
    const length = Buffer.byteLength(pointer);
    if (length + saltLabel.length >= scratch.length) {
      return this.prk.sign(Buffer.concat([saltLabel, Buffer.from(pointer), Buffer.of(1)]));
    }
    return expand(this.prk, into, saltLabel, (at) => scratch.write(pointer, at));
  }

  /** Of AES-256-GCM. */
  get payloadKey(): Buffer {
    return this.prk.sign(payloadInfo);
  }

  /** Of a value in canonical form, as it stands in an entry: base64url. */
  commit(pointer: string, value: string): string {
    return commitmentOf(this.salt(pointer, derived), pointer, value);
  }
}

/** What an auditor computes from a disclosed salt, pointer and canonical value. */
export function commitmentOf(salt: Uint8Array, pointer: string, value: string): string {
  const pointerBytes = Buffer.byteLength(pointer);
  const valueBytes = Buffer.byteLength(value);
  const length = fieldLabel.length + saltBytes + 2 + pointerBytes + 4 + valueBytes;
  const bytes = length <= scratch.length ? scratch : Buffer.allocUnsafe(length);
  let at = fieldLabel.copy(bytes);
  bytes.set(salt, at);
  at = bytes.writeUInt16BE(pointerBytes, at + saltBytes);
  at += bytes.write(pointer, at);
  at = bytes.writeUInt32BE(valueBytes, at);
  bytes.write(value, at);
  return hash('sha256', bytes.subarray(0, length), 'base64url');
}
