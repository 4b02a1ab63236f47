import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { to as copyTo } from 'pg-copy-streams';
import { dimensionsOf, type Population } from '../../backend/src/contract/dimensions.js';
import { metricOf } from '../../backend/src/contract/metrics.js';
import type { Database } from '../../backend/src/db/database.js';
import { inlined, type Sql, sql } from '../../backend/src/db/sql.js';
import { anchorColumn, filterSql } from '../../backend/src/episodes/fact-filter.store.js';
import { denominatorOf, keyOf, numeratorOf, rowsOf, sumOfFacts } from '../../backend/src/metrics/plan.js';
import type { Question } from './dashboard-calls.js';

/** Answers a statement with its rows. */
export type Peer = (statement: string) => Promise<unknown[]>;

const day = 86_400_000;
const duckDb = '@duckdb/node-api';

/**
 * The answer over the table of facts, without anything prepared: the same statement for PostgreSQL and for DuckDB.
 * Days are counted from the range's beginning, which costs what days of a zone cost.
 */
export function statementOf(question: Question, watermark: Date): string {
  const { by, filters, from, to, daily } = question;
  const metric = metricOf(question.metric);
  const { population } = metric;
  const anchor = sql.ident(`${population}.${anchorColumn[population]}`);
  const key = by ? keyOf(population, by) : sql`null`;
  const slot = daily ? sql`floor(extract(epoch from ${anchor} - ${new Date(from)}) / ${day / 1000})` : sql`0`;
  const where = filterSql(population, { ...filters, from: new Date(from), to: new Date(to) });
  const rows = (columns: Sql, condition: Sql, groups: string) => sql`
    select ${key} as key, ${slot} as slot, ${columns}
    from ${sql.ident(population)}
    where ${condition}
    group by ${sql.raw(groups)}`;
  if (metric.unit === 'seconds') {
    const age = sql`age_bin(${sql.ident(`${population}.${metric.from}`)}, ${watermark})`;
    const code = sql`coalesce(${sql.ident(`${population}.${metric.bin}`)}, -10000 - ${age})`;
    const timed = sql`${where} and ${rowsOf(population, metric.denominator, watermark)}`;
    return inlined(rows(sql`${code} as code, count(*) as count`, timed, '1, 2, 3'));
  }
  const parts = [numeratorOf(metric), denominatorOf(metric)].filter((part) => part !== null);
  const sums = parts.map(
    (part, i) => sql`${sumOfFacts(population, part, watermark)} as ${sql.ident(`s${i}`)}`,
  );
  return inlined(rows(sql.join(sums), where, '1, 2'));
}

/** The same facts with another program, DuckDB on Parquet files; undefined where it cannot be installed. */
export async function openDuckDb(
  database: Database,
  folder: string,
  note: (line: string) => void,
): Promise<{ ask: Peer; version: string; close(): void } | undefined> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}');
  const require = createRequire(join(folder, 'package.json'));
  try {
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', duckDb], {
      cwd: folder,
    });
  } catch {
    note('DuckDB cannot be installed from the registry: it is left out.');
    return undefined;
  }
  // By a name that is not resolved: it is no dependency of ours.
  const { DuckDBInstance } = require(duckDb);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const ask: Peer = async (statement) => (await connection.runAndReadAll(statement)).getRowObjectsJson();
  for (const population of ['episode', 'handoff', 'action'] as const) {
    note(`writing ${population}.parquet`);
    await writeParquet(database, population, folder, ask);
  }
  for (const list of ['signalling_source', 'telling_source', 'acting_source']) {
    await writeTable(database, list, ['source'], folder);
    await ask(`create table ${list} as from read_csv('${folder}/${list}.csv')`);
  }
  await ask(`create macro age_bin(begun, until) as
    case when epoch(until) - epoch(begun) < 1 then 0
      else floor(ln(epoch(until) - epoch(begun)) / 0.04879016416943205)::int + 1 end`);
  const [row] = (await ask('select version() as version')) as { version: string }[];
  return { ask, version: row?.version ?? '', close: () => connection.closeSync() };
}

/** What the questions of the overview read. */
const columns: Partial<Record<Population, string[]>> = {
  episode: ['started_at', 'eligible', 'escalated'],
  handoff: [
    ...['initiated_at', 'purpose', 'to_kind', 'times_assumed', 'taken_at', 'failed_at', 'ended_at'],
    ...['callback_at', 'customer_key', 'conversation_key', 'first_action_at', 'first_action_bin'],
  ],
  action: ['anchor_at', 'handoff_key', 'due_at', 'result'],
};

async function writeTable(database: Database, table: string, names: readonly string[], folder: string) {
  const client = await database.pool.connect();
  try {
    const copy = client.query(copyTo(`copy (select ${names} from ${table}) to stdout (format csv, header)`));
    await pipeline(copy, createWriteStream(join(folder, `${table}.csv`)));
  } finally {
    client.release();
  }
}

async function writeParquet(
  database: Database,
  population: 'episode' | 'handoff' | 'action',
  folder: string,
  ask: Peer,
) {
  const known = await database.query<{ name: string }>(sql`
    select attname as name from pg_attribute where attrelid = ${population}::regclass and attnum > 0`);
  const own = columns[population] ?? [];
  const wanted = new Set<string>([...dimensionsOf(population), ...own]);
  const names = known.map(({ name }) => name).filter((name) => wanted.has(name));
  await writeTable(database, population, names, folder);
  const csv = `read_csv('${folder}/${population}.csv', header = true, nullstr = '')`;
  // In the order of time, as whoever analyses them would keep them.
  await ask(`copy (from ${csv} order by ${anchorColumn[population]})
    to '${folder}/${population}.parquet' (format parquet, compression zstd)`);
  await ask(`create view ${population} as from read_parquet('${folder}/${population}.parquet')`);
}
