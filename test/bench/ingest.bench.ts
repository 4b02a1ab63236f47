import { copyRow } from '../../backend/src/db/copy-row.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import type { Service } from '../support/process.js';
import { secondsUntil, withService } from './bench-service.js';
import { atLeast, atMost, type Bench, type Measure } from './result.js';
import { makeBodies, sendBodies } from './send-events.js';

/** Each round sends, waits until everything is counted, and copies what it sent; the first one warms up. */
const rounds = 6;
const roundEvents = 12_000;
const copyRows = 5_000;

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
  const sent = await sendBodies(service.url, key, bodies);
  const signed = await secondsUntil(database, sql`select from ledger.checkpoint where size >= ${size}`);
  await secondsUntil(database, sql`select from follower having count(*) > 0 and min(cursor) >= ${size}`);
  return { sent, signed, copied: await copySame(database, from) };
}

/** Authentication, guard, validation, commitments, encryption and durable commit, against bare COPY of the result. */
export const bench: Bench = (note) =>
  withService('ingest', async ({ service, key, database }) => {
    await database.query(sql`create table ledger.peer (like ledger.inbox including all)`);
    const bodies = makeBodies(rounds * roundEvents);
    const perRound = bodies.length / rounds;
    const done: Round[] = [];
    for (let i = 0; i < rounds; i += 1) {
      const own = bodies.slice(i * perRound, (i + 1) * perRound);
      const round = await runRound(service, key, database, own, i * roundEvents);
      note(
        `${Math.round(roundEvents / round.sent)} events/s, COPY ${Math.round(roundEvents / round.copied)} rows/s`,
      );
      if (i > 0) done.push(round);
    }
    return measuresOf(done);
  });

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
