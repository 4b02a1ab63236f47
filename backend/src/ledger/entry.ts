import type { CloudEvent } from '../contract/events.js';
import { canonical, nameText } from './canonical.js';
import type { EventSecret } from './commitment.js';
import { committedFields, type Field, finest } from './fields.js';
import { openFields, type Pub } from './open-fields.js';

/** Longest entry in bytes: it must fit the two length bytes of an entry bundle. */
export const entryBytes = 65_535;
const schema = 1;

/** An entry as it is read back: everything of an event that stays readable for ever. */
export interface Entry {
  v: 1;
  t: CloudEvent['type'];
  src: string;
  eid: string;
  at: number;
  rx: number;
  sch: number;
  pub: Pub;
  c: Record<string, string>;
}

/** Pointer of the event's id, which is no member of `c`. */
export const idPointer = '#id';
/** Pointer of the whole event: its one commitment covers every byte that a number in `pub` rounds away. */
export const wholePointer = '';

/** What an entry commits: each value that is not open, and the whole. `event` is given in canonical form too. */
export function fieldsOf(event: CloudEvent, canonicalEvent: string, depth?: number): Field[] {
  return [{ pointer: wholePointer, value: canonicalEvent }, ...committedFields(event, depth)];
}

/** What an entry is written from: the event, its canonical form, the time of receipt and the event's key. */
export interface EntrySource {
  event: CloudEvent;
  text: string;
  rx: number;
  secret: EventSecret;
}

/** Beginning and end of an entry; between them lie the commitments to single values. */
export interface EntryFrame {
  head: string;
  tail: string;
}

/** Everything that the event's bytes decide, for one commitment covers all of them. The whole's pointer is the first. */
export function entryFrame({ event, text, rx, secret }: EntrySource): EntryFrame {
  const whole = secret.commit(wholePointer, text);
  const eid = secret.commit(idPointer, canonical(event.id));
  const pub = canonical(openFields(event));
  return {
    head: `{"at":${Date.parse(event.time)},"c":{"${wholePointer}":"${whole}"`,
    tail: `},"eid":"${eid}","pub":${pub},"rx":${rx},"sch":${schema},"src":"${event.source}","t":"${event.type}","v":1}`,
  };
}

function commitments(fields: readonly Field[], secret: EventSecret): string {
  const sorted = [...fields].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
  let members = '';
  for (const { pointer, value } of sorted)
    members += `,${nameText(pointer)}"${secret.commit(pointer, value)}"`;
  return members;
}

/**
 * The exact bytes of a leaf: RFC 8785 of one object, a function of its source alone. Too many small values are
 * committed as fewer large ones; undefined when even the open fields do not fit.
 */
export function writeEntry(source: EntrySource): Buffer | undefined {
  const { head, tail } = entryFrame(source);
  for (let depth = finest; depth >= 0; depth -= 1) {
    const c = commitments(committedFields(source.event, depth), source.secret);
    const entry = Buffer.from(head + c + tail);
    if (entry.length <= entryBytes) return entry;
  }
  return undefined;
}

/** Whether an entry has this frame. */
export function hasFrame(entry: Buffer, { head, tail }: EntryFrame): boolean {
  const end = entry.length - Buffer.byteLength(tail);
  return entry.toString('latin1', 0, head.length) === head && end >= head.length && entry.toString('utf8', end) === tail;
}

export const readEntry = (entry: Uint8Array): Entry => JSON.parse(Buffer.from(entry).toString()) as Entry;
