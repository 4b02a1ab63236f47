import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryConfig } from 'pg';
import { pino } from 'pino';
import { appModule } from '../../backend/src/app.module.js';
import { type Config, loadConfig } from '../../backend/src/config.js';
import type { Database } from '../../backend/src/db/database.js';
import { openDatabase } from '../../backend/src/db/open-database.js';
import { sql } from '../../backend/src/db/sql.js';
import { createServer } from '../../backend/src/http/server.js';
import { databaseLogin } from '../../backend/src/ledger/database-login.service.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { generateFacts } from '../support/generate-facts.js';
import type { Measure } from './result.js';

const from = new Date('2025-06-01T00:00:00Z');
const days = 365;
/** In the last afternoon of the year. */
const now = from.getTime() + days * 86_400_000 - 25_620_000;

/** A database that is filled with facts of a year and their sums. */
export interface Year {
  database: Database;
  config: Config;
  folder: string;
  /** The latest moment that is asked for, ms. */
  now: number;
  /** What filling it took. */
  filled: Measure[];
}

interface YearOptions {
  episodes: number;
  /** Where it is kept for the next run; else it is gone afterwards. */
  folder: string | undefined;
  note: (line: string) => void;
}

export async function withYear(
  { episodes, folder: kept, note }: YearOptions,
  work: (year: Year) => Promise<Measure[]>,
): Promise<Measure[]> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'baton-bench-')));
  const config = {
    ...loadConfig({ BATON_DATA_DIR: folder, BATON_LOG_LEVEL: 'silent', BATON_FACTS_MEMORY_MB: '4096' }),
    port: 0,
    scheduleSeconds: 0,
    // It vacuums what it fills.
    databaseRoles: undefined,
  };
  const { database, close } = await openDatabase(config, databaseLogin(config));
  try {
    const filled = await fill(database, episodes, note);
    return await work({ database, config, folder, now, filled });
  } finally {
    await close();
    if (!kept) await rm(folder, { recursive: true, force: true });
  }
}

/** Facts of a year, and their sums. A folder that is given keeps them for the next run. */
async function fill(database: Database, episodes: number, note: (line: string) => void): Promise<Measure[]> {
  const known = await database.one(sql`select from episode limit 1`);
  if (!known) {
    note(`generating ${episodes} episodes`);
    await generateFacts(database, { episodes, from, days });
    await vacuum(database);
  }
  note('summing');
  const begun = performance.now();
  const summed = await new BucketService(database).runOnce();
  if (summed === 0) return [];
  const value = (performance.now() - begun) / 1000;
  await vacuum(database);
  return [{ name: 'summing all of it', value, unit: 's' }];
}

/** As autovacuum would have by then; it takes longer than a statement of the service may. */
export async function vacuum(database: Database): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query({ text: 'vacuum analyze', query_timeout: 3_600_000 } as QueryConfig);
  } finally {
    client.release(true);
  }
}

/** The application over it; nothing runs on a schedule. */
export function serveYear({ config, database }: Year) {
  const log = pino({ level: config.logLevel });
  return createServer(appModule({ config, clock: Date.now, database, log }), config, log, database);
}
