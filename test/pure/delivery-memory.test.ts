import { expect, test } from 'vitest';
import { DeliveryMemory, Missing } from '../../backend/src/connections/delivery-memory.js';
import { possibleNames } from '../../backend/src/connections/possible-names.js';
import { formats } from '../../backend/src/contract/connections.js';
import { recordsOf, sources } from '../../backend/src/sources/registry.js';
import type { FileRecord, Mapped, SourceOptions } from '../../backend/src/sources/source.js';
import { all, inPieces } from '../support/chat-log.js';
import { csvMapping, samples } from '../support/vendor-samples.js';

test('the contract names every format there is', () => {
  expect([...formats].sort()).toEqual([...sources.keys()].sort());
});

/** Each record in a delivery of its own, with a process that forgets everything in between. */
async function oneByOne(name: string, records: FileRecord[], options: SourceOptions): Promise<Mapped[]> {
  const source = sources.get(name);
  if (!source) throw new Error(`no source ${name}`);
  const kept = new Map<string, string>();
  const mapped: Mapped[] = [];
  for (const record of records) {
    const memory = new DeliveryMemory();
    for (;;) {
      memory.begin();
      try {
        const single = (async function* () {
          yield record;
        })();
        mapped.push(...(await all(source.read(single, { ...options, memory }))));
        memory.keep();
        break;
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        memory.load(error.slot, error.key, kept.get(`${error.slot}\n${error.key}`));
      }
    }
    for (const { slot, key, value } of memory.changes()) kept.set(`${slot}\n${key}`, value);
  }
  return mapped;
}

test.each(samples.filter(({ isTable }) => !isTable))(
  '$source: records that come one by one say what the whole log says',
  async ({ source: name, text }) => {
    const source = sources.get(name);
    if (!source) throw new Error(`no source ${name}`);
    const options = { source: name, mapping: csvMapping };
    const records = await all(recordsOf(source, inPieces(Buffer.from(text), 997)));
    const whole = await all(source.read(recordsOf(source, inPieces(Buffer.from(text), 997)), options));
    const apart = await oneByOne(name, records, options);
    expect(apart.length).toBeGreaterThan(0);
    expect(apart).toEqual(whole);
  },
);

test('a format that asks for what earlier records said is declared to', async () => {
  const asking: string[] = [];
  for (const { source: name, text } of samples) {
    const source = sources.get(name);
    const memory = {
      slot: () => {
        throw new Missing(name, '');
      },
    };
    const options = { source: name, mapping: csvMapping, memory };
    try {
      if (source) await all(source.read(recordsOf(source, inPieces(Buffer.from(text), 997)), options));
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      asking.push(name);
    }
  }
  const declared = [...sources.values()].filter(({ remembers }) => remembers).map(({ name }) => name);
  expect(asking.sort()).toEqual(declared.sort());
});

test('names are found in any depth, within JSON in a text, and in the forms that sources give them', () => {
  const names = possibleNames({
    id: 4711,
    task: '{"from":"+1 317 555 0100","customers":{"email":"Ana@Example.com"}}',
    words: 'x'.repeat(300),
  });
  expect(names).toEqual(
    expect.arrayContaining(['4711', '+1 317 555 0100', 'tel:+13175550100', 'mailto:ana@example.com']),
  );
  expect(names).not.toContain('x'.repeat(300));
});
