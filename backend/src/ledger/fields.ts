import type { CloudEvent } from '../contract/events.js';
import { escapePointer } from '../contract/json-pointer.js';
import { canonical } from './canonical.js';
import { openPointers } from './open-fields.js';

/** A committed value: JSON pointer from the event's root, and the value's canonical text. */
export interface Field {
  pointer: string;
  value: string;
}

/** Objects are opened down to this depth below `data`; what lies deeper is committed as one value. */
export const finest = 3;

/** Attributes that stand in the entry itself, or are the same in every event. */
const inEntry = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'sequence',
  'timeassumed',
  'revision',
  'data',
]);

const openSets = new Map<string, ReadonlySet<string>>();
function openSet(type: CloudEvent['type']): ReadonlySet<string> {
  const found = openSets.get(type);
  if (found) return found;
  const made = new Set(openPointers(type).map((pointer) => `/data${pointer}`));
  openSets.set(type, made);
  return made;
}

/** The members of an event that are not open, in no particular order. */
export function committedFields(event: CloudEvent, depth = finest): Field[] {
  const open = openSet(event.type);
  const fields: Field[] = [];
  const visit = (value: unknown, pointer: string, level: number) => {
    if (value === undefined || open.has(pointer)) return;
    if (level < depth && value !== null && typeof value === 'object' && !Array.isArray(value)) {
      const members = Object.entries(value);
      for (const [key, member] of members) visit(member, `${pointer}/${escapePointer(key)}`, level + 1);
      if (members.length > 0) return;
    }
    fields.push({ pointer, value: canonical(value) });
  };
  for (const key of Object.keys(event)) {
    if (!inEntry.has(key) && event[key] !== undefined) {
      fields.push({ pointer: `/${escapePointer(key)}`, value: canonical(event[key]) });
    }
  }
  visit(event.data, '/data', 0);
  return fields;
}
