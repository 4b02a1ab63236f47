import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { copyRow } from '../../backend/src/db/copy-row.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { runningUrl } from '../../backend/src/db/embedded-postgres.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { simulate } from '../../backend/src/simulate/simulator.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';

const baton = fileURLToPath(new URL('../../backend/bin/baton.mjs', import.meta.url));
/** Each round sends, waits until everything is counted, and copies what it sent; the first one warms up. */
const rounds = 6;
const roundEvents = 12_000;
const bodyEvents = 3_000;
const senders = 4;
const copyRows = 5_000;
const now = Date.parse('2026-03-01T00:00:00Z');

/** Events of the sample contact centre, each once, as bodies of one event per line. */
function makeBodies(): string[] {
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const { event } of simulate({ seed: 1, now })) {
    const name = `${event.source} ${event.id}`;
    if (seen.has(name)) continue;
    seen.add(name);
    lines.push(JSON.stringify(event));
    if (lines.length === rounds * roundEvents) break;
  }
  const bodies: string[] = [];
  for (let at = 0; at < lines.length; at += bodyEvents) {
    bodies.push(`${lines.slice(at, at + bodyEvents).join('\n')}\n`);
  }
  return bodies;
}

async function send(url: string, key: string, bodies: readonly string[]): Promise<number> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  const queue = [...bodies];
  const begun = performance.now();
  const sender = async () => {
    for (let body = queue.shift(); body; body = queue.shift()) {
      const response = await fetch(`${url}/api/events`, { method: 'POST', headers, body });
      const answer = (await response.json()) as { accepted?: number };
      if (response.status !== 200 || !answer.accepted) throw new Error(`refused: ${JSON.stringify(answer)}`);
    }
  };
  await Promise.all(Array.from({ length: senders }, sender));
  return (performance.now() - begun) / 1000;
}

async function secondsUntil(database: Database, statement: Sql): Promise<number> {
  const begun = performance.now();
  while (!(await database.one(statement))) await new Promise((next) => setTimeout(next, 20));
  return (performance.now() - begun) / 1000;
}

const columns = [
  'log_id',
  'inbox_id',
  'source',
  'event_id',
  'content_hash',
  'entry',
  'event_uid',
  'subject_ref',
  'payload',
  'received_at',
  'type',
  'occurred_at',
  'conversation_key',
  'link',
];

/** The very rows that the service wrote, into a table with the same columns and indexes, durable every 5,000. */
async function copySame(database: Database, from: number): Promise<number> {
  const names = sql.join(columns.map((column) => sql.ident(column)));
  const rows = await database.query<Record<string, unknown>>(sql`
    select ${names}
    from ledger.inbox
    join ledger.leaf using (log_id, inbox_id)
    where leaf_index >= ${from}
    order by inbox_id`);
  const texts = rows.map((row) => copyRow(columns.map((column) => row[column])));
  const begun = performance.now();
  for (let at = 0; at < texts.length; at += copyRows) {
    const chunk = texts.slice(at, at + copyRows).join('');
    await database.transaction((tx) => tx.copyIn('ledger.peer', columns, [chunk]));
  }
  return (performance.now() - begun) / 1000;
}

interface Round {
  sent: number;
  signed: number;
  copied: number;
}

async function runRound(
  service: Service,
  key: string,
  database: Database,
  bodies: string[],
  from: number,
): Promise<Round> {
  const size = from + roundEvents;
  const sent = await send(service.url, key, bodies);
  const signed = await secondsUntil(database, sql`select from ledger.checkpoint where size >= ${size}`);
  await secondsUntil(database, sql`select from follower having count(*) > 0 and min(cursor) >= ${size}`);
  return { sent, signed, copied: await copySame(database, from) };
}

/** Authentication, guard, validation, commitments, encryption and durable commit, against bare COPY of the result. */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const env = { BATON_PORT: String(await freePort()), BATON_DATA_DIR: folder };
  const service = spawnService(env);
  try {
    await untilReady(service);
    const create = [baton, 'key', 'create', '--role', 'ingest'];
    const { stdout } = await promisify(execFile)(process.execPath, create, {
      env: { ...process.env, ...env },
    });
    const source = createDataSource({ url: (await runningUrl(folder)) ?? '', poolSize: 2 });
    await source.initialize();
    const database = new Database(poolOf(source));
    await database.query(sql`create table ledger.peer (like ledger.inbox including all)`);
    const bodies = makeBodies();
    const perRound = bodies.length / rounds;
    const done: Round[] = [];
    for (let i = 0; i < rounds; i += 1) {
      const own = bodies.slice(i * perRound, (i + 1) * perRound);
      const round = await runRound(service, stdout.trim(), database, own, i * roundEvents);
      note(
        `${Math.round(roundEvents / round.sent)} events/s, COPY ${Math.round(roundEvents / round.copied)} rows/s`,
      );
      if (i > 0) done.push(round);
    }
    await source.destroy();
    return measuresOf(done);
  } finally {
    service.child.kill('SIGTERM');
    await service.exit;
    await rm(folder, { recursive: true, force: true });
  }
};

function measuresOf(done: readonly Round[]): Measure[] {
  const total = done.length * roundEvents;
  const sum = (read: (round: Round) => number) => done.reduce((seconds, round) => seconds + read(round), 0);
  const sent = sum((round) => round.sent);
  const copied = sum((round) => round.copied);
  return [
    { name: 'events per second', value: total / sent, unit: 'events/s', aim: atLeast(5_000) },
    { name: 'COPY of the same rows', value: total / copied, unit: 'rows/s' },
    { name: 'ingest to COPY', value: copied / sent, unit: 'ratio', aim: atLeast(0.15) },
    {
      name: 'last answer to signed checkpoint, at most',
      value: Math.max(...done.map((round) => round.signed)),
      unit: 's',
      aim: atMost(5),
    },
  ];
}
