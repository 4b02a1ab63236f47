import type { CloudEvent } from '../contract/events.js';
import { canonical } from './canonical.js';
import type { EventSecret, SubjectSecret } from './commitment.js';
import { type Entry, fieldsOf, idPointer } from './entry.js';
import { finest } from './fields.js';
import { unseal } from './payload.js';
import { type LeafRow, uidBytes } from './stored-event.js';

interface KeyOpener {
  open(wrapped: Buffer, subjectRef: Buffer): SubjectSecret;
}

/** An entry whose subject was not erased. */
export interface Opened {
  event: CloudEvent;
  secret: EventSecret;
}

/** What an auditor needs to check one commitment alone. */
export interface Disclosed {
  pointer: string;
  salt: Buffer;
  /** In canonical form, as it was committed. */
  value: string;
}

/** Undefined once the subject was erased. */
export function openRecord(row: LeafRow, keys: KeyOpener): Opened | undefined {
  if (!row.wrapped_key || !row.subject_ref) return undefined;
  const uid = uidBytes(row.event_uid);
  const secret = keys.open(row.wrapped_key, row.subject_ref).forEvent(uid);
  const event = JSON.parse(unseal(secret.payloadKey, row.payload, uid).toString('utf8')) as CloudEvent;
  return { event, secret };
}

/** What the commitments of an entry's fields open to, by pointer. */
export function discloseFields(entry: Entry, { event, secret }: Opened): Map<string, Disclosed> {
  const pointers = Object.keys(entry.c);
  const disclosed = new Map<string, Disclosed>();
  const text = canonical(event);
  // Coarser commitments may stand for their members: few entries need more than the finest.
  for (let depth = finest; depth >= 0 && disclosed.size < pointers.length; depth -= 1) {
    for (const { pointer, value } of fieldsOf(event, text, depth)) {
      if (!Object.hasOwn(entry.c, pointer) || disclosed.has(pointer)) continue;
      disclosed.set(pointer, { pointer, salt: secret.salt(pointer), value });
    }
  }
  return disclosed;
}

/** The event's id, which an entry commits apart from its fields. */
export const discloseId = ({ event, secret }: Opened): Disclosed => ({
  pointer: idPointer,
  salt: secret.salt(idPointer),
  value: canonical(event.id),
});
