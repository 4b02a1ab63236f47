import type { CloudEvent } from '../contract/events.js';
import type { LedgerEvent } from './ledger-event.js';
import { type KeyOpener, type LeafRow, openPayload, readEntry } from './stored-event.js';

type Written = LedgerEvent & { failure?: string };

/** An entry as its readers see it, its payload opened, as JSON: from thread to thread one text costs less than many objects. */
export function entryText(row: LeafRow, keys: KeyOpener): string {
  return `${JSON.stringify(readEntry(row)).slice(0, -1)}${payloadText(row, keys)}}`;
}

function payloadText(row: LeafRow, keys: KeyOpener): string {
  try {
    const text = openPayload(row, keys);
    return text === undefined ? '' : `,"event":${text}`;
  } catch (error) {
    return `,"failure":${JSON.stringify((error as Error).message)}`;
  }
}

/** Entries from a JSON list of what `entryText` gave. */
export function readEntryTexts(list: string): LedgerEvent[] {
  const entries = JSON.parse(list) as Written[];
  for (const entry of entries) if (entry.failure !== undefined) failWhenAsked(entry, entry.failure);
  return entries;
}

/** A payload that does not open fails whoever asks for it, and nobody else. */
function failWhenAsked(entry: LedgerEvent, failure: string): void {
  Object.defineProperty(entry, 'event', {
    get(): CloudEvent {
      throw new Error(failure);
    },
  });
}
