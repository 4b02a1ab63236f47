import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyRow } from '../../backend/src/db/copy-row.js';
import { sql } from '../../backend/src/db/sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { countTurns, work } from '../support/turns.js';

let fixture: TestDatabase;
beforeAll(async () => {
  fixture = await openTestDatabase();
  await fixture.admin.database.query(sql`create table thing (id bigint primary key, body bytea, note text)`);
});
afterAll(() => fixture.close());

test('big integers and numerics come as numbers while they fit, bytes as Buffer, times as Date', async () => {
  const row = await fixture.database.one(sql`
    select 12::bigint as small, 9007199254740993::bigint as big, 1.5::numeric as fraction,
      '\\x00ff'::bytea as bytes, '2026-03-29T02:30:00+02'::timestamptz as at, count(*) as rows
    from thing`);
  expect(row).toEqual({
    small: 12,
    big: '9007199254740993',
    fraction: 1.5,
    bytes: Buffer.from('00ff', 'hex'),
    at: new Date('2026-03-29T00:30:00Z'),
    rows: 0,
  });
});

test('a transaction that throws leaves nothing behind', async () => {
  const { database } = fixture;
  const failing = database.transaction(async (tx) => {
    await tx.query(sql`insert into thing (id) values (1)`);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await database.query(sql`select from thing where id = 1`)).toEqual([]);
});

test('a named lock is held by one transaction at a time', async () => {
  const { database } = fixture;
  const outer = await database.tryLock('a', async () => {
    const same = await database.tryLock('a', async () => 'same');
    const other = await database.tryLock('b', async () => 'other');
    return { same, other };
  });
  expect(outer).toEqual({ same: undefined, other: 'other' });
  expect(await database.tryLock('a', async () => 'free again')).toBe('free again');
});

test('more pieces of work than there are connections may each need another one: all come to their end', async () => {
  const few = await openTestDatabase(3);
  const { database } = few;
  const needy = Array.from({ length: 9 }, (_, number) =>
    database.transaction(
      async (tx) => {
        await tx.query(sql`select pg_sleep(0.02)`);
        return (await database.one<{ number: number }>(sql`select ${number}::int as number`))?.number;
      },
      { needsAnother: true },
    ),
  );
  expect(await Promise.all(needy)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  await few.close();
});

test('COPY brings every byte over', async () => {
  const { database } = fixture;
  const notes = ['tab\tline\nback\\slash', '\\N', '', 'ü€😀', '\\.', null];
  const rows = notes.map((note, i) => copyRow([100 + i, Buffer.from([i, 92, 10, 0]), note]));
  await database.transaction((tx) => tx.copyIn('thing', ['id', 'body', 'note'], rows));
  const back = await database.query(sql`select body, note from thing where id >= 100 order by id`);
  expect(back).toEqual(notes.map((note, i) => ({ body: Buffer.from([i, 92, 10, 0]), note })));
});

test('rows that are made while they are copied leave others their turns', async () => {
  const { database } = fixture;
  const counter = countTurns();
  const turns: number[] = [];
  function* rows() {
    for (let id = 301; id <= 305; id += 1) {
      work();
      turns.push(counter.turn);
      yield copyRow([id, null, null]);
    }
  }
  await database.transaction((tx) => tx.copyIn('thing', ['id', 'body', 'note'], rows()));
  counter.stop();
  expect(new Set(turns).size).toBe(5);
  expect(await database.query(sql`select from thing where id > 300`)).toHaveLength(5);
});

test('the process outlives its connections, also those in use', async () => {
  const { database } = fixture;
  const cut = database.transaction(async (tx) => {
    await database.query(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`,
    );
    await new Promise((done) => setTimeout(done, 100));
    await tx.query(sql`select 1`);
  });
  await expect(cut).rejects.toThrow();
  expect(await database.one(sql`select 1 as alive`)).toEqual({ alive: 1 });
});
