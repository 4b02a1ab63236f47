import type { CloudEvent, EventType, IncomingType } from '../contract/events.js';
import { canonical } from './canonical.js';
import { type EventSecret, SubjectSecret } from './commitment.js';
import type { Keyring } from './keyring.js';
import type { Link } from './ledger-event.js';
import { openFields, openPointers } from './open-fields.js';
import { seal as encrypt } from './payload.js';

/** The longest leaf. */
export const entryLimit = 65_535;
const schemaVersion = 1;

/** Whose key encrypts an event. */
export interface Subject {
  ref: Buffer;
  class: 'customer' | 'conversation' | 'product';
}

/** An event ready to be appended: everything but its place. */
export interface PreparedEvent {
  source: string;
  eventId: string;
  type: EventType;
  contentHash: Buffer;
  uid: Buffer;
  subject: Subject;
  conversationKey: Buffer | null;
  link: Link;
  entry: Buffer;
  payload: Buffer;
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
export const handoffPseudonym = (
  keyring: Keyring,
  source: string,
  conversation: string,
  id: string,
): string => keyring.pseudonym('handoff', source, conversation, id);

export function identify(event: CloudEvent, keyring: Keyring): Identified {
  const text = canonical(event);
  const uid = keyring.digest('uid', event.source, event.id).subarray(0, 16);
  // UUID version 8 (RFC 9562): custom content.
  uid[6] = ((uid[6] ?? 0) & 0x0f) | 0x80;
  uid[8] = ((uid[8] ?? 0) & 0x3f) | 0x80;
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
  return link;
}

function subjectOf(event: CloudEvent, link: Link, keyring: Keyring): Subject {
  const of = (name: Subject['class'], key: string): Subject => ({
    ref: keyring.digest('subject', name, key).subarray(0, 16),
    class: name,
  });
  if (link.customer !== undefined) return of('customer', link.customer);
  if (link.conversation !== undefined) return of('conversation', link.conversation);
  return of('product', event.source);
}

/** The exact bytes of the leaf: a function of the event, its key and the time of receipt alone. */
export function writeEntry({ event }: Identified, key: EventSecret, rx: number): Buffer {
  const commitments: Record<string, string> = {};
  for (const [pointer, value] of personalFields(event)) {
    commitments[pointer] = key.commit(pointer, canonical(value));
  }
  const text = canonical({
    v: 1,
    t: event.type,
    src: event.source,
    eid: key.commit('#id', canonical(event.id)),
    at: Date.parse(event.time),
    rx,
    sch: schemaVersion,
    pub: isIncoming(event) ? openFields(event) : {},
    c: commitments,
  });
  return Buffer.from(text, 'utf8');
}

/** Commits, encrypts and writes the entry; undefined when the entry would be too long to be a leaf. */
export function seal(identified: Identified, dataKey: Buffer, rx: number): PreparedEvent | undefined {
  const { event, contentHash, uid, subject, link } = identified;
  const key = new SubjectSecret(dataKey).forEvent(uid);
  const entry = writeEntry(identified, key, rx);
  if (entry.length > entryLimit) return undefined;
  return {
    source: event.source,
    eventId: event.id,
    type: event.type,
    contentHash,
    uid,
    subject,
    conversationKey: link.conversation === undefined ? null : Buffer.from(link.conversation, 'base64url'),
    link,
    entry,
    payload: encrypt(key.payloadKey, identified.canonical, uid),
  };
}

const isIncoming = (event: CloudEvent): event is CloudEvent & { type: IncomingType } =>
  event.type in openPointers;

/** Objects are walked this deep; what lies below is committed as one value. */
const commitDepth = 3;
const envelope = new Set(['specversion', 'id', 'source', 'type', 'time', 'data', 'sequence', 'timeassumed']);

/** What is committed: every leaf of `data` that is not open, and every attribute that names somebody. */
export function* personalFields(event: CloudEvent): Generator<[pointer: string, value: unknown]> {
  const open = new Set<string>(isIncoming(event) ? openPointers[event.type] : []);
  for (const [name, value] of Object.entries(event)) {
    if (!envelope.has(name)) yield [`/${escapePointer(name)}`, value];
  }
  yield* leaves(event.data, '', open, commitDepth);
}

function* leaves(
  value: unknown,
  pointer: string,
  open: ReadonlySet<string>,
  depth: number,
): Generator<[string, unknown]> {
  if (open.has(pointer)) return;
  const isBranch = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isBranch || (depth === 0 && pointer !== '') || Object.keys(value).length === 0) {
    if (pointer !== '') yield [`/data${pointer}`, value];
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    yield* leaves(member, `${pointer}/${escapePointer(name)}`, open, depth - 1);
  }
}

/** RFC 6901. */
const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
