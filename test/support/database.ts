import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { inject } from 'vitest';
import { withUser } from '../../backend/src/db/connection.js';
import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { roleSetup } from '../../backend/src/db/role-setup.js';
import { roleNames } from '../../backend/src/db/roles.js';
import { scramVerifier } from '../../backend/src/db/scram.js';

/** The roles of the template, and so of each copy of it. */
export const rolePrefix = 'baton';
export const appPassword = 'the test template sets it';

/** What an administrator of the server sees of the same database. */
export interface Admin {
  database: Database;
  url: string;
}

export interface TestDatabase {
  /** As the service: it may add to the ledger and change nothing in it. */
  database: Database;
  dataSource: DataSource;
  url: string;
  /** As superuser. */
  admin: Admin;
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

/** A migrated database of its own, and its superuser's connection string. `template0` gives one without any table. */
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

/** The same database as the service signs in to it. */
export const serviceUrl = (adminUrl: string): string =>
  withUser(adminUrl, roleNames(rolePrefix).app, appPassword);

/** What the service's role may do, with what the schema has now. */
export async function setUpRoles(owner: DataSource): Promise<void> {
  for (const statement of roleSetup(rolePrefix, scramVerifier(appPassword))) await owner.query(statement);
}

async function open(url: string, poolSize?: number): Promise<DataSource> {
  const dataSource = createDataSource({ url, poolSize });
  return dataSource.initialize();
}

/** A migrated database of its own, open. Close it in `afterAll`. `poolSize`: connections of the service. */
export async function openTestDatabase(poolSize?: number): Promise<TestDatabase> {
  const { url: adminUrl, drop } = await createTestDatabase();
  const opened = await openDatabaseAt(adminUrl, poolSize);
  const close = async () => {
    await opened.close();
    await drop();
  };
  return { ...opened, close };
}

/** A database that is there and stays when it is closed; `adminUrl`: of its superuser. */
export async function openDatabaseAt(adminUrl: string, poolSize?: number): Promise<TestDatabase> {
  const url = serviceUrl(adminUrl);
  const [dataSource, adminSource] = await Promise.all([open(url, poolSize), open(adminUrl, 2)]);
  const close = async () => {
    await Promise.all([dataSource.isInitialized && dataSource.destroy(), adminSource.destroy()]);
  };
  const admin = { database: new Database(poolOf(adminSource)), url: adminUrl };
  return { database: new Database(poolOf(dataSource)), dataSource, url, admin, close };
}
