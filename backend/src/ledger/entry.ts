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

function commitments(fields: readonly Field[], secret: EventSecret): string {
  const sorted = [...fields].sort((a, b) => (a.pointer < b.pointer ? -1 : 1));
  let members = '';
  for (const { pointer, value } of sorted) {
    members += `${members === '' ? '' : ','}${nameText(pointer)}"${secret.commit(pointer, value)}"`;
  }
  return members;
}

/**
 * The exact bytes of a leaf: RFC 8785 of one object, a function of the event, its key and the time of receipt.
 * Too many small values are committed as fewer large ones; undefined when even the open fields do not fit.
 */
export function writeEntry(
  event: CloudEvent,
  canonicalEvent: string,
  rx: number,
  secret: EventSecret,
): Buffer | undefined {
  const at = Date.parse(event.time);
  const eid = secret.commit(idPointer, canonical(event.id));
  const pub = canonical(openFields(event));
  const tail = `"eid":"${eid}","pub":${pub},"rx":${rx},"sch":${schema},"src":"${event.source}","t":"${event.type}","v":1}`;
  for (let depth = finest; depth >= 0; depth -= 1) {
    const c = commitments(fieldsOf(event, canonicalEvent, depth), secret);
    const entry = Buffer.from(`{"at":${at},"c":{${c}},${tail}`);
    if (entry.length <= entryBytes) return entry;
  }
  return undefined;
}

export const readEntry = (entry: Uint8Array): Entry => JSON.parse(Buffer.from(entry).toString()) as Entry;
