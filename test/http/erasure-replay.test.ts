import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { createTestDatabase } from '../support/database.js';
import { canaryEvents, crowd, findBytes } from '../support/erasure.js';
import { takeEvents } from '../support/sample-app.js';

type Records = AnswerOf<typeof routes.erasureList>;
type Verification = AnswerOf<typeof routes.ledgerVerify>;

const canary = canaryEvents('mivvock');
const kept = canaryEvents('stayput');
const subject = { kind: 'customer', id: canary.customer };
const opened: (() => Promise<void>)[] = [];
/** Of the deployment whose database is backed up. */
let first: TestApp['config'];
let original: { url: string };
let backup: string;

const nameOf = (url: string) => new URL(url).pathname.slice(1);
async function copyOf(url: string) {
  const copy = await createTestDatabase(nameOf(url));
  opened.push(copy.drop);
  return copy.url;
}
const open = (databaseUrl: string, config: Partial<TestApp['config']> = {}) =>
  startTestApp({
    databaseUrl,
    config: {
      keys: `${first.dataDir}/keys.json`,
      erasureList: `${first.dataDir}/erasures.ndjson`,
      ...config,
    },
  });
const problemsOf = async (admin: Call) =>
  (await admin<Verification>('POST', '/api/ledger/verification')).body.problems;

beforeAll(async () => {
  const database = await createTestDatabase();
  opened.push(database.drop);
  original = database;
  const app = await startTestApp({ databaseUrl: database.url });
  first = app.config;
  const admin = await app.as('admin');
  await takeEvents(app, [
    ...canary.events,
    ...kept.events.map((event) => ({ ...event, id: `kept-${event.id}` })),
    ...crowd(30),
  ]);
  await app.app.get(DiscoveryService, { strict: false }).run();
  await admin('POST', '/api/datasets', { name: 'Lost cards' });
  await app.close();
  backup = await copyOf(database.url);
  const again = await open(database.url);
  const answer = await (await again.as('admin'))('POST', '/api/ledger/erasures', { subject });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  await again.close();
});
afterAll(async () => {
  for (const close of opened.reverse()) await close();
});

test('a backup from before the erasure holds it, until Baton starts on it', async () => {
  const url = await copyOf(backup);
  const without = await open(url, { erasureList: `${first.dataDir}/none.ndjson` });
  expect(await findBytes(without.database, canary.words)).not.toEqual([]);
  await without.close();

  const app = await open(url);
  const admin = await app.as('admin');
  expect(await findBytes(app.database, canary.words)).toEqual([]);
  expect(await findBytes(app.database, [kept.customer])).not.toEqual([]);
  expect(await problemsOf(admin)).toEqual([]);
  const { items } = (await admin<Records>('GET', '/api/ledger/erasures')).body;
  expect(items).toEqual([
    expect.objectContaining({
      cause: 'replayed',
      keys: 4,
      entries: canary.events.length,
      conversations: 3,
      handoffs: 3,
      entry: null,
    }),
  ]);
  const follow = app.app.get(FollowService, { strict: false });
  const left = await fingerprintsOf(app.database, follow.tables);
  await follow.rebuild();
  expect(await fingerprintsOf(app.database, follow.tables)).toEqual(left);

  // Whoever came back after the restore is not taken for the one who was erased.
  await takeEvents(
    app,
    canary.events.map((event) => ({
      ...event,
      id: `later-${event.id}`,
      // Of two events at one time either may be the last word.
      time: new Date(Date.parse(event.time) + 1000).toISOString(),
    })),
  );
  await app.close();
  const restarted = await open(url);
  expect(await findBytes(restarted.database, [canary.customer])).not.toEqual([]);
  expect(await problemsOf(await restarted.as('admin'))).toEqual([]);
  await restarted.close();
});

test('keys that come back alone, from a backup of their table, are erased again', async () => {
  const [before, after] = [
    await open(await copyOf(backup), { erasureList: `${first.dataDir}/none.ndjson` }),
    await open(original.url),
  ];
  const keys = await before.database.pool.query(
    `select log_id, encode(subject_ref, 'hex') as ref, class, encode(wrapped_key, 'hex') as key, created_at from ledger.data_key`,
  );
  for (const { log_id, ref, class: kind, key, created_at } of keys.rows) {
    await after.database.pool.query(
      `insert into ledger.data_key values ($1, decode($2, 'hex'), $3, decode($4, 'hex'), $5) on conflict do nothing`,
      [log_id, ref, kind, key, created_at],
    );
  }
  expect((await problemsOf(await after.as('admin'))).length).toBeGreaterThan(0);
  await Promise.all([before.close(), after.close()]);
  const restarted = await open(original.url);
  expect(await problemsOf(await restarted.as('admin'))).toEqual([]);
  expect(await findBytes(restarted.database, canary.words)).toEqual([]);
  await restarted.close();
});

test('what was rolled back is not done later, and a line that a crash cut off hinders nothing', async () => {
  const list = `${first.dataDir}/cut.ndjson`;
  const lines = readFileSync(`${first.dataDir}/erasures.ndjson`, 'utf8').trim().split('\n');
  const intents = lines.filter((line) => !line.includes('state'));
  writeFileSync(list, `${intents.join('\n')}\n{"event":"half`);
  const app = await open(await copyOf(backup), { erasureList: list });
  expect(await findBytes(app.database, [canary.customer])).not.toEqual([]);
  const text = readFileSync(list, 'utf8').trim().split('\n');
  expect(JSON.parse(text.at(-1) ?? '')).toMatchObject({ state: 'undone' });
  await app.close();
});

test('an erasure whose last line a crash cost is told from the ledger', async () => {
  const list = `${first.dataDir}/open.ndjson`;
  const lines = readFileSync(`${first.dataDir}/erasures.ndjson`, 'utf8').trim().split('\n');
  writeFileSync(list, `${lines.filter((line) => !line.includes('state')).join('\n')}\n`);
  const app = await open(original.url, { erasureList: list });
  await app.close();
  const text = readFileSync(list, 'utf8').trim().split('\n');
  expect(JSON.parse(text.at(-1) ?? '')).toMatchObject({ state: 'done' });
});

test('without the list nothing is erased', async () => {
  const app = await open(original.url, { erasureList: `${first.dataDir}/keys.json/erasures.ndjson` });
  const admin = await app.as('admin');
  const answer = await admin('POST', '/api/ledger/erasures', {
    subject: { kind: 'customer', id: kept.customer },
  });
  expect(answer.status).toBe(500);
  expect(await findBytes(app.database, [kept.customer])).not.toEqual([]);
  await app.close();
});
