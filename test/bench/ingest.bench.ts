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
import { sql } from '../../backend/src/db/sql.js';
import { simulate } from '../../backend/src/simulate/simulator.js';
import { freePort, spawnService, untilReady } from '../support/process.js';
import type { Bench } from './result.js';

const baton = fileURLToPath(new URL('../../backend/bin/baton.mjs', import.meta.url));
const events = 60_000;
const bodyEvents = 5_000;
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
    if (lines.length === events) break;
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

async function secondsUntilSigned(database: Database): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const signed = await database.one(sql`select from ledger.checkpoint where size >= ${events}`);
    if (signed) return (performance.now() - begun) / 1000;
    await new Promise((next) => setTimeout(next, 20));
  }
}

/** The very rows that the service wrote, into a table with the same columns and indexes, durable every 5,000. */
async function copySame(database: Database): Promise<number> {
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
  const rows = await database.query<Record<string, unknown>>(
    sql`select ${sql.join(columns.map((column) => sql.ident(column)))} from ledger.inbox order by inbox_id`,
  );
  const texts = rows.map((row) => copyRow(columns.map((column) => row[column])));
  await database.query(sql`create table ledger.peer (like ledger.inbox including all)`);
  const begun = performance.now();
  for (let at = 0; at < texts.length; at += copyRows) {
    const chunk = texts.slice(at, at + copyRows).join('');
    await database.transaction((tx) => database.copyIn(tx, 'ledger.peer', columns, [chunk]));
  }
  return (performance.now() - begun) / 1000;
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
    const bodies = makeBodies();
    const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    note(`${events} events, ${Math.round(bytes / events)} bytes each`);
    const seconds = await send(service.url, stdout.trim(), bodies);
    const signed = await secondsUntilSigned(database);
    const copySeconds = await copySame(database);
    await source.destroy();
    return [
      { name: 'events per second', value: events / seconds, unit: 'events/s', aim: '≥ 5,000' },
      { name: 'COPY of the same rows', value: events / copySeconds, unit: 'rows/s' },
      { name: 'ingest to COPY', value: copySeconds / seconds, unit: 'ratio', aim: '≥ 0.15' },
      { name: 'last answer to signed checkpoint', value: signed, unit: 's', aim: '≤ 5' },
    ];
  } finally {
    service.child.kill('SIGTERM');
    await service.exit;
    await rm(folder, { recursive: true, force: true });
  }
};
