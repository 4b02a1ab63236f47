import { setTimeout } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { type Config, ConfigError } from '../config.js';
import { connect, userOf } from './connection.js';
import { poolOf } from './data-source.js';
import { Database } from './database.js';
import { EmbeddedPostgres, runningUrl } from './embedded-postgres.js';
import { pendingMigrations } from './login.store.js';
import { type DatabaseLogin, prepareDatabase } from './prepare-database.js';
import { SelfCheckStore } from './self-check.store.js';

export interface OpenDatabase {
  database: Database;
  dataSource: DataSource;
  /** What the service connects with. */
  url: string;
  /** What is doubtful about the database, in sentences. */
  warnings: string[];
  /** Closes the connections, then stops the embedded PostgreSQL if we started it. */
  close(): Promise<void>;
}

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
  // A first import is planned without statistics until the next look.
  autovacuum_naptime: '10s',
};

/** Refuses a database that the service cannot be used on; gives what is doubtful about it. */
async function admit(database: Database, url: string, config: Config): Promise<string[]> {
  const pending = await pendingMigrations(database);
  if (pending.length > 0) {
    throw new ConfigError(
      `The database is behind this version, and the user "${userOf(url)}" may not change it: ${pending.join(', ')}.
Run \`baton migrate\` with BATON_MIGRATION_URL set to a user who may, or what \`baton db-setup\` prints.`,
    );
  }
  const { refusals, warnings } = await new SelfCheckStore(database, config).read();
  if (refusals.length === 0) return warnings;
  throw new ConfigError(
    `The database cannot keep a ledger that can be trusted:\n${refusals.map((one) => `  - ${one}`).join('\n')}`,
  );
}

async function open(url: string, config: Config, login: DatabaseLogin): Promise<OpenDatabase> {
  const service = await prepareDatabase(url, config, login);
  const dataSource = await connect(service, config.databasePool);
  const database = new Database(poolOf(dataSource));
  let warnings: string[];
  try {
    warnings = await admit(database, service, config);
  } catch (error) {
    await dataSource.destroy().catch(() => undefined);
    throw error;
  }
  return {
    database,
    dataSource,
    url: service,
    warnings,
    async close() {
      const limit = new AbortController();
      const enough = setTimeout(closePatience, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([dataSource.destroy(), enough]);
      limit.abort();
    },
  };
}

async function openEmbedded(config: Config, login: DatabaseLogin): Promise<OpenDatabase> {
  const server = await EmbeddedPostgres.start({ dataDir: config.dataDir, settings });
  try {
    const opened = await open(server.url, config, login);
    return {
      ...opened,
      async close() {
        await opened.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** The configured database, or our own, with its schema up to date. */
export function openDatabase(config: Config, login: DatabaseLogin): Promise<OpenDatabase> {
  return config.databaseUrl ? open(config.databaseUrl, config, login) : openEmbedded(config, login);
}

/** For commands beside the data folder: through the server that runs there, else by starting it for the while. */
export async function openDatabaseBeside(config: Config, login: DatabaseLogin): Promise<OpenDatabase> {
  const running = config.databaseUrl ? undefined : await runningUrl(config.dataDir);
  return running ? open(running, config, login) : openDatabase(config, login);
}
