import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { EmbeddedPostgres } from '../../backend/src/db/embedded-postgres.js';
import { sql } from '../../backend/src/db/sql.js';
import { type Answer, type Call, caller } from '../support/app.js';
import { openLedger, testSecrets, turn } from '../support/ledger.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { walkLog } from '../support/walk-log.js';
import { createKey } from './harness/api-key.js';

interface Receipts {
  receipts: { status: string }[];
}

let proxy: TcpProxy;
let service: Service;
let send: Call;
/** Beside the proxy. */
let database: Database;
const closing: (() => Promise<unknown>)[] = [];
/** Everything that was acknowledged. */
const kept = new Map<string, CloudEvent>();

beforeAll(async () => {
  // One of its own: the run's server keeps nothing on disk, and a service refuses it.
  const server = await EmbeddedPostgres.start({ dataDir: join(inject('scratch'), 'durable') });
  const { url } = server;
  const dataSource = await createDataSource({ url, poolSize: 3 }).initialize();
  database = new Database(poolOf(dataSource));
  proxy = await TcpProxy.before(url);
  service = spawnService({
    DATABASE_URL: proxy.url(url),
    BATON_KEYS: testSecrets,
    BATON_PORT: String(await freePort()),
    BATON_DATA_DIR: join(inject('scratch'), 'connection'),
    BATON_SCHEDULE_SECONDS: '1',
  });
  closing.push(
    async () => {
      service.child.kill('SIGKILL');
      await service.exit;
    },
    () => proxy.close(),
    () => dataSource.destroy(),
    () => server.stop(),
  );
  await untilReady(service);
  send = caller(service.url, { authorization: `Bearer ${await createKey(database)}` });
});
afterEach(() => proxy.heal());
afterAll(async () => {
  for (const close of closing) await close();
});

const batchOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => turn(`${name}${i % 3}-${i}`));

/** One delivery; the answer, or undefined when the connection broke. */
const deliver = (events: readonly CloudEvent[]): Promise<Answer<Receipts> | undefined> =>
  send<Receipts>('POST', '/api/events', events).catch(() => undefined);

/** Sends until it is acknowledged, as a client does; gives the statuses of the answer. */
async function insist(events: readonly CloudEvent[]): Promise<Set<string>> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await deliver(events);
    if (answer?.status === 200) {
      for (const event of events) kept.set(event.id, event);
      return new Set(answer.body.receipts.map(({ status }) => status));
    }
    expect(answer?.status ?? 503).toBe(503);
    await setTimeout(50);
  }
  throw new Error('it was never acknowledged');
}

/** Nobody restarted it, and what it acknowledged is there once, as it was sent. */
async function expectWhole(): Promise<void> {
  expect(service.child.exitCode).toBeNull();
  const parts = openLedger(database);
  for (let turns = 0; turns < 600; turns += 1) {
    const { body } = await send<{ caughtUp: boolean }>('GET', '/api/pipeline');
    if (body.caughtUp) break;
    await setTimeout(50);
  }
  const found = new Map<string, CloudEvent | undefined>();
  const walk = await walkLog(database, [], (id, event) => found.set(id, event));
  expect(walk).toMatchObject({ disorder: [], entries: found.size });
  expect(found).toEqual(kept);
  expect(await parts.verify.run()).toMatchObject({ ok: true, entries: kept.size });
}

describe.each([
  ['inserted', 4],
  ['copied', 80],
])('while a batch is %s', (way, count) => {
  test.each([
    ['lost', 'accepted'],
    ['unanswered', 'duplicate'],
  ] as const)('a commit that is %s is answered 503, and the repeat finds it out', async (fault, then) => {
    const events = batchOf(`${way}-${fault}-`, count);
    const struck = proxy.struck;
    proxy.failCommit(fault);
    expect((await deliver(events))?.status).toBe(503);
    expect(proxy.struck).toBe(struck + 1);
    expect(await insist(events)).toEqual(new Set([then]));
    await expectWhole();
  });

  test('a connection that is cut in the middle of the bytes loses nothing', async () => {
    for (const bytes of [1, 100, 1000, 3000]) {
      const events = batchOf(`${way}-${bytes}-`, count);
      const struck = proxy.struck;
      proxy.cutAfter(bytes);
      expect((await deliver(events))?.status).toBe(503);
      expect(proxy.struck).toBe(struck + 1);
      expect(await insist(events)).toEqual(new Set(['accepted']));
    }
    await expectWhole();
  });
});

test('a slow network is only slow', async () => {
  proxy.delay(150);
  const events = batchOf('slow-', 60);
  expect((await deliver(events))?.status).toBe(200);
  for (const event of events) kept.set(event.id, event);
  proxy.heal();
  await expectWhole();
});

test('while the database is away everything is answered 503, and then it goes on', async () => {
  proxy.leave();
  const events = batchOf('away-', 10);
  expect(await deliver(events)).toMatchObject({ status: 503 });
  expect((await send('GET', '/readyz')).status).toBe(503);
  expect((await send('GET', '/healthz')).status).toBe(200);
  proxy.heal();
  expect(await insist(events)).toEqual(new Set(['accepted']));
  expect((await send('GET', '/readyz')).status).toBe(200);
  await expectWhole();
});

test('every connection may be terminated again and again while events are written', async () => {
  let going = true;
  const sender = async (name: string) => {
    for (let n = 0; going; n += 1) await insist(batchOf(`${name}${n}-`, n % 2 === 0 ? 5 : 60));
  };
  const senders = Promise.all(['ta', 'tb', 'tc'].map(sender));
  for (let round = 0; round < 10; round += 1) {
    await setTimeout(60);
    await database.query(sql`
      select pg_terminate_backend(pid)
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`);
  }
  going = false;
  await senders;
  await expectWhole();
});
