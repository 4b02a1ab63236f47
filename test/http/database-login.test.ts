import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, expect, inject, test } from 'vitest';
import { boot, type Running } from '../../backend/src/boot.js';
import { dbSetup } from '../../backend/src/cli/db-setup.js';
import { migrateCommand } from '../../backend/src/cli/migrate.js';
import { type Config, loadConfig } from '../../backend/src/config.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { withUser } from '../../backend/src/db/connection.js';
import { caller } from '../support/app.js';
import { createTestDatabase } from '../support/database.js';
import { escalationLogs } from '../support/escalation-log.js';

type Ledger = AnswerOf<typeof routes.ledgerStatus>;
type Headline = AnswerOf<typeof routes.metricHeadline>;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const administrator = { name: 'First', email: 'first@test.example', password: 'a long test password' };

async function run(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const result = await client.query(statement);
    return result.rows ?? [];
  } finally {
    await client.end();
  }
}

interface Place {
  /** As superuser. */
  admin: string;
  /** As the owner of the database, who may not create roles. */
  owner: string;
  config: Config;
}

/** A fresh database of a user without privileges, and a Baton that has never been started. */
async function makePlace(): Promise<Place> {
  const { url, drop } = await createTestDatabase('template0');
  closing.push(drop);
  const name = `x${randomBytes(5).toString('hex')}`;
  await run(url, `create role ${name}_shop login password 'shop'`);
  await run(url, `alter database ${new URL(url).pathname.slice(1)} owner to ${name}_shop`);
  const config: Config = {
    ...loadConfig({ BATON_LOG_LEVEL: 'warn', BATON_DATABASE_ROLES: name, BATON_DATABASE_POOL: '6' }),
    port: 0,
    dataDir: `${inject('scratch')}/${name}`,
    // The test server runs without fsync.
    requireDurable: false,
  };
  return { admin: url, owner: withUser(url, `${name}_shop`, 'shop'), config };
}

async function start(config: Config): Promise<Running & { lines: string[] }> {
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(...String(chunk).trim().split('\n'));
      done();
    },
  });
  const running = await boot(config, pino({ level: 'warn' }, stream), Date.now);
  closing.push(running.stop);
  return { ...running, lines };
}

const refusalOf = (config: Config): Promise<string> =>
  start(config).then(
    () => 'started',
    (error: Error) => error.message,
  );

async function command(which: typeof dbSetup, config: Config, args: string[] = []) {
  const said: string[] = [];
  const noted: string[] = [];
  const code = await which.run(args, {
    config,
    env: {},
    say: (line) => void said.push(line),
    note: (line) => void noted.push(line),
  });
  return { code, said: said.join('\n'), noted: noted.join('\n') };
}

/** From the first administrator to a number on the page; gives the ledger's status. */
async function useIt(running: Running): Promise<Ledger> {
  const setUp = await caller(running.url)('POST', '/api/setup', {
    ...administrator,
    token: running.setupToken,
  });
  expect(setUp.status).toBe(201);
  const call = caller(running.url, { cookie: setUp.headers.get('set-cookie')?.split(';')[0] ?? '' });
  const events = escalationLogs(12).flat();
  const key = await call<{ key: string }>('POST', '/api/keys', { name: 'in', role: 'ingest' });
  const send = caller(running.url, { authorization: `Bearer ${key.body.key}` });
  expect(await send('POST', '/api/events', events)).toMatchObject({
    status: 200,
    body: { accepted: events.length },
  });
  const numbers =
    '/api/metrics/headline?metric=escalation_rate&from=2026-01-01T00:00:00Z&to=2026-12-31T00:00:00Z';
  await expect
    .poll(async () => (await call<Headline>('GET', numbers)).body.value, { timeout: 20_000 })
    .toBe(1);
  const status = await call<Ledger>('GET', '/api/ledger');
  // With what the administrator did; nothing waits.
  expect(status.body).toMatchObject({ pending: 0, checkpoint: { size: status.body.entries } });
  expect(status.body.entries).toBeGreaterThanOrEqual(events.length);
  return status.body;
}

test('a user who can neither create roles nor find them is told what to do, and nothing is touched', async () => {
  const { owner, config } = await makePlace();
  const said = await refusalOf({ ...config, databaseUrl: owner });
  expect(said).toContain('can neither create');
  expect(said).toContain('`baton db-setup`');
  expect(said).toContain(`DATABASE_URL=${withUser(owner, `${config.databaseRoles}_app`)}`);
  expect(said).toContain('BATON_DATABASE_ROLES=none');
  expect(await run(owner, 'select from pg_class where relnamespace = 2200')).toEqual([]);
});

test('what db-setup prints is enough: the service runs with its own login alone', async () => {
  const { admin, owner, config } = await makePlace();
  const { said, noted } = await command(dbSetup, { ...config, databaseUrl: owner });
  const databaseUrl = /DATABASE_URL=(\S+)/.exec(noted)?.[1] ?? '';
  expect(said + noted).not.toContain('password=');
  await run(admin, said);
  const running = await start({ ...config, databaseUrl });
  const { privileges } = await useIt(running);
  expect(privileges).toMatchObject({ separated: true, role: `${config.databaseRoles}_app` });
  expect(privileges.warnings).toContainEqual(expect.stringContaining('fsync'));
  // Once more, over everything that is there now.
  await run(admin, said);
  expect(await caller(running.url)('GET', '/readyz')).toMatchObject({ status: 200 });
});

test('what db-setup prints makes the same schema as the migrations', async () => {
  const [printed, migrated] = [await makePlace(), await makePlace()];
  await run(printed.admin, (await command(dbSetup, printed.config)).said);
  await command(migrateCommand, { ...migrated.config, databaseUrl: migrated.admin });
  const schema = (place: Place) =>
    run(
      place.admin,
      `select attrelid::regclass::text, attname, atttypid::regtype::text, attnotnull,
        replace(pg_get_userbyid(relowner), '${place.config.databaseRoles}', 'x') as owner,
        replace(relacl::text, '${place.config.databaseRoles}', 'x') as rights
      from pg_attribute
      join pg_class on pg_class.oid = attrelid
      where relnamespace in ('ledger'::regnamespace, 'public'::regnamespace) and attnum > 0
      order by 1, attnum`,
    );
  expect(await schema(printed)).toEqual(await schema(migrated));
  const names = 'select timestamp, name from migration order by id';
  expect(await run(printed.admin, names)).toEqual(await run(migrated.admin, names));
});

test('an owner without the right to create roles migrates with those that an administrator made', async () => {
  const { admin, owner, config } = await makePlace();
  const separate = { ...config, databaseUrl: withUser(owner, `${config.databaseRoles}_app`) };
  const { said } = await command(dbSetup, separate, ['--migrator', `${config.databaseRoles}_shop`]);
  await run(admin, said);
  const behind = await refusalOf(separate);
  expect(behind).toContain('baton migrate');
  expect(behind).toContain('BATON_MIGRATION_URL');
  const first = await command(migrateCommand, { ...separate, migrationUrl: owner });
  expect(first).toMatchObject({ code: 0, said: expect.stringContaining('Ledger0000000000001') });
  const second = await command(migrateCommand, { ...separate, migrationUrl: owner });
  expect(second.said).toBe('The schema was up to date.');
  const { privileges } = await useIt(await start(separate));
  expect(privileges.separated).toBe(true);
});

test('a superuser in DATABASE_URL sets everything up, and the service still runs without privileges', async () => {
  const { admin, config } = await makePlace();
  const running = await start({ ...config, databaseUrl: admin });
  const { privileges } = await useIt(running);
  expect(privileges).toMatchObject({ separated: true, role: `${config.databaseRoles}_app` });
  const connected = await run(
    admin,
    'select distinct usename from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  expect(connected).toEqual([{ usename: `${config.databaseRoles}_app` }]);
});

test('a user who may create roles and owns the database needs no administrator', async () => {
  const { admin, owner, config } = await makePlace();
  await run(admin, `alter role ${config.databaseRoles}_shop createrole`);
  for (const databaseUrl of [owner, owner]) {
    const running = await start({ ...config, databaseUrl });
    if (running.setupToken) expect((await useIt(running)).privileges.separated).toBe(true);
    else expect(await caller(running.url)('GET', '/readyz')).toMatchObject({ status: 200 });
  }
});

test('with BATON_MIGRATION_URL a service login of any name stays what it is', async () => {
  const { admin, config } = await makePlace();
  const { databaseRoles: prefix } = config;
  await run(admin, (await command(dbSetup, config)).said);
  await run(admin, `create role ${prefix}_service login password 'own' in role ${prefix}_app`);
  const databaseUrl = withUser(admin, `${prefix}_service`, 'own');
  const running = await start({ ...config, databaseUrl, migrationUrl: admin });
  expect((await useIt(running)).privileges).toMatchObject({ separated: true, role: `${prefix}_service` });
});

test('a lost password is given anew by whoever has the keys, and by nobody else', async () => {
  const { admin, config } = await makePlace();
  const databaseUrl = admin;
  await (await start({ ...config, databaseUrl })).stop();
  closing.pop();
  await run(admin, `alter role ${config.databaseRoles}_app password 'another'`);
  const stranger = { ...config, dataDir: `${config.dataDir}-other`, databaseUrl };
  expect(await refusalOf(stranger)).toContain('other keys');
  const running = await start({ ...config, databaseUrl });
  expect(await caller(running.url)('GET', '/readyz')).toMatchObject({ status: 200 });
});

test('without separation it runs as the given user, and says so wherever one looks', async () => {
  const { owner, config } = await makePlace();
  const running = await start({ ...config, databaseRoles: undefined, databaseUrl: owner });
  expect(running.lines.join('\n')).toContain('BATON_DATABASE_ROLES=none');
  const { privileges } = await useIt(running);
  expect(privileges).toMatchObject({ separated: false, role: `${config.databaseRoles}_shop` });
  expect(privileges.warnings[0]).toContain('could change the past');
});

test('a database that can lose what it acknowledged is refused, whatever the environment says', async () => {
  const { admin, config } = await makePlace();
  const { requireDurable } = loadConfig({ BATON_REQUIRE_DURABLE: 'false', requireDurable: 'false' });
  expect(await refusalOf({ ...config, requireDurable, databaseUrl: admin })).toContain('fsync is off');
});
