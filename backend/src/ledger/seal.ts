import { customerNames } from '../contract/customer-names.js';
import type { EventType } from '../contract/event-types.js';
import { isDecision } from '../contract/event-types.js';
import { type CloudEvent, ownSource } from '../contract/events.js';
import { canonical } from './canonical.js';
import type { SubjectSecret } from './commitment.js';
import { writeEntry } from './entry.js';
import type { Keyring } from './keyring.js';
import type { Link } from './ledger-event.js';
import { seal as encrypt } from './payload.js';
import { eventSeal } from './row-seals.js';

/** Whose key encrypts an event. */
export interface Subject {
  ref: Buffer;
  class: SubjectClass;
  /** Pseudonym of a customer or conversation, else the id itself. */
  id: string;
}
export type SubjectClass = 'customer' | 'conversation' | 'agent' | 'product';

/** An event ready to be appended: everything but its place. */
export interface PreparedEvent {
  source: string;
  id: string;
  type: EventType;
  /** When it happened, ms. */
  at: number;
  contentHash: Buffer;
  uid: Buffer;
  subject: Subject;
  conversationKey: Buffer | null;
  link: Link;
  entry: Buffer;
  payload: Buffer;
  rowSeal: Buffer;
}

/** Identity and pseudonyms of an event: known before any key is. */
export interface Identified {
  event: CloudEvent;
  canonical: string;
  contentHash: Buffer;
  uid: Buffer;
  subject: Subject;
  link: Link;
}

/** Without surrounding space, in one case: the same customer in two systems. */
export const normaliseCustomer = (id: string): string => id.trim().normalize('NFKC').toLowerCase();

export const conversationPseudonym = (keyring: Keyring, source: string, subject: string): string =>
  keyring.pseudonym('conversation', source, subject);
export const customerPseudonym = (keyring: Keyring, id: string): string =>
  keyring.pseudonym('customer', normaliseCustomer(id));
/** Of whoever somebody names by `word`: of every spelling that a source may know them by, the one that was said first. */
export const customerPseudonyms = (keyring: Keyring, word: string): string[] => [
  ...new Set(customerNames(word).map((name) => customerPseudonym(keyring, name))),
];
export const handoffPseudonym = (
  keyring: Keyring,
  source: string,
  conversation: string,
  id: string,
): string => keyring.pseudonym('handoff', source, conversation, id);

/** A UUID of version 8 (RFC 9562), a function of (source, id) alone. */
export function uidOf(keyring: Keyring, source: string, id: string): Buffer {
  const uid = keyring.digest('uid', source, id).subarray(0, 16);
  uid[6] = ((uid[6] ?? 0) & 0x0f) | 0x80;
  uid[8] = ((uid[8] ?? 0) & 0x3f) | 0x80;
  return uid;
}

/** As the database writes it. */
export const uuidOf = (uid: Buffer): string =>
  uid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** `uid` is that of the event's source and id, `text` its canonical form: given where they are known already. */
export function identify(
  event: CloudEvent,
  keyring: Keyring,
  uid = uidOf(keyring, event.source, event.id),
  text = canonical(event),
): Identified {
  const link = linkOf(event, keyring);
  return {
    event,
    canonical: text,
    contentHash: keyring.digest('content', text),
    uid,
    link,
    subject: subjectOf(event, link, keyring),
  };
}

interface IdCarrier {
  customer?: { id?: unknown };
  handoff_id?: unknown;
  action_id?: unknown;
  required_actions?: { id?: unknown }[];
}

/** Pseudonyms of what an event is about. Handoffs and actions are named within their conversation. */
export function linkOf(event: CloudEvent, keyring: Keyring): Link {
  const data = event.data as IdCarrier;
  const { source, subject } = event;
  const link: Link = {};
  if (subject !== undefined) link.conversation = conversationPseudonym(keyring, source, subject);
  if (typeof data.customer?.id === 'string') link.customer = customerPseudonym(keyring, data.customer.id);
  const named = subject ?? '';
  if (typeof data.handoff_id === 'string') {
    link.handoff = handoffPseudonym(keyring, source, named, data.handoff_id);
  }
  const action = (id: unknown) => keyring.pseudonym('action', source, named, String(id));
  if (typeof data.action_id === 'string') link.action = action(data.action_id);
  if (event.type === 'handoff.initiated' && data.required_actions) {
    link.actions = data.required_actions.map(({ id }) => action(id));
  }
  if (event.supersedes !== undefined) link.supersedes = uuidOf(uidOf(keyring, source, event.supersedes));
  if (event.record !== undefined) link.record = keyring.pseudonym('record', source, named, event.record);
  return link;
}

/** The customer, when the event names one; else its conversation; else who decided, or nobody. */
function subjectOf(event: CloudEvent, link: Link, keyring: Keyring): Subject {
  const { actor } = event.data as { actor?: { id?: unknown } };
  if (isDecision(event.type) && typeof actor?.id === 'string')
    return subjectNamed(keyring, 'agent', actor.id);
  return subjectOfLink(link, event.source, keyring);
}

/** Known without the payload, so that a changed reference does not pass for an erasure. */
export function subjectOfLink(link: Link, source: string, keyring: Keyring): Subject {
  if (link.customer !== undefined) return subjectNamed(keyring, 'customer', link.customer);
  if (link.conversation !== undefined) return subjectNamed(keyring, 'conversation', link.conversation);
  return subjectNamed(keyring, 'product', source);
}

/**
 * Whoever comes back after an erasure gets a new reference and with it a new key: under the erased one, what was
 * erased would seem corrupt, and old and new could be linked. Generation 0 is the first.
 */
export const subjectNamed = (keyring: Keyring, name: SubjectClass, id: string, generation = 0): Subject => ({
  ref:
    generation === 0
      ? keyring.subjectReference(name, id)
      : keyring.digest('subject', name, id, String(generation)),
  class: name,
  id,
});

/** More often nobody is erased. */
const lastGeneration = 1000;

/** Whether the reference is the subject's, in whatever generation. */
export function isOfSubject(keyring: Keyring, ref: Buffer, subject: Subject): boolean {
  if (subject.ref.equals(ref)) return true;
  for (let generation = 1; generation <= lastGeneration; generation += 1) {
    if (subjectNamed(keyring, subject.class, subject.id, generation).ref.equals(ref)) return true;
  }
  return false;
}

/** What stands in the place of a data key that was erased. */
export interface Tombstone {
  subject_ref: Buffer;
  class: string;
  /** In whole milliseconds. */
  erased_at: Date;
  event_id: string;
  replayed: boolean;
}

/** Tombstones have no leaf of their own: this shows that one was written by somebody who has the pepper. */
export const tombstoneSeal = (keyring: Keyring, tombstone: Tombstone): Buffer =>
  keyring.digest(
    'erasure',
    tombstone.subject_ref,
    tombstone.class,
    tombstone.erased_at.toISOString(),
    tombstone.event_id,
    tombstone.replayed ? 'replayed' : '',
  );

/** Names a refused event: what was refused, and not when. */
export const refusalDigest = (
  keyring: Keyring,
  { source, id }: Pick<CloudEvent, 'source' | 'id'>,
  contentHash: Buffer,
): Buffer => keyring.digest('conflict', source, id, contentHash);

/** Shows that the row of a refusal was written by somebody who has the pepper, at the time that it states. */
export const refusalSeal = (keyring: Keyring, digest: Buffer, receivedAt: number): Buffer =>
  keyring.digest('refusal', digest, String(receivedAt));

export const refusalId = (digest: Buffer): string => `refused-${digest.toString('base64url')}`;

/** The leaf of a refusal: without it, that something was refused could be hidden. */
export function refusalEvent(digest: Buffer, receivedAt: number): CloudEvent {
  return {
    specversion: '1.0',
    id: refusalId(digest),
    source: ownSource,
    type: 'event.refused',
    time: new Date(receivedAt).toISOString(),
    data: { code: 'conflict', digest: digest.toString('base64url') },
  };
}

/** Commits, encrypts and writes the entry; undefined when the entry would be too long to be a leaf. */
export function seal(
  identified: Identified,
  subjectSecret: SubjectSecret,
  rx: number,
  keyring: Keyring,
): PreparedEvent | undefined {
  const { event, contentHash, uid, subject, link } = identified;
  const key = subjectSecret.forEvent(uid);
  const entry = writeEntry({ event, text: identified.canonical, rx, secret: key });
  if (!entry) return undefined;
  const payload = encrypt(key.payloadKey, identified.canonical, uid);
  return {
    source: event.source,
    id: event.id,
    type: event.type,
    at: Date.parse(event.time),
    contentHash,
    uid,
    subject,
    conversationKey: link.conversation === undefined ? null : Buffer.from(link.conversation, 'base64url'),
    link,
    entry,
    payload,
    rowSeal: eventSeal(keyring, { uid, subjectRef: subject.ref, contentHash, link, payload }),
  };
}
