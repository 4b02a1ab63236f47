import { groupRoles, ledgerRoles, ledgerTables, roleNames } from './roles.js';

/** SQLSTATE of a refusal that this set-up words itself. */
export const setupRefused = 'BTN01';

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/**
 * Roles belong to the whole server: a comment on each names its Baton, by a mark that also stands on schema
 * `ledger`. A copy of the database carries the same mark and is the same Baton's.
 */
function makeRoles(prefix: string, verifier: string): string {
  const names = roleNames(prefix);
  const groups = groupRoles.map((role) => names[role]);
  return `do $baton$
declare
  role_name text;
  known pg_roles;
  remark text;
  schema_remark text := obj_description(to_regnamespace('ledger'), 'pg_namespace');
  role_remark text := shobj_description(to_regrole('${names.app}'), 'pg_authid');
  mark text := substring(schema_remark from '^Baton [0-9a-f-]{36}$');
  elsewhere text;
begin
  -- set up before there was a schema, for this very database
  if mark is null and role_remark like '%, database ' || current_database() then
    mark := substring(role_remark from '^Baton [0-9a-f-]{36}');
  end if;
  mark := coalesce(mark, 'Baton ' || gen_random_uuid());
  if to_regnamespace('ledger') is not null and schema_remark is distinct from mark then
    execute format('comment on schema ledger is %L', mark);
  end if;
  foreach role_name in array array[${quoted([names.owner, ...groups, names.app])}] loop
    select * into known from pg_roles where rolname = role_name;
    if not found then
      execute format('create role %I nosuperuser nocreatedb nocreaterole nobypassrls noreplication inherit %s', role_name,
        case when role_name = '${names.app}' then 'login password ''${verifier}''' else 'nologin' end);
      execute format('comment on role %I is %L', role_name, mark || ', database ' || current_database());
      continue;
    end if;
    remark := coalesce(shobj_description(known.oid, 'pg_authid'), '');
    elsewhere := substring(remark from '^Baton [0-9a-f-]{36}, database (.*)$');
    if elsewhere is null then
      raise exception 'The database role "%" exists already and is not Baton''s. Set BATON_DATABASE_ROLES to another prefix.', role_name
        using errcode = '${setupRefused}';
    end if;
    if remark not like mark || ',%' then
      if elsewhere <> current_database() and exists (select from pg_database where datname = elsewhere) then
        raise exception 'The database role "%" belongs to the Baton in database "%". Set BATON_DATABASE_ROLES to another prefix.', role_name, elsewhere
          using errcode = '${setupRefused}';
      end if;
      execute format('comment on role %I is %L', role_name, mark || ', database ' || current_database());
    end if;
    if known.rolsuper or known.rolcreatedb or known.rolcreaterole or known.rolbypassrls or known.rolreplication
      or not known.rolinherit or known.rolcanlogin <> (role_name = '${names.app}') then
      execute format('alter role %I nosuperuser nocreatedb nocreaterole nobypassrls noreplication inherit %s', role_name,
        case when role_name = '${names.app}' then 'login' else 'nologin' end);
    end if;
  end loop;
  foreach role_name in array array[${quoted(groups)}] loop
    if not pg_has_role('${names.app}', role_name, 'usage') then
      execute format('grant %I to ${names.app}', role_name);
    end if;
  end loop;
  -- whoever changes the schema next time acts as its owner
  if not pg_has_role(current_user, '${names.owner}', 'usage') then
    execute format('grant ${names.owner} to %I', current_user);
  end if;
end $baton$`;
}

/** Whatever a migration made is the owner's. Identity sequences follow their tables. */
function giveLedgerToOwner(prefix: string): string {
  const { owner } = roleNames(prefix);
  return `do $baton$
declare
  statement text;
begin
  for statement in
    select 'alter schema ledger owner to ${owner}'
    from pg_namespace
    where nspname = 'ledger' and nspowner <> '${owner}'::regrole
    union all
    select format('alter %s %s owner to ${owner}',
      case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
      class.oid::regclass)
    from pg_class as class
    where relnamespace = to_regnamespace('ledger') and relkind in ('r', 'p', 'v', 'm', 'S')
      and relowner <> '${owner}'::regrole
      and not exists (
        select from pg_depend
        where classid = 'pg_class'::regclass and objid = class.oid and deptype in ('a', 'i')
          and refclassid = 'pg_class'::regclass
      )
    union all
    select format('alter routine %s owner to ${owner}', proc.oid::regprocedure)
    from pg_proc as proc
    where pronamespace = to_regnamespace('ledger') and proowner <> '${owner}'::regrole
  loop
    execute statement;
  end loop;
end $baton$`;
}

/** One row per named right: table, role, rights. */
function listedRights(prefix: string): string {
  const names = roleNames(prefix);
  const rows = Object.entries(ledgerTables).flatMap(([table, { rights }]) =>
    ledgerRoles.flatMap((role) =>
      rights[role] ? [`('${table}', '${names[role]}', '${rights[role]}')`] : [],
    ),
  );
  return rows.join(',\n      ');
}

/** Tables, sequences and functions of both schemas with what the roles hold of them; what an extension made is its own. */
const objects = `
    select class.oid, class.oid::regclass::text as name, relname as short, nspname as schema, relkind = 'S' as is_sequence,
      case relkind when 'S' then 'sequence' else 'table' end as kind, false as erases, false as answers,
      coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner)) as acl
    from pg_class as class
    join pg_namespace as namespace on namespace.oid = relnamespace
    where nspname in ('ledger', 'public') and relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_has_role(current_user, relowner, 'usage')
      and not exists (select from pg_depend where objid = class.oid and classid = 'pg_class'::regclass and deptype = 'e')
    union all
    select proc.oid, proc.oid::regprocedure::text, proname, nspname, false, 'routine',
      prosecdef and proname like 'erase%', not prosecdef and prorettype <> 'trigger'::regtype,
      coalesce(proacl, acldefault('f', proowner))
    from pg_proc as proc
    join pg_namespace as namespace on namespace.oid = pronamespace
    where nspname in ('ledger', 'public') and pg_has_role(current_user, proowner, 'usage')
      and not exists (select from pg_depend where objid = proc.oid and classid = 'pg_proc'::regclass and deptype = 'e')`;

/** What each role should hold of each object; compared with what it holds, so that a second run changes nothing. */
function wantedRights(prefix: string): string {
  const names = roleNames(prefix);
  return `
    select object.kind, object.name, role.name as role,
      case
        when object.schema = 'public' and role.name = '${names.app}' then
          case
            when object.kind = 'routine' then 'EXECUTE'
            when object.is_sequence then 'USAGE'
            when object.short = 'migration' then 'SELECT'
            else 'DELETE, INSERT, SELECT, TRUNCATE, UPDATE'
          end
        when object.schema = 'public' then ''
        when object.kind = 'routine' then
          case when object.erases and role.name = '${names.eraser}' or object.answers and role.name = '${names.reader}'
            then 'EXECUTE' else '' end
        when object.is_sequence then
          case when exists (
            select
            from pg_depend
            join listed on listed.table_name = (select relname from pg_class where pg_class.oid = refobjid)
            where objid = object.oid and classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass
              and listed.role = role.name and listed.rights like '%INSERT%'
          ) then 'USAGE' else '' end
        when role.name = 'public' then ''
        else coalesce(
          (select rights from listed where listed.table_name = object.short and listed.role = role.name),
          case when role.name = '${names.reader}' then 'SELECT' else '' end)
      end as wanted,
      (
        select coalesce(string_agg(distinct privilege_type, ', ' order by privilege_type), '')
        from aclexplode(object.acl)
        where grantee = role.oid
      ) as held
    from object
    cross join role
    -- what everybody may do in schema public is not Baton's alone to say
    where object.schema = 'ledger' or role.name <> 'public'`;
}

function grantRights(prefix: string): string {
  const names = roleNames(prefix);
  const roles = ledgerRoles.map((role) => names[role]);
  return `do $baton$
declare
  item record;
begin
  for item in
    with listed (table_name, role, rights) as (values
      ${listedRights(prefix)}
    ), role (name, oid) as (
      select rolname::text, oid from pg_roles where rolname in (${quoted(roles)})
      union all
      select 'public', 0
    ), object as (${objects}
    ), difference as (${wantedRights(prefix)}
    )
    select * from difference where wanted <> held order by kind, name, role
  loop
    execute format('revoke all on %s %s from %s', item.kind, item.name, item.role);
    if item.wanted <> '' then
      execute format('grant %s on %s %s to %s', item.wanted, item.kind, item.name, item.role);
    end if;
  end loop;
end $baton$`;
}

/** Schemas, and what later objects of whoever runs this begin with. */
function openSchemas(prefix: string): string[] {
  const names = roleNames(prefix);
  const { app, reader } = names;
  return [
    `do $baton$
begin
  if not has_database_privilege('${app}', current_database(), 'connect') then
    execute format('grant connect on database %I to ${app}', current_database());
  end if;
  if not has_schema_privilege('${app}', 'public', 'usage') then
    grant usage on schema public to ${app};
  end if;
end $baton$`,
    'revoke create on schema public from public',
    'revoke all on schema ledger from public',
    `grant usage on schema ledger to ${groupRoles.map((role) => names[role]).join(', ')}, ${app}`,
    `alter default privileges in schema public grant select, insert, update, delete, truncate on tables to ${app}`,
    `alter default privileges in schema public grant usage on sequences to ${app}`,
    `alter default privileges in schema public grant execute on functions to ${app}`,
    `alter default privileges in schema ledger grant select on tables to ${reader}`,
  ];
}

/** Roles alone, for a login that may not make them but runs the migrations. */
export function rolesFor(prefix: string, verifier: string, migrator: string): string[] {
  const { owner } = roleNames(prefix);
  return [makeRoles(prefix, verifier), `grant ${owner} to "${migrator.replaceAll('"', '""')}"`];
}

/**
 * Roles, ownership and rights after the migrations, as plain statements for one transaction: what Baton runs where
 * it is allowed to, and what `baton db-setup` prints for who is. Run again, it changes nothing.
 */
export function roleSetup(prefix: string, verifier: string): string[] {
  return [
    makeRoles(prefix, verifier),
    giveLedgerToOwner(prefix),
    ...openSchemas(prefix),
    grantRights(prefix),
  ];
}

/** `verifier` as PostgreSQL keeps it: the password itself never travels in a statement. */
export function passwordStatement(prefix: string, verifier: string): string {
  return `alter role ${roleNames(prefix).app} password '${verifier}'`;
}
