import { hash } from 'node:crypto';
import type { IncomingType } from '../contract/event-types.js';
import type { CloudEvent, DataOf } from '../contract/events.js';
import { Refusal } from './source.js';
import { isoOf, latestTime } from './times.js';
import { identifierOf } from './words.js';

/** A record that its vendor sends again when it changes: of each, only the events of the last revision count. */
export interface Revision {
  record: string;
  revision: number;
}

interface Moment {
  /** Orders what happened in one moment; without it, the order of writing does. */
  order?: number | undefined;
  /** The source does not say when; it was told or supposed. */
  assumed?: boolean | undefined;
}

/**
 * Writes the events of one record. Ids are digests: `(source, id)` stands readable in the ledger, and vendors make
 * conversation ids of telephone numbers. The same record gives the same ids, however often and in whatever file it comes.
 */
export class EventWriter {
  readonly events: CloudEvent[] = [];
  private stem: string | undefined;
  /** Ids count by type, and the beginning is no part of the order: it is told only where the import meets it first. */
  private readonly written = new Map<IncomingType, number>();
  private order = 0;
  readonly conversation: string;

  constructor(
    private readonly source: string,
    conversation: string,
    /** What names the record within its conversation: its own id, or its content. */
    private readonly record: string,
    private readonly revision?: Revision,
  ) {
    this.conversation = identifierOf(conversation) ?? '';
  }

  /** Made when the first event is: many records give none. */
  private makeStem(): string {
    const version = this.revision === undefined ? '' : `\0${this.revision.revision}`;
    return hash('sha256', `${this.conversation}\0${this.record}${version}`, 'base64url').slice(0, 24);
  }

  add<T extends IncomingType>(at: number, type: T, data: DataOf<T>, { order, assumed }: Moment = {}): void {
    if (!(at >= 0 && at < latestTime)) throw new Refusal('a time must lie between 1970 and 2200');
    this.stem ??= this.makeStem();
    const number = this.written.get(type) ?? 0;
    this.written.set(type, number + 1);
    const event: CloudEvent = {
      specversion: '1.0',
      id: `${this.stem}:${type}:${number}`,
      source: this.source,
      type,
      subject: this.conversation,
      time: isoOf(at),
      sequence: String(order ?? (type === 'conversation.started' ? 0 : ++this.order)),
      data: identified(present(data)),
    };
    if (assumed) event.timeassumed = true;
    if (this.revision) {
      const record = identifierOf(this.revision.record);
      if (record === undefined) throw new Refusal('a record that is sent again needs an id');
      event.record = record;
      event.revision = String(this.revision.revision);
    }
    this.events.push(event);
  }
}

/** Without what is undefined, also in the objects inside; an object of which nothing is left is left out. */
function present(data: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(data)) {
    const value = (data as Record<string, unknown>)[key];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) kept[key] = value;
    else {
      const inner = present(value);
      if (Object.keys(inner).length > 0) kept[key] = inner;
    }
  }
  return kept;
}

const identifiers = ['handoff_id', 'action_id', 'by'];

/** With ids as the door takes them; one that is too long is refused. */
function identified(data: Record<string, unknown>): Record<string, unknown> {
  for (const name of identifiers) {
    const id = data[name];
    if (typeof id === 'string') data[name] = identifierOf(id);
  }
  return data;
}

/** A name for a record that has no id of its own: the same content is the same record. */
export const digestOf = (value: unknown): string =>
  hash('sha256', JSON.stringify(value), 'base64url').slice(0, 24);
