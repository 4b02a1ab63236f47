import { join } from 'node:path';
import { AccountService } from '../../backend/src/access/account.service.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { type BenchCall, overviewCalls, zones } from './dashboard-calls.js';
import { openDuckDb, type Peer, statementOf } from './dashboard-peers.js';
import { quantile } from './quantile.js';
import { type Aim, atLeast, atMost, type Bench, type Measure } from './result.js';
import { serveYear, withYear, type Year } from './year-of-facts.js';

const rounds = 8;
const aimMs = 50;
/** Of those who answer without anything prepared: how often each is asked, after once to fill its caches. */
const plainRounds = 1;
const duckRounds = 3;

/** How long each kind of call took, ms. */
type Times = Map<string, number[]>;

const add = (times: Times, name: string, time: number) => times.set(name, [...(times.get(name) ?? []), time]);

async function measure(url: string, key: string, calls: readonly BenchCall[]): Promise<Times> {
  const times: Times = new Map();
  const headers = { authorization: `Bearer ${key}` };
  for (let round = -1; round < rounds; round++) {
    for (const { name, path } of calls) {
      const begun = performance.now();
      const response = await fetch(url + path, { headers });
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${text}`);
      // The first round fills the caches of the database, as the first visitor of the day does.
      if (round >= 0) add(times, name, performance.now() - begun);
    }
  }
  return times;
}

async function askPeer(
  peer: Peer,
  calls: readonly BenchCall[],
  watermark: Date,
  times: number,
): Promise<{ times: Times; answers: Map<string, string> }> {
  const taken: Times = new Map();
  const answers = new Map<string, string>();
  for (const { name, path, question } of calls) {
    if (!question) continue;
    const statement = statementOf(question, watermark);
    for (let round = -1; round < times; round++) {
      const begun = performance.now();
      const rows = await peer(statement);
      if (round >= 0) add(taken, name, performance.now() - begun);
      else answers.set(path, inOneForm(rows));
    }
  }
  return { times: taken, answers };
}

/** Rows of numbers and names, whoever answered: drivers write numbers in different ways. */
function inOneForm(rows: readonly unknown[]): string {
  const values = (row: unknown) => Object.values(row as object).map((value) => String(value ?? ''));
  return JSON.stringify(rows.map((row) => values(row).join('|')).sort());
}

function timingsOf(times: Times): { name: string; p50: number; p95: number }[] {
  return [...times]
    .map(([name, list]) => ({ name, p50: quantile(list, 0.5), p95: quantile(list, 0.95) }))
    .sort((a, b) => b.p95 - a.p95);
}

/** All calls together, and the slowest ones by name. */
function measuresOf(times: Times): Measure[] {
  const timings = timingsOf(times);
  const all = [...times.values()].flat();
  const within = timings.filter(({ p95 }) => p95 <= aimMs).length / timings.length;
  return [
    { name: 'p50 of all calls', value: quantile(all, 0.5), unit: 'ms' },
    { name: 'p95 of all calls', value: quantile(all, 0.95), unit: 'ms', aim: atMost(aimMs) },
    { name: `kinds of call with their own p95 ≤ ${aimMs} ms`, value: within * 100, unit: '%' },
    ...timings.slice(0, 8).map(({ name, p95 }) => ({ name: `  p95 of ${name}`, value: p95, unit: 'ms' })),
  ];
}

/** How many times as long another takes for the same questions: the middle and the worst kind of question. */
function comparedWith(name: string, others: Times, ours: Times, aim: Aim): Measure[] {
  const all = [...others.values()].flat();
  const ratios = [...others].map(([call, list]) => quantile(list, 0.5) / quantile(ours.get(call) ?? [], 0.5));
  return [
    { name: `${name}: p50 of the same questions`, value: quantile(all, 0.5), unit: 'ms' },
    { name: `${name}: p95`, value: quantile(all, 0.95), unit: 'ms' },
    { name: `${name}: times as long as Baton, median`, value: quantile(ratios, 0.5), unit: '', aim },
    {
      name: `${name}: times as long, all questions together`,
      value: sumOf(others) / sumOf(ours, others),
      unit: '',
    },
    { name: `${name}: times as long, worst 5 %`, value: quantile(ratios, 0.05), unit: '' },
  ];
}

/** Of the medians of those kinds of call that `of` has. */
const sumOf = (times: Times, of = times) =>
  [...of.keys()].reduce((sum, name) => sum + quantile(times.get(name) ?? [], 0.5), 0);

async function sizes(database: Database): Promise<Measure[]> {
  const row = await database.one<Record<string, number>>(sql`
    select (select count(*) from episode) as episodes, (select count(*) from handoff) as handoffs,
      (select count(*) from action) as actions,
      (select sum(pg_total_relation_size(oid)) from pg_class
       where relkind = 'r' and relname in ('episode', 'handoff', 'action')) as facts`);
  const count = (name: string, value = 0) => ({ name, value, unit: 'rows' });
  const size = (name: string, value = 0) => ({ name, value: Math.round(value / 1e6), unit: 'MB' });
  return [
    count('episodes', row?.episodes),
    count('handoffs', row?.handoffs),
    count('actions', row?.actions),
    size('facts with indexes', row?.facts),
  ];
}

async function askAll(year: Year): Promise<{ times: Times; holding: Measure[] }> {
  const app = await serveYear(year);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}`;
  const { key } = await app.get(AccountService, { strict: false }).createKey('bench', 'viewer');
  const held = app.get(HeldFacts, { strict: false });
  const begun = performance.now();
  while (!(await held.refresh()));
  const seconds = (performance.now() - begun) / 1000;
  const times = await measure(url, key, overviewCalls(year.now));
  const holding = [
    { name: 'reading the facts into memory', value: seconds, unit: 's' },
    { name: 'facts in memory', value: held.bytes / 1e6, unit: 'MB' },
  ];
  await app.close();
  return { times, holding };
}

/** The same questions by plain SQL on the same tables, and by DuckDB on the same facts. */
async function askPeers(
  { database, folder, now }: Year,
  ours: Times,
  note: (line: string) => void,
): Promise<Measure[]> {
  const calls = overviewCalls(now).slice(0, overviewCalls(now).length / zones.length);
  const watermark = new Date(now);
  const duck = await openDuckDb(database, join(folder, 'duckdb'), note);
  note('asking DuckDB');
  const fromDuck = duck && (await askPeer(duck.ask, calls, watermark, duckRounds));
  duck?.close();
  note('asking PostgreSQL');
  const plain: Peer = (statement) => database.query(sql.raw(statement));
  const fromTables = await askPeer(plain, calls, watermark, plainRounds);
  for (const [path, answer] of fromDuck?.answers ?? []) {
    if (fromTables.answers.get(path) !== answer)
      throw new Error(`DuckDB answers ${path} differently: ${answer}`);
  }
  return [
    ...comparedWith('plain SQL', fromTables.times, ours, atLeast(100)),
    ...(fromDuck ? comparedWith(`DuckDB ${duck.version}`, fromDuck.times, ours, atLeast(1)) : []),
  ];
}

/** The overview's API calls over HTTP, one after the other, on a year with 10,000,000 episodes. */
export const bench: Bench = (note) => {
  const { BATON_BENCH_FOLDER: folder, BATON_BENCH_EPISODES: episodes = '10000000' } = process.env;
  return withYear({ episodes: Number(episodes), folder, note }, async (year) => {
    note('asking');
    const { times, holding } = await askAll(year);
    for (const { name, value } of measuresOf(times)) note(`${name}: ${value.toFixed(1)}`);
    const compared = await askPeers(year, times, note);
    return [...(await sizes(year.database)), ...year.filled, ...holding, ...measuresOf(times), ...compared];
  });
};
