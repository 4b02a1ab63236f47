import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { runningUrl } from '../../backend/src/db/embedded-postgres.js';
import { caller } from '../support/app.js';
import { openLedger, testSecrets, turn } from '../support/ledger.js';
import { freePort, spawnService, untilReady } from '../support/process.js';
import { SmallDisk } from '../support/small-disk.js';
import { walkLog } from '../support/walk-log.js';
import { createKey } from './harness/api-key.js';

const disk = process.getuid?.() === 0 ? SmallDisk.mount(128) : undefined;
if (!disk)
  process.stderr.write('disk-full: skipped, because no file system can be mounted here (needs root)\n');
const patience = 300_000;
const closing: (() => Promise<unknown> | unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  disk?.unmount();
});

const postmasterOf = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

const batchOf = (n: number) => Array.from({ length: 60 }, (_, i) => turn(`b${n}-${i}`, 'words '.repeat(200)));

test.runIf(disk)(
  'on a full disk nothing is acknowledged, and nothing acknowledged is lost',
  { timeout: patience },
  async () => {
    const dataDir = join(disk?.folder ?? '', 'data');
    const env = { BATON_DATA_DIR: dataDir, BATON_KEYS: testSecrets, BATON_PORT: String(await freePort()) };
    const service = spawnService(env);
    closing.push(async () => {
      service.child.kill('SIGTERM');
      await service.exit;
    });
    await untilReady(service);
    const dataSource = await createDataSource({
      url: (await runningUrl(dataDir)) ?? '',
      poolSize: 2,
    }).initialize();
    closing.unshift(() => dataSource.destroy());
    const database = new Database(poolOf(dataSource));
    const send = caller(service.url, { authorization: `Bearer ${await createKey(database)}` });

    const kept = new Map<string, CloudEvent>();
    const statuses = new Set<number>();
    const deliver = async (n: number): Promise<number> => {
      const { status } = await send('POST', '/api/events', batchOf(n));
      if (status === 200) for (const event of batchOf(n)) kept.set(event.id, event);
      statuses.add(status);
      return status;
    };
    let next = 0;
    for (; next < 3; next += 1) expect(await deliver(next)).toBe(200);
    disk?.fill();
    // What PostgreSQL has set aside already is used up first.
    while ((await deliver(next)) === 200) next += 1;
    // It cannot start on a full disk either: it has to be tried again when there is room.
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    for (let i = 0; i < 25; i += 1) {
      expect(await deliver(next)).toBe(503);
      await setTimeout(200);
    }
    expect((await send('GET', '/healthz')).status).toBe(200);
    disk?.free();
    for (let turns = 0; turns < 600 && (await deliver(next)) !== 200; turns += 1) await setTimeout(100);
    expect(kept.has(`b${next}-0`)).toBe(true);
    expect(statuses).toEqual(new Set([200, 503]));
    expect(service.child.exitCode).toBeNull();

    for (let turns = 0; turns < 600; turns += 1) {
      const { body } = await send<{ caughtUp: boolean }>('GET', '/api/pipeline');
      if (body.caughtUp) break;
      await setTimeout(100);
    }
    const found = new Map<string, CloudEvent | undefined>();
    const walk = await walkLog(database, [], (id, event) => found.set(id, event));
    expect(walk.disorder).toEqual([]);
    expect(found).toEqual(kept);
    expect(await openLedger(database).verify.run()).toMatchObject({ ok: true, entries: kept.size });
  },
);
