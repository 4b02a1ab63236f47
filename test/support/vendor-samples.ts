import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { IncomingType } from '../../backend/src/contract/event-types.js';
import { type CloudEvent, cloudEvent, eventData } from '../../backend/src/contract/events.js';
import { recordsOf, sources } from '../../backend/src/sources/registry.js';
import type { Mapped, SourceOptions } from '../../backend/src/sources/source.js';
import { all, inPieces } from './chat-log.js';

const folder = fileURLToPath(new URL('vendor-samples', import.meta.url));

/** One or two conversations in each vendor's format, made up here: a bot gives over, somebody takes it, it ends. */
export const samples: { source: string; text: string; isTable: boolean }[] = readdirSync(folder)
  .filter((name) => extname(name) !== '.json')
  .sort()
  .map((name) => ({
    source: basename(name, extname(name)),
    text: readFileSync(join(folder, name), 'utf8').trimEnd(),
    isTable: extname(name) === '.csv',
  }));

export const csvMapping = JSON.parse(readFileSync(join(folder, 'csv-mapping.json'), 'utf8')) as Record<
  string,
  unknown
>;

export function sampleOf(name: string): string {
  const sample = samples.find(({ source }) => source === name);
  if (!sample) throw new Error(`no sample of ${name}`);
  return sample.text;
}

/** A file as an adapter reads it. */
export async function readAs(
  name: string,
  text: string,
  given: Partial<SourceOptions> = {},
): Promise<Mapped[]> {
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  const options = { source: name, mapping: csvMapping, ...given };
  return all(source.read(recordsOf(source, inPieces(Buffer.from(text), 997)), options));
}

export const eventsIn = (mapped: Mapped[]): CloudEvent[] =>
  mapped.flatMap((each) => ('events' in each ? each.events : []));

/** Every event is as the door would take it. */
export function expectSound(events: CloudEvent[]): void {
  for (const event of events) {
    const whole = cloudEvent.safeParse(event);
    const data = eventData[event.type as IncomingType].safeParse(event.data);
    expect([whole.error?.issues, data.error?.issues, event.subject]).toEqual([
      undefined,
      undefined,
      expect.any(String),
    ]);
  }
}
