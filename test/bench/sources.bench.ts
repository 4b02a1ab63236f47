import { AccountService } from '../../backend/src/access/account.service.js';
import { HealthService } from '../../backend/src/connections/health.service.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { IntakeStore } from '../../backend/src/ingest/intake.store.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { quantile } from './quantile.js';
import { atMost, type Bench, type Measure } from './result.js';
import { serveYear, vacuum, withYear, type Year } from './year-of-facts.js';

/** `BATON_BENCH_EPISODES`: of a year; `BATON_BENCH_DATA`: a folder that keeps them for the next run. */
const episodes = Number(process.env.BATON_BENCH_EPISODES ?? 1_000_000);
/** Each of four kinds: 52 sources. */
const sources = 13;
const rounds = 20;
const aimMs = 100;

/** What followers count by source and day: when events came, and which fields they carried. */
async function fillRollUps(database: Database, now: number): Promise<void> {
  if (await database.one(sql`select from source_arrival limit 1`)) return;
  const last = new Date(now);
  await database.query(sql`
    insert into source_arrival (source, day, events, last_rx, last_at, lags)
    select source, day::date, 500, day + interval '20 hours', day + interval '20 hours',
      array[400, 60, 20, 10, 5, 3, 2, 0, 0, 0, 0, 0]
    from (select distinct source from episode) as known,
      generate_series(${last}::timestamptz - interval '364 days', ${last}::timestamptz, interval '1 day') as day`);
  await database.query(sql`
    insert into source_field (source, type, day, field, events)
    select source, 'type ' || type, day::date, case when field = 0 then '' else 'field ' || field end, 400 - field
    from (select distinct source from episode) as known, generate_series(1, 8) as type, generate_series(0, 12) as field,
      generate_series(${last}::timestamptz - interval '364 days', ${last}::timestamptz, interval '1 day') as day`);
  const counts = {
    accepted: 500,
    duplicate: 3,
    conflict: 0,
    invalid: 1,
    rejected: 2,
    repeated: 1,
    unsigned: 0,
  };
  const known = await database.query<{ source: string }>(sql`select distinct source from source_arrival`);
  const days = Array.from({ length: 30 }, (_, back) =>
    new Date(now - back * 86_400_000).toISOString().slice(0, 10),
  );
  for (const day of days)
    await new IntakeStore(database).add(known.map(({ source }) => ({ source, day, ...counts })));
  await vacuum(database);
}

async function measure(year: Year): Promise<Measure[]> {
  await fillRollUps(year.database, year.now);
  const app = await serveYear(year, () => year.now);
  await app.listen(0, '127.0.0.1');
  try {
    const { port } = app.getHttpServer().address() as { port: number };
    const { key } = await app.get(AccountService, { strict: false }).createKey('bench', 'viewer');
    await app.get(HeldFacts, { strict: false }).refresh();
    const ask = async (path: string) => {
      const begun = performance.now();
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, { headers });
      const text = await answer.text();
      if (!answer.ok) throw new Error(text);
      return { ms: performance.now() - begun, text };
    };
    const begun = performance.now();
    await app.get(HealthService, { strict: false }).refresh();
    const counted = performance.now() - begun;
    const list = JSON.parse((await ask('/sources')).text) as { sources: { source: string }[] };
    const name = encodeURIComponent(list.sources[0]?.source ?? '');
    const times = async (path: string) => {
      const all: number[] = [];
      for (let round = 0; round < rounds; round++) all.push((await ask(path)).ms);
      return all;
    };
    const all = await times('/sources');
    const one = await times(`/sources/${name}`);
    return [
      { name: 'sources', value: list.sources.length, unit: '' },
      { name: 'counting over weeks, by the schedule once a minute', value: counted, unit: 'ms' },
      { name: 'list of sources, p50', value: quantile(all, 0.5), unit: 'ms' },
      { name: 'list of sources, p95', value: quantile(all, 0.95), unit: 'ms', aim: atMost(aimMs) },
      { name: 'one source, p50', value: quantile(one, 0.5), unit: 'ms' },
      { name: 'one source, p95', value: quantile(one, 0.95), unit: 'ms', aim: atMost(aimMs) },
    ];
  } finally {
    await app.close();
  }
}

/** What the page of sources asks for, over a year of many sources' conversations. */
export const bench: Bench = (note) =>
  withYear({ episodes, sources, folder: process.env.BATON_BENCH_DATA, note }, measure);
