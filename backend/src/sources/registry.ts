import { cloudEvents } from './cloudevents.js';
import { openaiMessages } from './openai-messages.js';
import type { Source } from './source.js';

/** Every format that can be imported, by name. */
export const sources: ReadonlyMap<string, Source> = new Map(
  [cloudEvents, openaiMessages].map((source) => [source.name, source]),
);
