import type { EventType } from '../contract/event-types.js';
import type { CloudEvent } from '../contract/events.js';
import type { SubjectSecret } from './commitment.js';
import { CopyReader } from './copy-reader.js';
import type { LedgerEvent, Link } from './ledger-event.js';
import type { Pub } from './open-fields.js';
import { unseal } from './payload.js';

/** A leaf with its inbox row and its subject's key, as read. */
export interface LeafRow {
  leaf_index: number;
  entry: Buffer;
  event_uid: string;
  type: string;
  source: string;
  link: Link;
  payload: Buffer;
  subject_ref: Buffer | null;
  wrapped_key: Buffer | null;
}

/** What `copyOut` gives of such rows. */
export function* readLeafRows(copied: Buffer): Generator<LeafRow> {
  const rows = new CopyReader(copied);
  while (rows.next()) {
    // In the order of the columns.
    yield {
      leaf_index: rows.int() as number,
      entry: rows.raw() as Buffer,
      event_uid: uidText(rows.raw() as Buffer),
      type: rows.text() as string,
      source: rows.text() as string,
      link: rows.jsonb() as Link,
      payload: rows.raw() as Buffer,
      subject_ref: rows.raw(),
      wrapped_key: rows.raw(),
    };
  }
}

interface Entry {
  at: number;
  rx: number;
  pub: Pub;
  c: Record<string, string>;
}

/** What opens wrapped keys. */
export interface KeyOpener {
  open(wrapped: Buffer, subjectRef: Buffer): SubjectSecret;
}

const uidText = (uid: Buffer): string =>
  uid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

export const uidBytes = (uid: string): Buffer => Buffer.from(uid.replaceAll('-', ''), 'hex');

/** What a row tells without a key. */
export function readEntry(row: LeafRow): Omit<LedgerEvent, 'event'> {
  const { at, rx, pub, c } = JSON.parse(row.entry.toString('utf8')) as Entry;
  return {
    index: row.leaf_index,
    uid: row.event_uid,
    type: row.type as EventType,
    source: row.source,
    at,
    rx,
    pub,
    committed: Object.keys(c),
    link: row.link,
  };
}

/** The original as JSON; undefined when there is no key. */
export function openPayload(row: LeafRow, keys: KeyOpener): string | undefined {
  const { wrapped_key, subject_ref, payload, event_uid } = row;
  if (!wrapped_key || !subject_ref) return undefined;
  const uid = uidBytes(event_uid);
  const secret = keys.open(wrapped_key, subject_ref).forEvent(uid);
  return unseal(secret.payloadKey, payload, uid).toString('utf8');
}

/** An entry as its readers see it. The payload is opened when somebody asks for it: counting never does. */
export class StoredEvent implements LedgerEvent {
  readonly index: number;
  readonly uid: string;
  readonly type: EventType;
  readonly source: string;
  readonly at: number;
  readonly rx: number;
  readonly pub: Pub;
  readonly link: Link;
  readonly committed: readonly string[];
  /** Null: there is no key. */
  private opened: CloudEvent | null | undefined;

  constructor(
    private readonly row: LeafRow,
    private readonly keys: KeyOpener,
  ) {
    const entry = readEntry(row);
    this.index = entry.index;
    this.uid = entry.uid;
    this.type = entry.type;
    this.source = entry.source;
    this.at = entry.at;
    this.rx = entry.rx;
    this.pub = entry.pub;
    this.committed = entry.committed;
    this.link = entry.link;
  }

  get event(): CloudEvent | undefined {
    if (this.opened === undefined) this.opened = this.open() ?? null;
    return this.opened ?? undefined;
  }

  private open(): CloudEvent | undefined {
    const text = openPayload(this.row, this.keys);
    return text === undefined ? undefined : (JSON.parse(text) as CloudEvent);
  }
}
