import { type CloudEvent, eventData } from '../contract/events.js';
import { isRecord, mapEach, Refusal, type Source } from './source.js';

/** CloudEvents as they are; the door checks each, so that nothing is checked twice and differently. */
export const cloudEvents: Source = {
  name: 'cloudevents',
  describes: 'CloudEvents 1.0, one per line or in an array',
  recognises: ({ specversion, type }) =>
    specversion === '1.0' && typeof type === 'string' && Object.hasOwn(eventData, type),
  read: (records) =>
    mapEach(records, (value) => {
      if (!isRecord(value)) throw new Refusal('a CloudEvent must be a JSON object');
      return { events: [value as unknown as CloudEvent] };
    }),
};
