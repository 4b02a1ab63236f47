import { type CloudEvent, eventData } from '../contract/events.js';
import { escapePointer } from '../contract/json-pointer.js';
import { checkEventValue } from '../ingest/check-event.js';
import { tooLarge } from './node.js';
import { isRecord, mapEach, Refusal, type Source } from './source.js';

/** CloudEvents as they are, checked as the ledger's door checks them: a dry run finds what an import would. */
export const cloudEvents: Source = {
  name: 'cloudevents',
  describes: 'CloudEvents 1.0, one per line or in an array',
  recognises: ({ specversion, type }) =>
    specversion === '1.0' && typeof type === 'string' && Object.hasOwn(eventData, type),
  read: (records) =>
    mapEach(records, (value) => {
      if (!isRecord(value)) throw new Refusal('a CloudEvent must be a JSON object');
      const checked = checkEventValue(value);
      if ('refusal' in checked) throw new Refusal(checked.refusal.reason, checked.refusal.pointer);
      const rounded = roundedAt(value);
      if (rounded !== undefined) throw new Refusal(tooLarge, rounded);
      return { events: [value as unknown as CloudEvent] };
    }),
};

/** Where a whole number stands that was too large to be parsed exactly. */
function roundedAt(value: unknown, at = ''): string | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? at : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const found = roundedAt(member, `${at}/${escapePointer(name)}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
