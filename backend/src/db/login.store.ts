import { migrations } from './data-source.js';
import type { Database } from './database.js';
import { groupRoles, roleNames } from './roles.js';
import { sql } from './sql.js';

/** Who we are to a database. */
export interface Login {
  role: string;
  /** Superuser, or one that may make roles. */
  makes_roles: boolean;
  roles_exist: boolean;
  /** Acts as the ledger's owner. */
  owns: boolean;
  /** Holds the rights of the four groups. */
  serves: boolean;
}

/** What the user that we signed in as may do about roles with this prefix. */
export async function readLogin(database: Database, prefix: string): Promise<Login> {
  const names = roleNames(prefix);
  const groups = groupRoles.map((role) => names[role]);
  const login = await database.one<Login>(sql`
    select current_user::text as role,
      rolsuper or rolcreaterole as makes_roles,
      (select count(*) = ${groups.length + 2} from pg_roles where rolname = any(${Object.values(names)}))
        as roles_exist,
      exists (
        select from pg_roles where rolname = ${names.owner} and pg_has_role(current_user, oid, 'usage')
      ) as owns,
      (
        select count(*) = ${groups.length}
        from pg_roles
        where rolname = any(${groups}) and pg_has_role(current_user, oid, 'usage')
      ) as serves
    from pg_roles
    where rolname = current_user`);
  if (!login) throw new Error('the database does not know us');
  return login;
}

/** Names of the migrations that this database has not seen. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const known = await database.one<{ known: boolean }>(
    sql`select to_regclass('public.migration') is not null as known`,
  );
  const wanted = migrations.map((Migration) => new Migration().name);
  if (!known?.known) return wanted;
  const rows = await database.query<{ name: string }>(sql`select name from public.migration`);
  const done = new Set(rows.map(({ name }) => name));
  return wanted.filter((name) => !done.has(name));
}
