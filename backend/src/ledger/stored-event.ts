import type { CloudEvent, EventType } from '../contract/events.js';
import type { SubjectSecret } from './commitment.js';
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

/** What opens wrapped keys. */
interface KeyOpener {
  open(wrapped: Buffer, subjectRef: Buffer): SubjectSecret;
}

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

  constructor(
    private readonly row: LeafRow,
    private readonly keys: KeyOpener,
  ) {
    const entry = JSON.parse(row.entry.toString('utf8')) as { at: number; rx: number; pub: Pub };
    this.index = row.leaf_index;
    this.uid = row.event_uid;
    this.type = row.type as EventType;
    this.source = row.source;
    this.at = entry.at;
    this.rx = entry.rx;
    this.pub = entry.pub;
    this.link = row.link;
  }

  /** Read from the entry again when somebody asks: few do. */
  get committed(): string[] {
    const { c } = JSON.parse(this.row.entry.toString('utf8')) as { c: Record<string, string> };
    return Object.keys(c);
  }

  get event(): CloudEvent | undefined {
    const { wrapped_key, subject_ref, payload, event_uid } = this.row;
    if (!wrapped_key || !subject_ref) return undefined;
    const uid = uidBytes(event_uid);
    const secret = this.keys.open(wrapped_key, subject_ref).forEvent(uid);
    return JSON.parse(unseal(secret.payloadKey, payload, uid).toString('utf8')) as CloudEvent;
  }
}
