import { isDecision } from '../contract/event-types.js';
import type { CloudEvent } from '../contract/events.js';
import { canonical } from './canonical.js';
import type { EventSecret, SubjectSecret } from './commitment.js';
import { entryFrame, hasFrame, readEntry } from './entry.js';
import type { Keyring } from './keyring.js';
import type { Link } from './ledger-event.js';
import { leafHash } from './merkle.js';
import { unseal } from './payload.js';
import { eventSeal } from './row-seals.js';
import { identify, isOfSubject, subjectOfLink, tombstoneSeal, uidOf } from './seal.js';

/** A leaf with everything that is stored about it. */
export interface StoredLeaf {
  leaf_index: number;
  leaf_hash: Buffer;
  /** Null: the row that the leaf names is gone. */
  entry: Buffer | null;
  source: string;
  event_id: string;
  content_hash: Buffer;
  event_uid: Buffer;
  subject_ref: Buffer;
  payload: Buffer;
  /** Times in ms, with a fraction where somebody wrote one. */
  received_at: number;
  type: string;
  occurred_at: number;
  conversation_key: Buffer | null;
  link: Link;
  /** Null in rows from before there were seals. */
  seal: Buffer | null;
  /** Null: erased. */
  wrapped_key: Buffer | null;
  /** Whose key it says it is. */
  key_class: string | null;
  /** The subject's tombstone; all null: it was not erased. */
  erased_class: string | null;
  erased_at: number | null;
  erased_by: string | null;
  replayed: boolean | null;
  erased_seal: Buffer | null;
}

/** What opens wrapped keys. */
export interface KeyOpener {
  open(wrapped: Buffer, subjectRef: Buffer): SubjectSecret;
}

/** What leaves are checked with. */
export interface Checking {
  keyring: Keyring;
  keys: KeyOpener;
  /** Rows that were received from then on have seals, ms. */
  sealsSince: number;
}

export interface LeafCheck {
  /** Of the entry as it is stored; undefined when there is none. */
  hash: Buffer | undefined;
  /** The payload was opened and everything derived from it again. */
  opened: boolean;
  erased: boolean;
  problem?: string;
}

/** Derives again what is stored about one leaf, and says the first thing that differs. */
export function checkLeaf(leaf: StoredLeaf, checking: Checking): LeafCheck {
  const { entry } = leaf;
  const { keyring } = checking;
  if (!entry) return { hash: undefined, opened: false, erased: false, problem: 'the entry is gone' };
  const hash = leafHash(entry);
  if (!hash.equals(leaf.leaf_hash)) {
    return { hash, opened: false, erased: false, problem: 'the leaf hash is not that of the entry' };
  }
  if (leaf.wrapped_key === null) {
    const problem =
      problemOfEntry(leaf, entry, keyring) ??
      problemOfErasure(leaf, keyring) ??
      problemOfSeal(leaf, checking);
    return { hash, opened: false, erased: true, problem };
  }
  const inside = hasWholeTimes(leaf)
    ? (problemOfPayload(leaf, entry, leaf.wrapped_key, checking) ?? problemOfSeal(leaf, checking))
    : 'the times are not in whole milliseconds';
  // What the entry alone shows is the nearer cause.
  const problem = inside && (problemOfEntry(leaf, entry, keyring) ?? inside);
  return { hash, opened: inside === undefined, erased: false, problem };
}

const hasWholeTimes = (leaf: StoredLeaf) =>
  Number.isInteger(leaf.received_at) && Number.isInteger(leaf.occurred_at);

/** A key is gone for one reason only, and that leaves a tombstone that nobody without the keys can make. */
function problemOfErasure(leaf: StoredLeaf, keyring: Keyring): string | undefined {
  const { subject_ref, erased_class, erased_at, erased_by, replayed, erased_seal } = leaf;
  if (
    erased_class === null ||
    erased_at === null ||
    erased_by === null ||
    replayed === null ||
    !erased_seal
  ) {
    return 'the key of its subject is gone and no erasure says so';
  }
  if (!Number.isInteger(erased_at)) return 'the erasure of its subject was changed';
  const seal = tombstoneSeal(keyring, {
    subject_ref,
    class: erased_class,
    erased_at: new Date(erased_at),
    event_id: erased_by,
    replayed,
  });
  return seal.equals(erased_seal) ? undefined : 'the erasure of its subject was changed';
}

function problemOfSeal(leaf: StoredLeaf, { keyring, sealsSince }: Checking): string | undefined {
  if (leaf.seal === null) {
    return leaf.received_at >= sealsSince ? 'the seal of what stands beside the entry is gone' : undefined;
  }
  const { event_uid: uid, subject_ref: subjectRef, content_hash: contentHash, link, payload } = leaf;
  const again = eventSeal(keyring, { uid, subjectRef, contentHash, link, payload });
  return again.equals(leaf.seal) ? undefined : 'what stands beside the entry was changed';
}

/** What can be told without the payload. */
function problemOfEntry(leaf: StoredLeaf, bytes: Buffer, keyring: Keyring): string | undefined {
  let entry: ReturnType<typeof readEntry>;
  try {
    entry = readEntry(bytes);
    if (canonical(entry) !== bytes.toString('utf8')) return 'the entry is not in canonical form';
  } catch {
    return 'the entry cannot be read';
  }
  if (entry.src !== leaf.source) return 'the source is not that of the entry';
  if (entry.t !== leaf.type) return 'the type is not that of the entry';
  if (entry.at !== leaf.occurred_at) return 'the event time is not that of the entry';
  if (entry.rx !== leaf.received_at) return 'the receive time is not that of the entry';
  if (!uidOf(keyring, leaf.source, leaf.event_id).equals(leaf.event_uid))
    return 'the uid is not that of source and id';
  if (!hasWholeTimes(leaf)) return 'the times are not in whole milliseconds';
  const conversation = leaf.conversation_key?.toString('base64url');
  if (conversation !== leaf.link.conversation) return 'the conversation is not that of the pseudonyms';
  const subject = subjectOfLink(leaf.link, leaf.source, keyring);
  if (!isDecision(entry.t) && !isOfSubject(keyring, leaf.subject_ref, subject))
    return 'the subject is not that of the pseudonyms';
  return undefined;
}

function problemOfPayload(
  leaf: StoredLeaf,
  entry: Buffer,
  wrapped: Buffer,
  { keyring, keys }: Checking,
): string | undefined {
  const uid = uidOf(keyring, leaf.source, leaf.event_id);
  let secret: EventSecret;
  try {
    secret = keys.open(wrapped, leaf.subject_ref).forEvent(uid);
  } catch {
    return 'the key of its subject does not open';
  }
  let text: string;
  let event: CloudEvent;
  try {
    text = unseal(secret.payloadKey, leaf.payload, uid).toString('utf8');
    event = JSON.parse(text) as CloudEvent;
  } catch {
    return 'the payload does not open';
  }
  if (event.source !== leaf.source || event.id !== leaf.event_id)
    return 'source and id are not those of the payload';
  // The leaf commits to this very text.
  const derived = identify(event, keyring, uid, text);
  if (event.type !== leaf.type || Date.parse(event.time) !== leaf.occurred_at) {
    return 'type or time are not those of the payload';
  }
  if (!uid.equals(leaf.event_uid)) return 'the uid is not that of the payload';
  if (!derived.contentHash.equals(leaf.content_hash)) return 'the content hash is not that of the payload';
  if (!isOfSubject(keyring, leaf.subject_ref, derived.subject))
    return 'the subject is not that of the payload';
  if (leaf.key_class !== derived.subject.class) return 'the key is not of the class of its subject';
  if (canonical(derived.link) !== canonical(leaf.link)) return 'the pseudonyms are not those of the payload';
  const conversation = leaf.conversation_key?.toString('base64url');
  if (conversation !== derived.link.conversation) return 'the conversation is not that of the payload';
  if (!hasFrame(entry, entryFrame({ event, text, rx: leaf.received_at, secret })))
    return 'open fields or commitments are not those of the payload';
  return undefined;
}
