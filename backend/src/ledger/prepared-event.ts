import type { CloudEvent, EventType } from '../contract/events.js';
import { canonical } from './canonical.js';
import type { SubjectSecret } from './commitment.js';
import { buildEntry } from './entry.js';
import type { Link } from './ledger-event.js';
import { seal } from './payload.js';
import type { Pseudonyms } from './pseudonyms.js';

/** The key of a subject, as it is in the database now. */
export interface SubjectKey {
  /** Of the row: a key made anew after an erasure has another. */
  keyId: number;
  secret: SubjectSecret;
}

/** An event ready to be appended: nothing readable is left but what stays readable for ever. */
export interface PreparedEvent {
  source: string;
  id: string;
  type: EventType;
  /** ms */
  at: number;
  /** ms */
  rx: number;
  uid: Buffer;
  contentHash: Buffer;
  entry: Buffer;
  /** base64url */
  subjectRef: string;
  keyId: number;
  payload: Buffer;
  link: Link;
}

/** A checked event to its bytes. Throws `EntryTooLong`. */
export function prepareEvent(
  event: CloudEvent,
  rx: number,
  key: SubjectKey,
  subjectRef: string,
  pseudonyms: Pseudonyms,
): PreparedEvent {
  const { source, id, type } = event;
  const text = canonical(event);
  const uid = pseudonyms.uid(source, id);
  const secret = key.secret.forEvent(uid);
  return {
    source,
    id,
    type,
    at: Date.parse(event.time),
    rx,
    uid,
    contentHash: pseudonyms.contentHash(text),
    entry: buildEntry(event, text, rx, secret),
    subjectRef,
    keyId: key.keyId,
    payload: seal(secret.payloadKey, text, uid),
    link: pseudonyms.link(event),
  };
}
