import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Config } from '../config.js';
import { createDataSource, migrate, poolOf } from './data-source.js';
import { Database } from './database.js';
import { EmbeddedPostgres, runningUrl } from './embedded-postgres.js';

export interface OpenDatabase {
  database: Database;
  dataSource: DataSource;
  url: string;
  /** Closes the connections, then stops the embedded PostgreSQL if we started it. */
  close(): Promise<void>;
}

const patience = 30_000;
/** Statements under way get this long; what they have not committed is not there. */
const closePatience = 8_000;

/** For a machine that Baton has to itself, with a disk without moving parts. */
const settings = {
  shared_buffers: '256MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
};

/** A database beside us (compose, a restart) may come up a little later than we do. */
async function connect(url: string, poolSize: number): Promise<DataSource> {
  const giveUpAt = performance.now() + patience;
  for (;;) {
    const dataSource = createDataSource({ url, poolSize, statementTimeout: 120_000 });
    try {
      return await dataSource.initialize();
    } catch (cause) {
      const code = (cause as { code?: string }).code ?? '';
      const passing = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', '57P03'].includes(code);
      if (!passing || performance.now() > giveUpAt) {
        throw new Error(`The database does not take us in: ${(cause as Error).message}`, { cause });
      }
      await setTimeout(300);
    }
  }
}

async function checkVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query('show server_version_num');
  if (Number(row.server_version_num) < 150_000) throw new Error('Baton needs PostgreSQL 15 or newer.');
}

async function open(url: string, config: Config, server?: EmbeddedPostgres): Promise<OpenDatabase> {
  let dataSource: DataSource | undefined;
  try {
    dataSource = await connect(url, config.databasePool);
    await checkVersion(dataSource);
    await migrate(dataSource);
  } catch (error) {
    await dataSource?.destroy().catch(() => undefined);
    await server?.stop();
    throw error;
  }
  const opened = dataSource;
  return {
    database: new Database(poolOf(opened)),
    dataSource: opened,
    url,
    async close() {
      const limit = new AbortController();
      const enough = setTimeout(closePatience, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([opened.destroy(), enough]);
      limit.abort();
      await server?.stop();
    },
  };
}

/** The configured database, or our own, with its schema up to date. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl) return open(config.databaseUrl, config);
  const server = await EmbeddedPostgres.start({
    dataDir: config.dataDir,
    settings,
  });
  return open(server.url, config, server);
}

/** For commands beside the data folder: through the server that runs there, else by starting it for the while. */
export async function openDatabaseBeside(config: Config): Promise<OpenDatabase> {
  const running = config.databaseUrl ? undefined : await runningUrl(config.dataDir);
  return running ? open(running, config) : openDatabase(config);
}
