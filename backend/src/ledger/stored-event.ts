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
interface KeyOpener {
  open(wrapped: Buffer, subjectRef: Buffer): SubjectSecret;
}

const uidText = (uid: Buffer): string =>
  uid.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

export const uidBytes = (uid: string): Buffer => Buffer.from(uid.replaceAll('-', ''), 'hex');

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
    const entry = JSON.parse(row.entry.toString('utf8')) as Entry;
    this.index = row.leaf_index;
    this.uid = row.event_uid;
    this.type = row.type as EventType;
    this.source = row.source;
    this.at = entry.at;
    this.rx = entry.rx;
    this.pub = entry.pub;
    this.committed = Object.keys(entry.c);
    this.link = row.link;
  }

  get event(): CloudEvent | undefined {
    if (this.opened === undefined) this.opened = this.open() ?? null;
    return this.opened ?? undefined;
  }

  private open(): CloudEvent | undefined {
    const { wrapped_key, subject_ref, payload, event_uid } = this.row;
    if (!wrapped_key || !subject_ref) return undefined;
    const uid = uidBytes(event_uid);
    const secret = this.keys.open(wrapped_key, subject_ref).forEvent(uid);
    return JSON.parse(unseal(secret.payloadKey, payload, uid).toString('utf8')) as CloudEvent;
  }
}
