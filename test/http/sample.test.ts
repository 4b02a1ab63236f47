import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { SampleLoaderService } from '../../backend/src/sample/sample-loader.service.js';
import { simulate } from '../../backend/src/simulate/simulator.js';
import { startTestApp, type TestApp } from '../support/app.js';

const now = Date.parse('2026-03-03T14:00:00Z');
const size = { days: 45, conversations: 120 };
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
});
afterAll(() => app.close());

const progress = async () => (await app.anonymous<{ demo: unknown }>('GET', '/api/status')).body.demo;
async function head(): Promise<number> {
  await app.app.get(SequencerService, { strict: false }).run();
  return app.app.get(LedgerStore, { strict: false }).head();
}
const load = () => app.app.get(SampleLoaderService, { strict: false }).load(size);

test('an empty ledger is filled with the whole sample, each event once', async () => {
  await load();
  const [state] = await app.database.query<{ seed: number; loaded: number; total: number }>(
    sql`select * from sample`,
  );
  const deliveries = [...simulate({ ...size, seed: state?.seed ?? 0, now })];
  expect(state).toMatchObject({ loaded: deliveries.length, total: deliveries.length });
  expect(await head()).toBe(new Set(deliveries.map(({ event }) => `${event.source} ${event.id}`)).size);
  expect(await progress()).toEqual({ loaded: deliveries.length, total: deliveries.length });
});

test('a load that was cut off goes on where it stopped, and what it repeats changes nothing', async () => {
  const before = await head();
  await app.database.query(sql`update sample set loaded = 300, total = 197000`);
  await load();
  expect(await head()).toBe(before);
  const [state] = await app.database.query<{ loaded: number; total: number }>(sql`select * from sample`);
  expect(state?.loaded).toBe(state?.total);
});

test('a ledger that holds other events is left alone', async () => {
  const before = await head();
  await app.database.query(sql`delete from sample`);
  await load();
  expect(await head()).toBe(before);
  expect(await app.database.query(sql`select * from sample`)).toEqual([]);
});
