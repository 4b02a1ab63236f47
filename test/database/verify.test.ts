import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database, Transaction } from '../../backend/src/db/database.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, turn } from '../support/ledger.js';

const size = 600;
let fixture: TestDatabase;
let parts: ReturnType<typeof openLedger>;

beforeAll(async () => {
  fixture = await openTestDatabase();
  parts = openLedger(fixture.database);
  const { ledger, sequencer } = parts;
  const started: CloudEvent = turn('s-0', '', {
    type: 'conversation.started',
    data: { bot: 'ada', customer: { id: 'Zoe@Example.com', name: 'Zoe' } },
  });
  const events = [started, ...Array.from({ length: size - 1 }, (_, i) => turn(`v${i % 7}-${i}`))];
  for (const end of [1, 255, 256, 257, size]) {
    await ledger.append(events.slice(await ledger.head(), end));
    await sequencer.run();
  }
  await ledger.append([turn('v0-0', 'something else')]);
});
afterAll(() => fixture.close());

class Rollback extends Error {}

const protectedTables = [
  'log',
  'inbox',
  'leaf',
  'node',
  'batch',
  'checkpoint',
  'conflict',
  'data_key',
  'erasure',
];

/**
 * What somebody with all rights over the database can do: triggers and foreign keys off, then a change. Verified
 * within that transaction, and undone.
 */
async function verifyAfter(change: Sql) {
  const source = createDataSource({ url: fixture.admin.url, poolSize: 4 });
  await source.initialize();
  const database = new Database(poolOf(source));
  try {
    for (const table of protectedTables) {
      await database.query(sql`alter table ${sql.ident(`ledger.${table}`)} disable trigger user`);
    }
    const tampered = openLedger(database);
    let report: Awaited<ReturnType<typeof tampered.verify.run>> | undefined;
    await database
      .transaction(async (tx: Transaction) => {
        await tx.query(sql`set local session_replication_role = replica`);
        await tx.query(change);
        const inside = Object.assign(Object.create(Database.prototype) as Database, {
          query: <Row>(statement: Sql) => tx.query<Row>(statement),
          one: <Row>(statement: Sql) => tx.one<Row>(statement),
          transaction: <T>(work: (tx: Transaction) => Promise<T>) => work(tx),
        });
        report = await openLedger(inside).verify.run();
        throw new Rollback();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Rollback)) throw error;
      });
    if (!report) throw new Error('not verified');
    return report;
  } finally {
    for (const table of protectedTables) {
      await database.query(sql`alter table ${sql.ident(`ledger.${table}`)} enable trigger user`);
    }
    await source.destroy();
  }
}

const at = 300;
const inboxAt = sql`(select inbox_id from ledger.leaf where leaf_index = ${at})`;
const flip = (column: string) =>
  sql`set_byte(${sql.ident(column)}, 9, get_byte(${sql.ident(column)}, 9) # 1)`;
const change = (column: string, value: Sql) =>
  sql`update ledger.inbox set ${sql.ident(column)} = ${value} where inbox_id = ${inboxAt}`;

describe('an untouched ledger', () => {
  test('verifies, with everything opened', async () => {
    const report = await parts.verify.run();
    expect(report).toMatchObject({ ok: true, entries: size, opened: size, erased: 0, problems: [] });
    expect(report.checkpoints).toBeGreaterThanOrEqual(5);
    expect(await parts.verify.last()).toEqual(report);
  });

  test('verifies when it is empty', async () => {
    const empty = await openTestDatabase();
    expect(await openLedger(empty.database).verify.run()).toMatchObject({ ok: true, entries: 0 });
    await empty.close();
  });

  test('gives everybody who asks at once the same report', async () => {
    const [one, two] = await Promise.all([parts.verify.run(), parts.verify.run()]);
    expect(one).toBe(two);
  });
});

describe('one change in', () => {
  const columns: [string, Sql][] = [
    ['entry', flip('entry')],
    ['payload', flip('payload')],
    ['content_hash', flip('content_hash')],
    ['subject_ref', flip('subject_ref')],
    ['conversation_key', flip('conversation_key')],
    ['event_uid', sql`'00000000-0000-8000-8000-000000000000'`],
    ['source', sql`'wem'`],
    ['event_id', sql`'other'`],
    ['type', sql`'turn.recordeD'`],
    ['occurred_at', sql`occurred_at + interval '1 ms'`],
    ['received_at', sql`received_at + interval '1 ms'`],
    ['received_at', sql`received_at + interval '1 microsecond'`],
    ['link', sql`'{"conversation":"AAAAAAAAAAAAAAAAAAAAAA"}'`],
    ['seal', flip('seal')],
    ['seal', sql`null`],
  ];
  test.each(columns)('inbox.%s is found at its index', async (column, value) => {
    const report = await verifyAfter(change(column, value));
    expect(report.ok).toBe(false);
    expect(report.problems[0]).toMatchObject({ index: at });
  });

  test('leaf.leaf_hash is found at its index', async () => {
    const report = await verifyAfter(
      sql`update ledger.leaf set leaf_hash = ${flip('leaf_hash')} where leaf_index = ${at}`,
    );
    expect(report.problems).toEqual([expect.objectContaining({ index: at })]);
  });

  test('leaf order is found at the next sealed size', async () => {
    const report = await verifyAfter(sql`
      with gone as (
        delete from ledger.leaf where leaf_index in (${at}, ${at + 1}) returning *
      )
      insert into ledger.leaf (log_id, leaf_index, inbox_id, leaf_hash)
      select log_id, ${2 * at + 1} - leaf_index, inbox_id, leaf_hash
      from gone
      order by leaf_index`);
    expect(report.ok).toBe(false);
    expect(report.problems[0]?.size).toBe(size);
  });

  test.each([
    ['missing in the middle', sql`delete from ledger.leaf where leaf_index = ${at}`, { index: at }],
    ['missing at the end', sql`delete from ledger.leaf where leaf_index = ${size - 1}`, { size }],
    ['of an entry that is gone', sql`delete from ledger.inbox where inbox_id = ${inboxAt}`, { index: at }],
  ])('a leaf %s is found', async (_, statement, place) => {
    expect((await verifyAfter(statement)).problems[0]).toMatchObject(place);
  });

  test.each([
    ['node', sql`update ledger.node set hash = ${flip('hash')} where idx = 1`, { index: 256 }],
    ['node, missing', sql`delete from ledger.node where idx = 1`, { index: 256 }],
    ['node, invented', sql`insert into ledger.node values (1, 1, 77, ${Buffer.alloc(32)})`, { index: null }],
    ['batch.root', sql`update ledger.batch set root = ${flip('root')} where size = 256`, { size: 256 }],
    [
      'batch.frontier',
      sql`update ledger.batch set frontier = ${flip('frontier')} where size = 256`,
      { size: 256 },
    ],
    ['batch.prev_size', sql`update ledger.batch set prev_size = 2 where size = 256`, { size: 256 }],
    ['batch, missing', sql`delete from ledger.batch where size = 256`, { size: 257 }],
    [
      'batch, invented',
      sql`insert into ledger.batch select 1, 999, ${size}, root, frontier from ledger.batch where size = ${size}`,
      { size: 999 },
    ],
    [
      'checkpoint',
      sql`update ledger.checkpoint set note = replace(note, '256', '257') where size = 256`,
      { size: 256 },
    ],
    [
      'checkpoint, of another size',
      sql`update ledger.checkpoint set note = (select note from ledger.checkpoint where size = 257) where size = 256`,
      { size: 256 },
    ],
    [
      'checkpoint, without batch',
      sql`insert into ledger.checkpoint (log_id, size, note) values (1, 998, 'x')`,
      { size: null },
    ],
    ['conflict', sql`update ledger.conflict set content_hash = ${flip('content_hash')}`, { index: null }],
    [
      'data_key',
      sql`update ledger.data_key set wrapped_key = ${flip('wrapped_key')} where class = 'customer'`,
      { index: 0 },
    ],
    ['data_key, missing', sql`delete from ledger.data_key where class = 'customer'`, { index: 0 }],
    [
      'inbox, accepted without a place',
      sql`insert into ledger.inbox (log_id, source, event_id, content_hash, entry, event_uid, subject_ref, payload, received_at, type, occurred_at, link) select log_id, source, 'stray', content_hash, entry, event_uid, subject_ref, payload, received_at, type, occurred_at, link from ledger.inbox limit 1`,
      { index: null },
    ],
  ])('%s is found', async (_, statement, place) => {
    const report = await verifyAfter(statement);
    expect(report.ok).toBe(false);
    expect(report.problems[0]).toMatchObject(place);
  });
});
