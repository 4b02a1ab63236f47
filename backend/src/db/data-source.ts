import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Ledger0001 } from '../../../migrations/0001-ledger.js';
import { Facts0002 } from '../../../migrations/0002-facts.js';
import { Metrics0003 } from '../../../migrations/0003-metrics.js';
import { Gaps0004 } from '../../../migrations/0004-gaps.js';
import { Datasets0005 } from '../../../migrations/0005-datasets.js';
import { Access0006 } from '../../../migrations/0006-access.js';
import { Sample0007 } from '../../../migrations/0007-sample.js';

/** Every migration, in order. TypeORM orders by the last 13 digits of each `name`. */
const migrations = [Ledger0001, Facts0002, Metrics0003, Gaps0004, Datasets0005, Access0006, Sample0007];

/** SQLSTATE-free failures of idle or checked-out connections: the next statement meets them and reports. */
const ignore = () => undefined;

/**
 * A checked-out client without an `error` listener kills the process when its backend dies; a listener added
 * after checkout leaves a window, so every client has one from its birth.
 */
class GuardedClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', ignore);
  }
}

const { builtins } = pg.types;
const textFormat = 'text';

/** bigint and numeric become numbers when nothing is lost, and stay text when something would be. */
function parseNumber(text: string): number | string {
  const value = Number(text);
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? value : text;
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: string) => {
    if (format !== 'binary' && (oid === builtins.INT8 || oid === builtins.NUMERIC)) return parseNumber;
    return pg.types.getTypeParser(oid, (format ?? textFormat) as 'text');
  }) as typeof pg.types.getTypeParser,
};

/**
 * After the server's own limit for a statement: a connection that stays open and over which nothing comes any more
 * (a partition, a frozen machine) would else hold its caller for ever.
 */
const silenceMs = 5_000;

export interface ConnectionOptions {
  url: string;
  poolSize?: number;
  /** Longest time a statement may take, in milliseconds. */
  statementTimeout?: number;
}

export function createDataSource({ url, poolSize = 10, statementTimeout }: ConnectionOptions): DataSource {
  const settings = ['-c timezone=UTC', '-c synchronous_commit=on'];
  if (statementTimeout) settings.push(`-c statement_timeout=${statementTimeout}`);
  const options: DataSourceOptions = {
    type: 'postgres',
    driver: pg,
    url,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    applicationName: 'baton',
    poolSize,
    connectTimeoutMS: 10_000,
    poolErrorHandler: ignore,
    logging: ['error', 'warn'],
    extra: {
      Client: GuardedClient,
      types,
      options: settings.join(' '),
      keepAlive: true,
      query_timeout: statementTimeout && statementTimeout + silenceMs,
    },
  };
  return new DataSource(options);
}

/** The connection pool that TypeORM opened; valid while the data source is initialised. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

const migrationLock = 'baton.migrations';

/** Brings the schema up to date; several processes may call it at once. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const client = await poolOf(dataSource).connect();
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [migrationLock]);
    const done = await dataSource.runMigrations();
    await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [migrationLock]);
    return done.map((migration) => migration.name);
  } finally {
    client.release(true);
  }
}
