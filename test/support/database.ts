import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';

export interface TestDatabase {
  database: Database;
  dataSource: DataSource;
  url: string;
  /** Closes the connections and drops the database. */
  close(): Promise<void>;
}

export function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}

async function onServer(statement: string): Promise<void> {
  const server = createDataSource({ url: inject('postgresUrl'), poolSize: 1 });
  await server.initialize();
  await server.query(statement);
  await server.destroy();
}

/** A migrated database of its own, and its connection string. `template0` gives one without any table. */
export async function createTestDatabase(
  template = 'baton_template',
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template ${template}`);
  return {
    url: withDatabase(inject('postgresUrl'), name),
    drop: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

/** A migrated database of its own, open. Close it in `afterAll`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { url, drop } = await createTestDatabase();
  return openDatabaseAt(url, drop);
}

/** One that is there already. `drop` runs when it is closed. */
export async function openDatabaseAt(url: string, drop = async () => {}): Promise<TestDatabase> {
  const dataSource = createDataSource({ url });
  await dataSource.initialize();
  const close = async () => {
    await dataSource.destroy();
    await drop();
  };
  return { database: new Database(poolOf(dataSource)), dataSource, url, close };
}
