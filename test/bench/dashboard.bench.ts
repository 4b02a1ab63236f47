import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { AccountService } from '../../backend/src/access/account.service.js';
import { appModule } from '../../backend/src/app.module.js';
import { type Config, loadConfig } from '../../backend/src/config.js';
import type { Database } from '../../backend/src/db/database.js';
import { openDatabase } from '../../backend/src/db/open-database.js';
import { sql } from '../../backend/src/db/sql.js';
import { createServer } from '../../backend/src/http/server.js';
import { databaseLogin } from '../../backend/src/ledger/database-login.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { RollupService } from '../../backend/src/metrics/rollup.service.js';
import { generateFacts } from '../support/generate-facts.js';
import { type BenchCall, overviewCalls } from './dashboard-calls.js';
import { quantile } from './quantile.js';
import { type Aim, atMost, type Bench, type Measure } from './result.js';

const from = new Date('2025-06-01T00:00:00Z');
const days = 365;
const rounds = 8;
const aimMs = 50;

interface Timing {
  name: string;
  p50: number;
  p95: number;
}

async function measure(
  url: string,
  key: string,
  calls: readonly BenchCall[],
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const headers = { authorization: `Bearer ${key}` };
  for (let round = -1; round < rounds; round++) {
    for (const { name, path } of calls) {
      const begun = performance.now();
      const response = await fetch(url + path, { headers });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${text}`);
      // The first round fills the caches of the database, as the first visitor of the day does.
      if (round >= 0) times.set(name, [...(times.get(name) ?? []), performance.now() - begun]);
    }
  }
  return times;
}

function timingsOf(times: ReadonlyMap<string, number[]>, calls: readonly BenchCall[]): Timing[] {
  const names = new Set(calls.map((call) => call.name));
  return [...times]
    .filter(([name]) => names.has(name))
    .map(([name, list]) => ({ name, p50: quantile(list, 0.5), p95: quantile(list, 0.95) }))
    .sort((a, b) => b.p95 - a.p95);
}

/** All calls together, and the slowest ones by name. */
function measuresOf(
  times: ReadonlyMap<string, number[]>,
  calls: readonly BenchCall[],
  what: string,
  aim?: Aim,
) {
  const timings = timingsOf(times, calls);
  const all = timings.flatMap(({ name }) => times.get(name) ?? []);
  const within = timings.filter(({ p95 }) => p95 <= aimMs).length / timings.length;
  return [
    { name: `${what}: p50 of all calls`, value: quantile(all, 0.5), unit: 'ms' },
    { name: `${what}: p95 of all calls`, value: quantile(all, 0.95), unit: 'ms', aim },
    { name: `${what}: calls with their own p95 ≤ ${aimMs} ms`, value: within * 100, unit: '%' },
    ...timings.slice(0, 8).map(({ name, p95 }) => ({ name: `  p95 of ${name}`, value: p95, unit: 'ms' })),
  ];
}

async function sizes(database: Database): Promise<Measure[]> {
  const row = await database.one<Record<string, number>>(sql`
    select (select count(*) from episode) as episodes, (select count(*) from handoff) as handoffs,
      (select count(*) from action) as actions,
(select sum(reltuples)::bigint from pg_class where relkind = 'r' and relname like 'rollup_%') as rollup_rows,
      (select sum(pg_total_relation_size(oid)) from pg_class where relkind = 'r' and relname like 'rollup_%') as rollups,
      (select sum(pg_total_relation_size(oid)) from pg_class
       where relkind = 'r' and relname in ('episode', 'handoff', 'action')) as facts`);
  const count = (name: string, value = 0) => ({ name, value, unit: 'rows' });
  const size = (name: string, value = 0) => ({ name, value: Math.round(value / 1e6), unit: 'MB' });
  return [
    count('episodes', row?.episodes),
    count('handoffs', row?.handoffs),
    count('actions', row?.actions),
    count('sums', row?.rollup_rows),
    size('facts with indexes', row?.facts),
    size('sums with indexes', row?.rollups),
  ];
}

/** Facts of a year, and their sums. A folder that is given keeps them for the next run. */
async function fill(database: Database, episodes: number, note: (line: string) => void): Promise<Measure[]> {
  const known = await database.one(sql`select from episode limit 1`);
  if (!known) {
    note(`generating ${episodes} episodes`);
    await generateFacts(database, { episodes, from, days });
    await database.query(sql`vacuum analyze`);
  }
  note('summing');
  const begun = performance.now();
  const summed = await new RollupService(database, Date.now).runOnce();
  if (summed === 0) return [];
  const value = (performance.now() - begun) / 1000;
  await database.query(sql`vacuum analyze`);
  return [{ name: 'summing all of it', value, unit: 's' }];
}

async function askAll(config: Config, database: Database): Promise<Measure[]> {
  const log = pino({ level: config.logLevel });
  const app = await createServer(
    appModule({ config, clock: Date.now, database, log }),
    config,
    log,
    database,
  );
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  const { key } = await app.get(AccountService, { strict: false }).createKey('bench', 'viewer');
  const now = from.getTime() + days * 86_400_000 - 25_620_000;
  const calls = overviewCalls(now);
  const held = app.get(HeldFacts, { strict: false });
  const begun = performance.now();
  while (!(await held.refresh()));
  const holding = (performance.now() - begun) / 1000;
  const times = await measure(url, key, calls);
  await app.close();
  const [aimed, others] = [calls.filter((call) => call.aimed), calls.filter((call) => !call.aimed)];
  return [
    { name: 'reading the facts into memory', value: holding, unit: 's' },
    ...measuresOf(times, aimed, 'up to one filter', atMost(aimMs)),
    ...measuresOf(times, others, 'several filters'),
  ];
}

/** The overview's API calls over HTTP, one after the other, on a year with 1,000,000 episodes. */
export const bench: Bench = async (note) => {
  const { BATON_BENCH_FOLDER: kept, BATON_BENCH_EPISODES: episodes = '1000000' } = process.env;
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'baton-bench-')));
  const config = {
    ...loadConfig({ BATON_DATA_DIR: dataDir, BATON_LOG_LEVEL: 'silent' }),
    port: 0,
    scheduleSeconds: 0,
    // It vacuums what it fills.
    databaseRoles: undefined,
  };
  const opened = await openDatabase(config, databaseLogin(config));
  try {
    const filled = await fill(opened.database, Number(episodes), note);
    note('asking');
    const asked = await askAll(config, opened.database);
    return [...(await sizes(opened.database)), ...filled, ...asked];
  } finally {
    await opened.close();
    if (!kept) await rm(dataDir, { recursive: true, force: true });
  }
};
