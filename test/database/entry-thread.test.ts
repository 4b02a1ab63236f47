import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionOf } from '../../backend/src/db/pool-connection.js';
import { sql } from '../../backend/src/db/sql.js';
import type * as entryThread from '../../backend/src/ledger/entry-thread.js';
import type { LedgerEvent } from '../../backend/src/ledger/ledger-event.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, testSecrets, turn } from '../support/ledger.js';
import { Tamperer } from '../support/tamper.js';

const built = new URL('../../dist/backend/src/ledger/entry-thread.js', import.meta.url);
const size = 1_200;
const words = ['plain', 'Müller „grüßt“', '東京から', 'a "quoted" \\ \u0000 \u2028 line', ''];

let fixture: TestDatabase;
let parts: ReturnType<typeof openLedger>;
beforeAll(async () => {
  fixture = await openTestDatabase();
  parts = openLedger(fixture.database);
  await parts.ledger.append(
    Array.from({ length: size }, (_, i) => turn(`t${i % 40}-${i}`, words[i % words.length])),
  );
  await parts.sequencer.run();
});
afterAll(() => fixture.close());

async function openThread(): Promise<entryThread.EntryThread> {
  const { EntryThread } = (await import(built.href)) as typeof entryThread;
  return new EntryThread({ connection: connectionOf(fixture.database.pool), secrets: testSecrets });
}

/** What its readers see of an entry, whatever it is made of. */
function seen(entry: LedgerEvent) {
  const { index, uid, type, source, at, rx, pub, committed, link, event } = entry;
  return { index, uid, type, source, at, rx, pub, committed, link, event };
}

/** Threads need compiled code: `npm run build` first. */
test.skipIf(!existsSync(built))(
  'a thread reads what is read without one, in the order in which it is asked',
  async () => {
    const thread = await openThread();
    const ranges = [
      [0, 900] as const,
      [900, 1] as const,
      [250, 500] as const,
      [size - 3, 2_000] as const,
      [size, 9] as const,
    ];
    const found = await Promise.all(ranges.map(([from, limit]) => thread.readEntries(from, limit)));
    await thread.end();
    expect(found.map((entries) => entries.length)).toEqual([900, 1, 500, 3, 0]);
    for (const [i, [from, limit]] of ranges.entries()) {
      expect(found[i]?.map(seen)).toEqual((await parts.ledger.readEntries(from, limit)).map(seen));
    }
    expect(found[0]?.[2]?.event?.data).toMatchObject({ text: words[2] });
  },
);

test.skipIf(!existsSync(built))('what was erased is not there', async () => {
  const { ledger, keys, sequencer } = parts;
  await fixture.database.transaction(async (tx) => {
    const [row] = await tx.query<{ subject_ref: Buffer }>(sql`
      select subject_ref from ledger.inbox join ledger.leaf using (log_id, inbox_id) where leaf_index = 3`);
    await keys.erase(tx, { refs: [row?.subject_ref ?? Buffer.alloc(0)], eventId: 'test', replayed: false });
  });
  await sequencer.run();
  const thread = await openThread();
  const entries = await thread.readEntries(0, 100);
  await thread.end();
  expect(entries.flatMap(({ event, index }) => (event === undefined ? [index] : []))).toEqual([3, 43, 83]);
  expect(await ledger.readEntries(0, 100).then((read) => read[3]?.event)).toBeUndefined();
});

test.skipIf(!existsSync(built))('a payload that somebody changed fails whoever asks for it', async () => {
  const tamperer = await Tamperer.open(fixture.admin.url);
  const leaf = sql`(select inbox_id from ledger.leaf where leaf_index = 7)`;
  await tamperer.query(sql`
    update ledger.inbox set payload = set_byte(payload, 20, 255 - get_byte(payload, 20)) where inbox_id = ${leaf}`);
  await tamperer.close();
  const thread = await openThread();
  const entries = await thread.readEntries(0, 20);
  await thread.end();
  expect(entries).toHaveLength(20);
  expect(() => entries[7]?.event).toThrow();
  expect(entries[7]?.pub).toMatchObject({ role: 'customer' });
  expect(entries[8]?.event?.data).toMatchObject({ text: words[8 % words.length] });
});

test.skipIf(!existsSync(built))(
  'a thread that cannot go on says so to whoever waits, and to whoever asks later',
  async () => {
    const thread = await openThread();
    const waiting = [thread.readEntries(0, 700), thread.readEntries(700, size)];
    await thread.end();
    for (const one of waiting) await expect(one).rejects.toThrow('the reading thread ended');
    await expect(thread.readEntries(0, 1)).rejects.toThrow('the reading thread ended');
  },
);
