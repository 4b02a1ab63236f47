import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { withUser } from '../../backend/src/db/connection.js';
import { createDataSource, migrate, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { roleSetup } from '../../backend/src/db/role-setup.js';
import { roleNames } from '../../backend/src/db/roles.js';
import { scramVerifier } from '../../backend/src/db/scram.js';
import { SelfCheckStore } from '../../backend/src/db/self-check.store.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { createTestDatabase, openTestDatabase, rolePrefix, type TestDatabase } from '../support/database.js';

// The test server runs without fsync; nothing else is wrong with it.
const lenient = { databaseRoles: rolePrefix, requireDurable: false };
const strict = { databaseRoles: rolePrefix, requireDurable: true };
const fsyncOff = 'fsync is off: what is acknowledged may be lost';

let fixture: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  fixture = await openTestDatabase();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => fixture.close());

const check = (database = fixture.database, policy: typeof lenient | typeof unseparated = lenient) =>
  new SelfCheckStore(database, policy).read();
const unseparated = { databaseRoles: undefined, requireDurable: false };

/** Changes something as superuser, for this test. */
async function broken(change: string, mend: string, admin = fixture.admin.database): Promise<void> {
  closing.push(() => admin.query(sql.raw(mend)));
  await admin.query(sql.raw(change));
}

/** Connected with these settings of its own. */
function connectedWith(options: string, url = fixture.url): Database {
  const pool = new pg.Pool({ connectionString: url, options, max: 2 });
  closing.push(() => pool.end());
  return new Database(pool);
}

/** A login of its own, with these attributes and memberships. */
async function loginWith(attributes: string, grants: Sql[] = []): Promise<Database> {
  const { database } = fixture.admin;
  const name = `login_${closing.length}_${Math.random().toString(36).slice(2)}`;
  await database.query(sql.raw(`create role ${name} login password 'x' ${attributes}`));
  for (const grant of grants) await database.query(sql`${grant} to ${sql.ident(name)}`);
  closing.push(async () => {
    await database.query(sql.raw(`drop owned by ${name}`));
    await database.query(sql.raw(`drop role ${name}`));
  });
  return connectedWith('-c synchronous_commit=on', withUser(fixture.url, name, 'x'));
}

test('a pool that is small, or larger than the server allows, is said', async () => {
  const warned = async (databasePool: number) =>
    (await new SelfCheckStore(fixture.database, { ...lenient, databasePool }).read()).warnings.filter((one) =>
      one.startsWith('BATON_DATABASE_POOL'),
    );
  expect(await warned(4)).toEqual([expect.stringContaining('wait for each other')]);
  expect(await warned(12)).toEqual([]);
  expect(await warned(10_000)).toEqual([expect.stringContaining('the server allows')]);
});

test('a database as Baton sets it up is taken, without a warning but for what the test server lacks', async () => {
  expect(await check()).toEqual({
    role: 'baton_app',
    separated: true,
    refusals: [],
    warnings: [fsyncOff],
  });
});

describe('a start is refused when', () => {
  test('fsync is off', async () => {
    expect((await check(fixture.database, strict)).refusals).toEqual([fsyncOff]);
  });

  test('full_page_writes is off', async () => {
    const { database } = fixture.admin;
    const found = async () => (await check(fixture.database, strict)).refusals;
    closing.push(async () => {
      await database.query(sql`select pg_reload_conf()`);
      await expect.poll(found).toEqual([fsyncOff]);
    });
    await broken('alter system set full_page_writes = off', 'alter system reset full_page_writes');
    await database.query(sql`select pg_reload_conf()`);
    await expect.poll(found).toContainEqual(expect.stringContaining('full_page_writes'));
  });

  test.each(['off', 'local'])('synchronous_commit is %s for the session', async (value) => {
    const { refusals } = await check(connectedWith(`-c synchronous_commit=${value}`), strict);
    expect(refusals).toContainEqual(expect.stringContaining(`synchronous_commit is ${value}`));
  });

  test('the server does not keep UTF-8', async () => {
    const { database } = fixture.admin;
    const name = 'self_check_ascii';
    const template = "template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'";
    await database.query(sql.raw(`create database ${name} ${template}`));
    closing.push(() => database.query(sql.raw(`drop database ${name} with (force)`)));
    const url = new URL(fixture.admin.url);
    url.pathname = `/${name}`;
    const source = await createDataSource({ url: url.href, poolSize: 2 }).initialize();
    closing.push(() => source.destroy());
    await migrate(source);
    const { refusals } = await check(new Database(poolOf(source)), unseparated);
    expect(refusals).toEqual([expect.stringContaining('server_encoding is SQL_ASCII')]);
  });

  test('the role is superuser', async () => {
    const { refusals, separated } = await check(fixture.admin.database);
    expect(refusals).toEqual(['the role baton is superuser']);
    expect(separated).toBe(false);
  });

  test('the role takes on another one only for the while', async () => {
    const { refusals } = await check(connectedWith('-c role=baton_app', fixture.admin.url));
    expect(refusals).toEqual([expect.stringContaining('RESET ROLE')]);
  });

  test.each([
    ['createrole', 'may create roles'],
    ['createdb', 'may create databases'],
    ['bypassrls', 'bypasses row security'],
    ['replication', 'may replicate'],
  ])('the role has the attribute %s', async (attribute, what) => {
    const { refusals } = await check(await loginWith(attribute, [sql`grant baton_reader`]));
    expect(refusals).toEqual([expect.stringContaining(what)]);
  });

  test.each([
    ['the owner of the ledger', sql`grant baton_ledger_owner`, 'owns schema ledger'],
    ['a superuser', sql`grant baton`, 'through baton becomes superuser'],
    ['those who write files of the server', sql`grant pg_write_server_files`, 'write files of the server'],
    ['those who run programs', sql`grant pg_execute_server_program`, 'run programs'],
    ['those who write everything', sql`grant pg_write_all_data`, 'holds UPDATE, DELETE on ledger.leaf'],
  ])('the role is a member of %s', async (_, grant, what) => {
    const { refusals } = await check(await loginWith('', [grant, sql`grant usage on schema ledger`]));
    expect(refusals).toContainEqual(expect.stringContaining(what));
  });

  test('the role owns a table of the ledger', async () => {
    await broken(
      'alter table ledger.leaf owner to baton_app',
      'alter table ledger.leaf owner to baton_ledger_owner',
    );
    const { refusals } = await check();
    expect(refusals).toContainEqual(expect.stringContaining('the role baton_app owns ledger.leaf'));
  });

  test.each([
    ['update on ledger.leaf', 'holds UPDATE on ledger.leaf'],
    ['update (leaf_hash) on ledger.leaf', 'holds UPDATE on ledger.leaf'],
    ['delete on ledger.inbox', 'holds DELETE on ledger.inbox'],
    ['truncate on ledger.batch', 'holds TRUNCATE on ledger.batch'],
    ['trigger on ledger.log', 'holds TRIGGER on ledger.log'],
    ['create on schema ledger', 'may create objects in schema ledger'],
    ['set on parameter session_replication_role', 'may set session_replication_role'],
  ])('the role was granted %s', async (right, what) => {
    await broken(`grant ${right} to baton_app`, `revoke ${right} from baton_app`);
    expect((await check()).refusals).toEqual([expect.stringContaining(what)]);
  });

  test.each(['log', 'inbox', 'leaf', 'node', 'batch', 'checkpoint', 'conflict'])(
    'ledger.%s has its trigger disabled, enabled for some, replaced or dropped',
    async (table) => {
      const { database } = fixture.admin;
      const always = `alter table ledger.${table} enable always trigger insert_only`;
      const create = (what: string) =>
        `create trigger insert_only before ${what} on ledger.${table} for each statement execute function ledger.refuse_change()`;
      closing.push(async () => {
        await database.query(sql.raw(`drop trigger if exists insert_only on ledger.${table}`));
        await database.query(sql.raw(create('update or delete or truncate')));
        await database.query(sql.raw(always));
      });
      for (const state of ['disable', 'enable', 'enable replica']) {
        await database.query(sql.raw(`alter table ledger.${table} ${state} trigger insert_only`));
        const found = [expect.stringContaining(`ledger.${table} lacks its insert-only trigger`)];
        expect((await check()).refusals, state).toEqual(found);
      }
      for (const replaced of ['update or delete', 'update of log_id or delete or truncate']) {
        await database.query(sql.raw(`drop trigger insert_only on ledger.${table}`));
        await database.query(sql.raw(create(replaced)));
        await database.query(sql.raw(always));
        expect((await check()).refusals, replaced).toHaveLength(1);
      }
      await database.query(sql.raw(`drop trigger insert_only on ledger.${table}`));
      expect((await check()).refusals).toHaveLength(1);
    },
  );
});

describe('a warning is given when', () => {
  test('pages carry no checksums', async () => {
    const { database } = fixture.admin;
    await database.query(sql`
      create function public.current_setting(name text) returns text language sql as
      $$ select case name when 'data_checksums' then 'off' else pg_catalog.current_setting(name) end $$`);
    closing.push(() => database.query(sql`drop function public.current_setting(text)`));
    const { refusals, warnings } = await check(connectedWith('-c search_path=public,pg_catalog'));
    expect(refusals).toEqual([]);
    expect(warnings).toContainEqual(expect.stringContaining('data_checksums is off'));
  });

  test('schema ledger holds a table that nobody knows', async () => {
    await broken('create table ledger.stranger (id int)', 'drop table ledger.stranger');
    expect((await check()).warnings).toContainEqual(expect.stringContaining('ledger.stranger'));
  });

  test('roles are not separated, instead of a refusal', async () => {
    const { refusals, warnings, separated } = await check(fixture.admin.database, unseparated);
    expect({ refusals, separated }).toEqual({ refusals: [], separated: false });
    expect(warnings).toEqual([
      'BATON_DATABASE_ROLES=none: the service itself could change the past',
      'the role baton is superuser',
      fsyncOff,
    ]);
  });
});

describe('the set-up refuses a prefix', () => {
  const setUp = async (admin: Database, prefix: string) => {
    for (const statement of roleSetup(prefix, scramVerifier('x'))) await admin.query(sql.raw(statement));
  };
  /** Another Baton's database on the same server. */
  async function another(): Promise<{ database: Database; drop(): Promise<void> }> {
    const { url, drop } = await createTestDatabase('template0');
    const source = await createDataSource({ url, poolSize: 2 }).initialize();
    await migrate(source);
    const close = async () => {
      await source.destroy();
      await drop();
    };
    closing.push(close);
    return { database: new Database(poolOf(source)), drop: close };
  }

  test('whose roles belong to the Baton of another database, until that is gone', async () => {
    const [first, second] = [await another(), await another()];
    await setUp(first.database, 'shared');
    await expect(setUp(second.database, 'shared')).rejects.toThrow(/belongs to the Baton in database "test_/);
    await expect(setUp(second.database, 'shared')).rejects.toThrow('BATON_DATABASE_ROLES');
    closing.splice(closing.indexOf(first.drop), 1);
    await first.drop();
    await setUp(second.database, 'shared');
  });

  test('whose names are taken by roles of something else', async () => {
    const { database } = await another();
    await fixture.admin.database.query(sql.raw('create role taken_app login'));
    await expect(setUp(database, 'taken')).rejects.toThrow('"taken_app" exists already');
    expect(
      await database.query(sql`select from pg_roles where rolname = ${roleNames('taken').owner}`),
    ).toEqual([]);
  });
});
