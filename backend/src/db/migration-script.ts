import type { QueryRunner } from 'typeorm';
import { migrations } from './data-source.js';

/** Keeps what a migration would run. Migrations are plain SQL: they ask for nothing and bind nothing. */
class Recorder {
  readonly statements: string[] = [];

  async query(statement: string, values?: unknown[]): Promise<void> {
    if (values) throw new Error('a migration that binds values cannot be printed');
    this.statements.push(statement);
  }
}

const migrationTable = `create table if not exists public.migration (
  id serial primary key,
  timestamp bigint not null,
  name varchar not null
)`;

/** Runs what is pending of it, wherever it is run: whoever has the rights needs Baton neither beside nor trusted. */
export async function migrationScript(): Promise<string[]> {
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
