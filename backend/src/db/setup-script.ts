import type { QueryRunner } from 'typeorm';
import { migrations } from './data-source.js';
import { passwordStatement, roleSetup, rolesFor } from './role-setup.js';
import { scramVerifier } from './scram.js';

/** Keeps what a migration would run. Migrations are plain SQL: they ask for nothing and bind nothing. */
class Recorder {
  readonly statements: string[] = [];

  async query(statement: string, values?: unknown[]): Promise<void> {
    if (values) throw new Error('a migration that binds values cannot be printed');
    this.statements.push(statement);
  }
}

/** As TypeORM makes it. */
const migrationTable = `create table if not exists public.migration (
  id serial not null,
  timestamp bigint not null,
  name varchar not null,
  constraint "PK_3043fc6b8af7c99b8b98830094f" primary key (id)
)`;

/** Every migration, each run only where it is pending. */
async function schemaScript(): Promise<string[]> {
  const script = [migrationTable];
  for (const Migration of migrations) {
    const migration = new Migration();
    const recorder = new Recorder();
    await migration.up(recorder as unknown as QueryRunner);
    const body = recorder.statements.map((statement) => `${statement.trim().replace(/;$/, '')};`).join('\n');
    script.push(`do $migration$
begin
  if not exists (select from public.migration where name = '${migration.name}') then
    execute $statements$
${body}
$statements$;
    insert into public.migration (timestamp, name) values (${Number(migration.name.slice(-13))}, '${migration.name}');
  end if;
end $migration$`);
  }
  return script;
}

interface SetupPlan {
  prefix: string;
  /** Of the service's role. The script carries its verifier only. */
  password: string;
  /** A login that may not make roles, but runs the migrations and owns their tables. */
  migrator?: string;
}

/**
 * Everything that needs more rights than the service has, as one transaction of plain SQL: whoever administers the
 * database reads it and runs it, without Baton and as often as they like. With a migrator: only the roles.
 */
export async function setupScript({ prefix, password, migrator }: SetupPlan): Promise<string> {
  const verifier = scramVerifier(password);
  const statements = migrator
    ? rolesFor(prefix, verifier, migrator)
    : [...(await schemaScript()), ...roleSetup(prefix, verifier)];
  return ['begin', ...statements, passwordStatement(prefix, verifier), 'commit']
    .map((statement) => `${statement};`)
    .join('\n\n');
}
