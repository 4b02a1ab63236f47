import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { type Call, caller } from '../support/app.js';
import { KillablePostgres } from '../support/killable-postgres.js';
import { testSecrets } from '../support/ledger.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';
import { createKey } from './harness/api-key.js';

const patience = { timeout: 60_000, interval: 100 };

interface Delivery {
  id: string;
  body: string;
  request: IncomingMessage;
  response: ServerResponse;
}

const folder = join(tmpdir(), `baton-alert-crash-${process.pid}`);
const deliveries: Delivery[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => {
    body += text;
  });
  request.on('error', () => undefined);
  request.on('end', () => {
    const id = String(request.headers['webhook-id']);
    deliveries.push({ id, body, request, response });
  });
});
let postgres: KillablePostgres;
let url: string;
let env: Record<string, string>;
let service: Service;
let receiverUrl: string;
const closing: (() => Promise<unknown>)[] = [];

async function start(): Promise<void> {
  service = spawnService(env);
  await untilReady(service);
}
async function kill(): Promise<void> {
  service.child.kill('SIGKILL');
  await service.exit;
}

beforeAll(async () => {
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  postgres = await KillablePostgres.start(join(folder, 'postgres'));
  url = await postgres.create('alerts');
  const port = await freePort();
  env = {
    DATABASE_URL: url,
    BATON_PORT: String(port),
    BATON_DATA_DIR: join(folder, 'data'),
    BATON_KEYS: testSecrets,
    BATON_DATABASE_ROLES: 'none',
    BATON_SCHEDULE_SECONDS: '1',
    BATON_ALERT_RECEIVERS: new URL(receiverUrl).host,
  };
});
afterAll(async () => {
  service?.child.kill('SIGKILL');
  await service?.exit;
  for (const close of closing) await close();
  await postgres?.stop();
  receiver.closeAllConnections();
  receiver.close();
  await rm(folder, { recursive: true, force: true });
});

test('a service that is killed between claiming and sending, and between sending and noting it, loses nothing', async () => {
  await start();
  const dataSource = await createDataSource({ url, poolSize: 2 }).initialize();
  closing.push(() => dataSource.destroy());
  const database = new Database(poolOf(dataSource));
  const key = await createKey(database);
  const admin: Call = caller(service.url, { authorization: `Bearer ${key}` });
  const destination = { kind: 'webhook', url: `${receiverUrl}/told` };
  const made = await admin<{ id: string }>('POST', '/api/alerts/channels', { name: 'crash', destination });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  // Claimed, and the process dies before anything is sent.
  await admin('PATCH', `/api/alerts/channels/${made.body.id}`, { paused: true });
  const claimed = 'msg_claimed';
  await database.query(sql`
    insert into alert_message (
      id, channel_id, channel_name, kind, content, urgent, state, attempts, created_at, due_at)
    values (
      ${claimed}, ${made.body.id}, 'crash', 'alerts',
      '{"subject":"one","items":[],"link":"http://localhost/alerts"}', false, 'waiting', 1, now(),
      now() + interval '2 minutes')`);
  await kill();
  await start();
  await admin('PATCH', `/api/alerts/channels/${made.body.id}`, { paused: false });
  await new Promise((done) => setTimeout(done, 6_000));
  // While its claim lasts nobody else sends it.
  expect(deliveries).toHaveLength(0);
  const claimEnds = () =>
    database.query(sql`update alert_message set due_at = now() where state = 'waiting'`);
  await claimEnds();

  // Sent, and the process dies before it hears that it arrived.
  await expect.poll(() => deliveries.length, patience).toBe(1);
  await kill();
  await claimEnds();
  await start();
  await expect.poll(() => deliveries.length, patience).toBe(2);
  for (const { response } of deliveries) response.writeHead(204).end();

  const stateOf = async () => {
    const [row] = await database.query<{ state: string }>(sql`
      select state from alert_message where id = ${claimed}`);
    return row?.state;
  };
  await expect.poll(stateOf, patience).toBe('sent');
  // What is sent twice carries the same id, and says the same.
  expect(new Set(deliveries.map(({ id }) => id))).toEqual(new Set([claimed]));
  expect(new Set(deliveries.map(({ body }) => body)).size).toBe(1);
});
