import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryConfig } from 'pg';
import { pino } from 'pino';
import { appModule } from '../../backend/src/app.module.js';
import { type Clock, type Config, loadConfig } from '../../backend/src/config.js';
import type { Database } from '../../backend/src/db/database.js';
import { openDatabase } from '../../backend/src/db/open-database.js';
import { sql } from '../../backend/src/db/sql.js';
import { createServer } from '../../backend/src/http/server.js';
import { databaseLogin } from '../../backend/src/ledger/database-login.service.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { type GeneratedFacts, generateFacts } from '../support/generate-facts.js';
import type { Measure } from './result.js';

const from = new Date('2025-06-01T00:00:00Z');
const days = 365;
/** In the last afternoon of the year. */
const now = from.getTime() + days * 86_400_000 - 25_620_000;

/** A database that is filled with facts of a year. */
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
  /** Else four. */
  sources?: number;
  /** Where it is kept for the next run; else it is gone afterwards. */
  folder: string | undefined;
  note: (line: string) => void;
}

export async function withYear(
  { episodes, sources, folder: kept, note }: YearOptions,
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
    const filled = await fill(database, { episodes, sources, from, days }, note);
    return await work({ database, config, folder, now, filled });
  } finally {
    await close();
    if (!kept) await rm(folder, { recursive: true, force: true });
  }
}

/** Facts of a year. A folder that is given keeps them for the next run. */
async function fill(
  database: Database,
  facts: GeneratedFacts,
  note: (line: string) => void,
): Promise<Measure[]> {
  const { episodes } = facts;
  const known = await database.one(sql`select from episode limit 1`);
  const begun = performance.now();
  if (!known && episodes > 0) {
    note(`generating ${episodes} episodes`);
    await withoutIndexes(database, note, () => generateFacts(database, facts));
    await vacuum(database);
  }
  const seconds = (since: number) => (performance.now() - since) / 1000;
  const filled = { name: 'generating them', value: seconds(begun), unit: 's' };
  note('numbering changes');
  const marked = performance.now();
  const changed = await new BucketService(database).runOnce();
  if (changed === 0) return [];
  return [filled, { name: 'numbering all that changed', value: seconds(marked), unit: 's' }];
}

interface IndexRow {
  name: string;
  table: string;
  definition: string;
  /** What it stands for, where it is more than an index. */
  constraint: string | null;
}

/** Rows come in order of time: indexes by time take them as they come, the others are quicker made at the end. */
async function withoutIndexes(
  database: Database,
  note: (line: string) => void,
  work: () => Promise<unknown>,
): Promise<void> {
  const indexes = await database.query<IndexRow>(sql`
    select index.indexrelid::regclass::text as name, index.indrelid::regclass::text as table,
      pg_get_indexdef(index.indexrelid) as definition, pg_get_constraintdef(pg_constraint.oid) as constraint
    from pg_index as index
    join pg_attribute as first on first.attrelid = index.indrelid and first.attnum = index.indkey[0]
    left join pg_constraint on conindid = index.indexrelid
    where index.indrelid = any(${filledTables}::regclass[])
      and first.attname not in ('started_at', 'initiated_at', 'anchor_at')`);
  for (const { name, table, constraint } of indexes) {
    await patiently(
      database,
      constraint === null ? `drop index ${name}` : `alter table ${table} drop constraint ${name}`,
    );
  }
  for (const table of filledTables)
    await patiently(database, `alter table ${table} set (autovacuum_enabled = off)`);
  await work();
  note('making indexes');
  for (const { name, table, definition, constraint } of indexes) {
    const made =
      constraint === null ? definition : `alter table ${table} add constraint ${name} ${constraint}`;
    await patiently(database, `set maintenance_work_mem = '1GB'; ${made}`);
  }
  for (const table of filledTables)
    await patiently(database, `alter table ${table} reset (autovacuum_enabled)`);
}

const filledTables = ['conversation', 'contact', 'episode', 'handoff', 'action', 'survey'];

/** As autovacuum would have by then. */
export const vacuum = (database: Database): Promise<void> => patiently(database, 'vacuum analyze');

/** Runs what takes longer than a statement of the service may. */
async function patiently(database: Database, statement: string): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query({ text: statement, query_timeout: 3_600_000 } as QueryConfig);
  } finally {
    client.release(true);
  }
}

/** The application over it; nothing runs on a schedule. */
export function serveYear({ config, database }: Year, clock: Clock = Date.now) {
  const log = pino({ level: config.logLevel });
  return createServer(appModule({ config, clock, database, log }), config, log, database);
}
