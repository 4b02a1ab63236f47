import type { DataSource } from 'typeorm';
import { type Config, ConfigError } from '../config.js';
import { codeOf, connected, userOf, withUser } from './connection.js';
import { migrate, migrationLock } from './data-source.js';
import type { Database } from './database.js';
import { type Login, readLogin } from './login.store.js';
import { passwordStatement, roleSetup, setupRefused } from './role-setup.js';
import { roleNames } from './roles.js';
import { scramVerifier } from './scram.js';
import { sql } from './sql.js';

/** How the service signs in to a database whose roles are separated. */
export interface DatabaseLogin {
  /** Of this role: made from the ledger's keys, so that replicas agree and nobody has to keep it. */
  password(role: string): string;
  /** Rejects when the ledger in this database was begun with other keys. */
  recognise(database: Database): Promise<void>;
}

/** The service's roles, when they are kept apart from whoever changes the schema. */
interface Separation {
  prefix: string;
  login: DatabaseLogin;
}

const wrongPassword = '28P01';
const notAllowed = '42501';

/** What whoever has the rights must do, and what to start with afterwards. */
export function setupAdvice(url: string, prefix: string): string {
  return `Either have a database administrator run what \`baton db-setup\` prints, in this database, and start with
  DATABASE_URL=${withUser(url, roleNames(prefix).app)}
(no password: it is made from the ledger's keys), or set BATON_DATABASE_ROLES=none: Baton then runs as the given
user, who could change the past of the ledger, and says so in its log and on the Ledger page.`;
}

function refusal(url: string, prefix: string, { role, roles_exist }: Login): ConfigError {
  const lacks = roles_exist
    ? `The database user "${role}" may neither change Baton's roles nor act as ${roleNames(prefix).owner}.`
    : `The database user "${role}" can neither create Baton's roles (${prefix}_...) nor find them.`;
  return new ConfigError(
    `${lacks}\nBaton signs in as a role that can add to the ledger and change nothing in it.\n${setupAdvice(url, prefix)}`,
  );
}

/** Roles, ownership and rights, in one transaction. */
async function setUpRoles(database: Database, url: string, { prefix, login }: Separation): Promise<void> {
  const verifier = scramVerifier(login.password(roleNames(prefix).app));
  try {
    await database.transaction(async (tx) => {
      await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${migrationLock}, 0))`);
      for (const statement of roleSetup(prefix, verifier)) await tx.query(sql.raw(statement));
    });
  } catch (error) {
    const { message } = error as Error;
    if (codeOf(error) === setupRefused) throw new ConfigError(message);
    if (codeOf(error) !== notAllowed) throw error;
    throw new ConfigError(
      `Baton's database roles could not be set up: ${message}.\n${setupAdvice(url, prefix)}`,
    );
  }
}

/** Migrations, then roles and rights. Gives the names of the migrations that were run. */
async function setUp(
  url: string,
  separation: Separation,
  database: Database,
  dataSource: DataSource,
): Promise<string[]> {
  const { prefix } = separation;
  const login = await readLogin(database, prefix);
  if (!login.makes_roles && !(login.roles_exist && login.owns)) throw refusal(url, prefix, login);
  const done = await migrate(dataSource);
  await setUpRoles(database, url, separation);
  return done;
}

async function letsIn(url: string): Promise<boolean> {
  try {
    return await connected(url, async () => true);
  } catch (error) {
    if (codeOf(error) === wrongPassword) return false;
    throw error;
  }
}

/** The role has another password, or lost it in a restore: given anew, by whoever has this ledger's keys. */
async function mendPassword(url: string, { prefix, login }: Separation, database: Database): Promise<void> {
  if (await letsIn(url)) return;
  await login.recognise(database);
  const { app } = roleNames(prefix);
  const statement = passwordStatement(prefix, scramVerifier(login.password(app)));
  await database.query(sql.raw(statement)).catch((error: unknown) => {
    if (codeOf(error) !== notAllowed) throw error;
    throw new ConfigError(
      `The database role "${app}" has another password than the ledger's keys give.\n${setupAdvice(url, prefix)}`,
    );
  });
}

/** The service's own user: in the URL already, or the one that we have set up. */
async function serviceUrl(url: string, { prefix, login }: Separation): Promise<string | undefined> {
  const { app } = roleNames(prefix);
  if (userOf(url) === app) return new URL(url).password ? url : withUser(url, app, login.password(app));
  const who = await connected(url, (database) => readLogin(database, prefix));
  return who.serves && !who.owns && !who.makes_roles ? url : undefined;
}

/** Brings schema and roles up to date where we may; gives the URL that the service connects with. */
export async function prepareDatabase(url: string, config: Config, login: DatabaseLogin): Promise<string> {
  const { databaseRoles: prefix, migrationUrl } = config;
  if (prefix === undefined) {
    await connected(migrationUrl ?? url, (_, dataSource) => migrate(dataSource));
    return url;
  }
  const separation = { prefix, login };
  const own = migrationUrl ? undefined : await serviceUrl(url, separation);
  if (own) return own;
  return connected(migrationUrl ?? url, async (database, dataSource) => {
    await setUp(url, separation, database, dataSource);
    const { app } = roleNames(prefix);
    const password = login.password(app);
    const service = (migrationUrl && (await serviceUrl(url, separation))) || withUser(url, app, password);
    const isOurs = userOf(service) === app && new URL(service).password === password;
    if (isOurs) await mendPassword(service, separation, database);
    return service;
  });
}

/** For `baton migrate`: all that needs more rights than the service has. Gives the names of what was run. */
export async function migrateDatabase(url: string, config: Config, login: DatabaseLogin): Promise<string[]> {
  const { databaseRoles: prefix } = config;
  return connected(config.migrationUrl ?? url, (database, dataSource) =>
    prefix === undefined ? migrate(dataSource) : setUp(url, { prefix, login }, database, dataSource),
  );
}
