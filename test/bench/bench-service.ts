import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { runningUrl } from '../../backend/src/db/embedded-postgres.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';

const baton = fileURLToPath(new URL('../../backend/bin/baton.mjs', import.meta.url));

export interface BenchService {
  service: Service;
  key: string;
  database: Database;
}

/** The built service on a database of its own, a key with this role, and a look into the database. */
export async function withService<Result>(
  role: 'ingest' | 'admin',
  work: (running: BenchService) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const env = { BATON_PORT: String(await freePort()), BATON_DATA_DIR: folder };
  const service = spawnService(env);
  try {
    await untilReady(service);
    const create = [baton, 'key', 'create', '--role', role];
    const { stdout } = await promisify(execFile)(process.execPath, create, {
      env: { ...process.env, ...env },
    });
    const source = createDataSource({ url: (await runningUrl(folder)) ?? '', poolSize: 2 });
    await source.initialize();
    const result = await work({ service, key: stdout.trim(), database: new Database(poolOf(source)) });
    await source.destroy();
    return result;
  } finally {
    service.child.kill('SIGTERM');
    await service.exit;
    await rm(folder, { recursive: true, force: true });
  }
}

export async function secondsUntil(database: Database, statement: Sql): Promise<number> {
  const begun = performance.now();
  while (!(await database.one(statement))) await new Promise((next) => setTimeout(next, 20));
  return (performance.now() - begun) / 1000;
}

/** Resolves when every follower has reached what is in the ledger now. */
export async function untilFollowed(database: Database): Promise<void> {
  await secondsUntil(database, sql`select from ledger.pending having count(*) = 0`);
  await secondsUntil(
    database,
    sql`select from follower having count(*) > 0 and min(cursor) >= (select max(size) from ledger.batch)`,
  );
}
