import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withUser } from '../../backend/src/db/connection.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { roleSetup } from '../../backend/src/db/role-setup.js';
import { groupRoles, type LedgerRole, ledgerRoles, roleNames } from '../../backend/src/db/roles.js';
import { scramVerifier } from '../../backend/src/db/scram.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { appPassword, openTestDatabase, rolePrefix, type TestDatabase } from '../support/database.js';
import { openLedger, turn } from '../support/ledger.js';

let fixture: TestDatabase;
const names = roleNames(rolePrefix);
const opened: { close(): Promise<void> }[] = [];
const clients = {} as Record<LedgerRole, Database>;

/** Group roles sign in nowhere: a login that is a member of one alone stands for it. */
async function signInAs(role: LedgerRole): Promise<Database> {
  const login = role === 'app' ? names.app : `only_${names[role]}`;
  const password = role === 'app' ? appPassword : 'only here';
  if (role !== 'app') {
    const { database } = fixture.admin;
    await database.query(sql`create role ${sql.ident(login)} login password 'only here'`);
    await database.query(sql`grant ${sql.ident(names[role])} to ${sql.ident(login)}`);
  }
  const source = createDataSource({ url: withUser(fixture.url, login, password), poolSize: 2 });
  await source.initialize();
  opened.push({ close: () => source.destroy() });
  return new Database(poolOf(source));
}

beforeAll(async () => {
  fixture = await openTestDatabase();
  const { ledger, sequencer } = openLedger(fixture.database);
  await ledger.append(Array.from({ length: 300 }, (_, i) => turn(`a-${i}`)));
  await ledger.append([turn('a-0', 'something else')]);
  await sequencer.run();
  for (const role of ledgerRoles) clients[role] = await signInAs(role);
});
afterAll(async () => {
  for (const client of opened) await client.close();
  await fixture.close();
});

const insertOnlyOf = async (database: Database): Promise<string[]> => {
  const rows = await database.query<{ relname: string }>(sql`
    select relname
    from pg_trigger
    join pg_class on pg_class.oid = tgrelid
    where tgname = 'insert_only' and relnamespace = 'ledger'::regnamespace
    order by 1`);
  return rows.map(({ relname }) => relname);
};

const attempts: [string, (table: Sql) => Sql][] = [
  ['UPDATE', (table) => sql`update ${table} set log_id = log_id`],
  ['DELETE', (table) => sql`delete from ${table}`],
  ['TRUNCATE', (table) => sql`truncate ${table} cascade`],
  ['DISABLE TRIGGER', (table) => sql`alter table ${table} disable trigger insert_only`],
  ['DROP TRIGGER', (table) => sql`drop trigger insert_only on ${table}`],
  ['OWNER', (table) => sql`alter table ${table} owner to ${sql.ident(names.app)}`],
  ['DROP TABLE', (table) => sql`drop table ${table} cascade`],
];

describe.each(ledgerRoles)('the role %s', (role) => {
  test.each(attempts)('cannot change any table of the past by %s', async (_, statement) => {
    const tables = await insertOnlyOf(fixture.admin.database);
    expect(tables.length).toBeGreaterThanOrEqual(7);
    for (const table of tables) {
      const refused = clients[role].query(statement(sql.ident(`ledger.${table}`)));
      await expect(refused, table).rejects.toMatchObject({ code: '42501' });
    }
  });

  test.each([
    sql`set session_replication_role = replica`,
    sql`set role ${sql.ident(names.owner)}`,
    sql`alter function ledger.refuse_change() owner to ${sql.ident(names.app)}`,
    sql`create or replace function ledger.refuse_change() returns trigger language plpgsql as 'begin return null; end'`,
    sql`create table ledger.own (id int)`,
    sql`create table public.own (id int)`,
    sql`alter schema ledger rename to other`,
    sql`alter role ${sql.ident(names.app)} superuser`,
    sql`select setval('ledger.inbox_inbox_id_seq', 1)`,
    sql`update ledger.data_key set wrapped_key = wrapped_key`,
    sql`delete from ledger.data_key`,
    sql`delete from ledger.erasure`,
  ])('cannot get round them: $text', async (statement) => {
    await expect(clients[role].query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('each group', () => {
  const leaf = sql`insert into ledger.leaf values (1, 999, 999, ${Buffer.alloc(32)})`;
  const conflict = sql`
    insert into ledger.conflict values (1, 's', 'e', ${Buffer.alloc(32)}, ${Buffer.alloc(32)}, now())`;
  const log = sql`insert into ledger.log values (2, 'n', 'o', 'v', '')`;
  const forbidden: [LedgerRole, string, Sql][] = [
    ['reader', 'insert leaves', leaf],
    ['reader', 'insert conflicts', conflict],
    ['reader', 'begin a log', log],
    ['reader', 'empty the queue', sql`delete from ledger.pending`],
    ['ingest', 'insert leaves', leaf],
    ['ingest', 'begin a log', log],
    ['ingest', 'sign', sql`insert into ledger.checkpoint values (1, 300, 'note')`],
    ['ingest', 'empty the queue', sql`delete from ledger.pending`],
    ['sequencer', 'accept events', sql`insert into ledger.pending values (1, 1)`],
    ['sequencer', 'read keys', sql`select from ledger.data_key`],
    ['sequencer', 'insert conflicts', conflict],
    ['eraser', 'read entries', sql`select from ledger.inbox`],
    ['eraser', 'read keys', sql`select from ledger.data_key`],
    ['eraser', 'insert leaves', leaf],
  ];
  test.each(forbidden)('%s cannot %s', async (role, _, statement) => {
    await expect(clients[role].query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('of ingest and sequencer is enough for what it is there for', async () => {
    const ingest = openLedger(clients.ingest);
    const sequencer = openLedger(clients.sequencer);
    const before = await fixture.database.one<{ size: number }>(
      sql`select max(size) as size from ledger.batch`,
    );
    const events = Array.from({ length: 60 }, (_, i) => turn(`g-${i}`));
    expect(new Set(await ingest.ledger.append(events))).toEqual(new Set(['accepted']));
    expect(await ingest.ledger.append([turn('g-0'), turn('g-1', 'other'), turn('h-0')])).toEqual([
      'duplicate',
      'conflict',
      'accepted',
    ]);
    await sequencer.sequencer.run();
    const { ledger } = openLedger(clients.reader);
    // A refusal has a leaf of its own.
    expect(await ledger.head()).toBe((before?.size ?? 0) + 62);
    const ids = (await ledger.readEntries(before?.size ?? 0, 100)).map(({ event }) => event?.id);
    expect(ids).toContain('h-0');
  });

  test('holds nothing in schema public: facts and accounts are the service role alone', async () => {
    for (const role of groupRoles) {
      await expect(clients[role].query(sql`select from account`)).rejects.toMatchObject({ code: '42501' });
    }
    expect(await clients.app.query(sql`select from account`)).toEqual([]);
    const migrations = clients.app.query(sql`delete from migration`);
    await expect(migrations).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a superuser', () => {
  test.each(['origin', 'replica'])(
    'is refused by the trigger when it forgets itself, as %s',
    async (mode) => {
      const { database } = fixture.admin;
      for (const table of await insertOnlyOf(database)) {
        const attempt = database.transaction(async (tx) => {
          await tx.query(sql`set local session_replication_role = ${sql.raw(mode)}`);
          await tx.query(sql`delete from ${sql.ident(`ledger.${table}`)}`);
        });
        await expect(attempt, table).rejects.toMatchObject({ code: '42501' });
      }
    },
  );
});

describe('the set-up', () => {
  const run = async (database: Database) => {
    for (const statement of roleSetup(rolePrefix, scramVerifier(appPassword))) {
      await database.query(sql.raw(statement));
    }
  };
  const rights = () =>
    fixture.admin.database.query(sql`
      select oid::regclass::text, relowner::regrole::text, (select array_agg(acl::text order by 1) from unnest(relacl) as acl)
      from pg_class
      where relnamespace in ('ledger'::regnamespace, 'public'::regnamespace) and relkind <> 'i'
      order by 1`);

  test('run again changes nothing', async () => {
    const before = await rights();
    await run(fixture.admin.database);
    expect(await rights()).toEqual(before);
  });

  test('takes away what somebody gave, and makes a later table readable and no more', async () => {
    const { database } = fixture.admin;
    const before = await rights();
    await database.query(sql`grant update, delete on ledger.leaf to ${sql.ident(names.app)}`);
    await database.query(sql`grant select on ledger.inbox to public`);
    await database.query(sql`alter table ledger.node owner to current_user`);
    await database.query(sql`create table ledger.later (id int)`);
    await database.query(sql`
      create function ledger.erase_everything() returns int language sql security definer
      set search_path = ledger, pg_temp as 'select 1'`);
    await run(database);
    expect(await clients.app.query(sql`select from ledger.later`)).toEqual([]);
    await expect(clients.app.query(sql`insert into ledger.later values (1)`)).rejects.toMatchObject({
      code: '42501',
    });
    expect(await clients.eraser.one(sql`select ledger.erase_everything() as done`)).toEqual({ done: 1 });
    await expect(clients.reader.query(sql`select ledger.erase_everything()`)).rejects.toMatchObject({
      code: '42501',
    });
    await database.query(sql`drop table ledger.later`);
    await database.query(sql`drop function ledger.erase_everything()`);
    expect(await rights()).toEqual(before);
  });
});
