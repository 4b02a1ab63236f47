import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Database } from './database.js';
import { insertOnlyTables, ledgerTables } from './roles.js';
import { sql } from './sql.js';

interface Server {
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
  server_encoding: string;
  data_checksums: string;
  /** That those who are not superusers may open. */
  connections: number;
}

interface Login {
  role: string;
  signed_in_as: string;
  superuser: boolean;
  /** What it may do that reaches past every table, itself or through a role that it is a member of. */
  powers: string[];
  owns_schema: boolean;
  creates_in_ledger: boolean;
  skips_triggers: boolean;
}

interface LedgerTable {
  name: string;
  owned: boolean;
  insert_only: boolean;
  guarded: boolean;
  rights: string[];
}

/** What the database says of itself and of us, in sentences. */
export interface SelfCheck {
  role: string;
  /** The service's role owns nothing of the ledger and may only add to it. */
  separated: boolean;
  /** Why Baton must not run here. */
  refusals: string[];
  warnings: string[];
}

type Policy = Pick<Config, 'databaseRoles' | 'requireDurable'> & Partial<Pick<Config, 'databasePool'>>;

/** With fewer connections nothing stands still, but followers, imports and requests wait for each other. */
const comfortablePool = 8;

/** `reserved_connections` is there since PostgreSQL 16. */
const readServer = sql`
  select current_setting('fsync') as fsync,
    current_setting('full_page_writes') as full_page_writes,
    current_setting('synchronous_commit') as synchronous_commit,
    current_setting('server_encoding') as server_encoding,
    current_setting('data_checksums') as data_checksums,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true)::int, 0) as connections`;

const readLogin = sql`
  select current_user::text as role,
    session_user::text as signed_in_as,
    (select rolsuper from pg_roles where rolname = current_user) as superuser,
    array(
      select case when rolname = current_user then '' else 'through ' || rolname || ' ' end || power
      from pg_roles
      cross join lateral (values
        ('becomes superuser', rolsuper),
        ('may create roles', rolcreaterole),
        ('may create databases', rolcreatedb),
        ('bypasses row security', rolbypassrls),
        ('may replicate', rolreplication),
        ('may write files of the server', rolname = 'pg_write_server_files'),
        ('may run programs on the server', rolname = 'pg_execute_server_program')
      ) as given (power, held)
      where held and pg_has_role(current_user, pg_roles.oid, 'member')
      order by 1
    ) as powers,
    (
      select pg_has_role(current_user, nspowner, 'member')
      from pg_namespace
      where nspname = 'ledger'
    ) as owns_schema,
    has_schema_privilege(current_user, 'ledger', 'create') as creates_in_ledger,
    has_parameter_privilege(current_user, 'session_replication_role', 'set') as skips_triggers`;

// tgtype: 1 for each row, 2 before, 8 delete, 16 update, 32 truncate
const readTables = sql`
  with refusing as (
    select pg_trigger.*
    from pg_trigger
    join pg_proc on pg_proc.oid = tgfoid
    where not tgisinternal and proname = 'refuse_change' and pronamespace = 'ledger'::regnamespace
  )
  select class.relname as name,
    pg_has_role(current_user, class.relowner, 'member') as owned,
    exists (
      select from refusing
      where tgrelid = class.oid and tgtype & 8 = 8
    ) as insert_only,
    exists (
      select from refusing
      where tgrelid = class.oid and tgenabled = 'A' and tgtype & 59 = 58 and tgqual is null and tgattr = ''
    ) as guarded,
    array(
      select held
      from unnest(array['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) as held
      where has_table_privilege(current_user, class.oid, held)
        or held = 'UPDATE' and has_any_column_privilege(current_user, class.oid, held)
    ) as rights
  from pg_class as class
  where class.relnamespace = 'ledger'::regnamespace and class.relkind in ('r', 'p')
  order by class.relname`;

/** Settings under which what was acknowledged may be lost when the machine stops. */
function lossy(server: Server): string[] {
  const found: string[] = [];
  if (server.fsync === 'off') found.push('fsync is off: what is acknowledged may be lost');
  if (server.full_page_writes === 'off')
    found.push('full_page_writes is off: a crash may leave pages half written');
  if (['off', 'local'].includes(server.synchronous_commit)) {
    found.push(`synchronous_commit is ${server.synchronous_commit}: what is acknowledged may be lost`);
  }
  return found;
}

/** What lets the service change the past. */
function powersOf(login: Login, tables: readonly LedgerTable[]): string[] {
  if (login.superuser) return [`the role ${login.role} is superuser`];
  const found = login.powers.map((power) => `the role ${login.role} ${power}`);
  if (login.signed_in_as !== login.role) {
    found.push(`the role ${login.role} is only taken on: RESET ROLE makes it ${login.signed_in_as} again`);
  }
  if (login.owns_schema) found.push(`the role ${login.role} owns schema ledger, or is a member of its owner`);
  if (login.creates_in_ledger) found.push(`the role ${login.role} may create objects in schema ledger`);
  if (login.skips_triggers) found.push(`the role ${login.role} may set session_replication_role`);
  for (const { name, owned, rights } of tables.filter(isInsertOnly)) {
    if (owned) found.push(`the role ${login.role} owns ledger.${name}, or is a member of its owner`);
    else if (rights.length > 0)
      found.push(`the role ${login.role} holds ${rights.join(', ')} on ledger.${name}`);
  }
  return found;
}

const isInsertOnly = ({ name, insert_only }: LedgerTable) => insert_only || insertOnlyTables.includes(name);

/** What no setting excuses. */
function wrong(server: Server, tables: readonly LedgerTable[]): string[] {
  const found = tables
    .filter((table) => isInsertOnly(table) && !table.guarded)
    .map(({ name }) => `ledger.${name} lacks its insert-only trigger, or the trigger is not ENABLE ALWAYS`);
  if (server.server_encoding !== 'UTF8') {
    found.push(`server_encoding is ${server.server_encoding}: only UTF8 keeps every text`);
  }
  return found;
}

function doubtful(server: Server, tables: readonly LedgerTable[], { databasePool }: Policy): string[] {
  const found = tables
    .filter((table) => ledgerTables[table.name] === undefined)
    .map(({ name }) => `ledger.${name} is not a table that this version knows`);
  if (server.data_checksums === 'off') found.push('data_checksums is off: a failing disk is noticed late');
  if (databasePool !== undefined && databasePool > server.connections) {
    found.push(
      `BATON_DATABASE_POOL is ${databasePool}, but the server allows ${server.connections} connections in all: requests beyond are answered with 503`,
    );
  } else if (databasePool !== undefined && databasePool < comfortablePool) {
    found.push(
      `BATON_DATABASE_POOL is ${databasePool}: what counts, imports and answers will wait for each other; ${comfortablePool} and more are comfortable`,
    );
  }
  return found;
}

const ungoverned = 'BATON_DATABASE_ROLES=none: the service itself could change the past';

/** Asks the database, on the connections that the service itself uses, whether it may keep a ledger. */
@Injectable()
export class SelfCheckStore {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly policy: Policy,
  ) {}

  async read(): Promise<SelfCheck> {
    const [server, login, tables] = await Promise.all([
      this.database.one<Server>(readServer),
      this.database.one<Login>(readLogin),
      this.database.query<LedgerTable>(readTables),
    ]);
    if (!server || !login) throw new Error('the database does not describe itself');
    const powers = powersOf(login, tables);
    const losses = lossy(server);
    const { databaseRoles, requireDurable } = this.policy;
    return {
      role: login.role,
      separated: powers.length === 0,
      refusals: [
        ...wrong(server, tables),
        ...(requireDurable ? losses : []),
        ...(databaseRoles === undefined ? [] : powers),
      ],
      warnings: [
        ...(databaseRoles === undefined && powers.length > 0 ? [ungoverned, ...powers] : []),
        ...(requireDurable ? [] : losses),
        ...doubtful(server, tables, this.policy),
      ],
    };
  }
}
