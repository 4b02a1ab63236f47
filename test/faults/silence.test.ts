import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { appModule } from '../../backend/src/app.module.js';
import { type Config, loadConfig } from '../../backend/src/config.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { createServer } from '../../backend/src/http/server.js';
import { type Call, caller } from '../support/app.js';
import { createTestDatabase } from '../support/database.js';
import { testSecrets, turn } from '../support/ledger.js';
import { TcpProxy } from '../support/tcp-proxy.js';
import { createKey } from './harness/api-key.js';

const patience = { timeout: 60_000, interval: 200 };

let proxy: TcpProxy;
let send: Call;
const closing: (() => Promise<unknown>)[] = [];

/** The app over the proxy, with less patience than in production. */
beforeAll(async () => {
  const { url, drop } = await createTestDatabase();
  proxy = await TcpProxy.before(url);
  const dataSource = await createDataSource({ url: proxy.url(url), statementTimeout: 1_000 }).initialize();
  const database = new Database(poolOf(dataSource));
  const config: Config = {
    ...loadConfig({ DATABASE_URL: url, BATON_LOG_LEVEL: 'silent', BATON_KEYS: testSecrets }),
    dataDir: inject('scratch'),
    scheduleSeconds: 0,
  };
  const log = pino({ level: config.logLevel });
  const app = await createServer(
    appModule({ config, clock: Date.now, database, log }),
    config,
    log,
    database,
  );
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  send = caller(`http://127.0.0.1:${port}`, { authorization: `Bearer ${await createKey(database)}` });
  closing.push(
    () => app.close(),
    () => proxy.close(),
    () => dataSource.destroy(),
    drop,
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

test('a database that stays silent while events are written holds nobody for ever', async () => {
  // Inserted and copied ones, and more than may write at once: some hang on a connection, others wait for those.
  const batches = [3, 60, 3, 60].map((count, n) =>
    Array.from({ length: count }, (_, i) => turn(`silent${n}-${i}`)),
  );
  proxy.failCommit('silence');
  const answers = await Promise.all(batches.map((batch) => send('POST', '/api/events', batch)));
  expect(answers.map(({ status }) => status)).toContain(503);
  proxy.heal();
  // A connection that lay idle in the pool is found to be dead by whoever takes it: once each, and that one sends again.
  for (const batch of batches) {
    await expect.poll(async () => (await send('POST', '/api/events', batch)).status, patience).toBe(200);
  }
});
