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

/** One PostgreSQL for the whole run; each test file copies the migrated template (`openTestDatabase`). */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baton-test-'));
  // Without fsync: a crash of the machine may lose test data, a crash of the process may not.
  const server = await EmbeddedPostgres.start({
    dataDir,
    settings: { fsync: 'off', max_connections: '200' },
  });
  await makeTemplate(server.url);
  project.provide('postgresUrl', server.url);
  project.provide('scratch', join(dataDir, 'scratch'));
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
