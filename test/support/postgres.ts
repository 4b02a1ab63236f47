import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createDataSource, migrate } from '../../backend/src/db/data-source.js';
import { EmbeddedPostgres } from '../../backend/src/db/embedded-postgres.js';
import { setUpRoles, withDatabase } from './database.js';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    /** A folder for files of the run; removed at its end. */
    scratch: string;
  }
}

export const template = 'baton_template';

async function makeTemplate(url: string): Promise<void> {
  const server = createDataSource({ url, poolSize: 1 });
  await server.initialize();
  await server.query(`create database ${template}`);
  await server.destroy();
  const migrated = createDataSource({ url: withDatabase(url, template), poolSize: 2 });
  await migrated.initialize();
  await migrate(migrated);
  await setUpRoles(migrated);
  await migrated.destroy();
}

/** Without fsync: a crash of the machine may lose test data, a crash of the process may not. */
const settings = { fsync: 'off', max_connections: '200' };

/** A server of the test's own, or the one at `BATON_TEST_DATABASE_URL` (superuser): of another version, say. */
async function openServer(dataDir: string): Promise<{ url: string; close(): Promise<void> }> {
  const url = process.env.BATON_TEST_DATABASE_URL;
  if (url) return { url, close: () => dropTemplate(url) };
  const server = await EmbeddedPostgres.start({ dataDir, settings });
  return { url: server.url, close: () => server.stop() };
}

async function dropTemplate(url: string): Promise<void> {
  const server = createDataSource({ url, poolSize: 1 });
  await server.initialize();
  await server.query(`drop database if exists ${template} with (force)`);
  await server.destroy();
}

/** One PostgreSQL for the whole run; each test file copies the migrated template (`openTestDatabase`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baton-test-'));
  const server = await openServer(dataDir);
  await makeTemplate(server.url);
  project.provide('postgresUrl', server.url);
  project.provide('scratch', join(dataDir, 'scratch'));
  return async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  };
}
