import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Ledger0001 } from '../../../migrations/0001-ledger.js';
import { Facts0002 } from '../../../migrations/0002-facts.js';
import { Metrics0003 } from '../../../migrations/0003-metrics.js';
import { Gaps0004 } from '../../../migrations/0004-gaps.js';
import { Datasets0005 } from '../../../migrations/0005-datasets.js';
import { Access0006 } from '../../../migrations/0006-access.js';
import { Sample0007 } from '../../../migrations/0007-sample.js';
import { Erasure0008 } from '../../../migrations/0008-erasure.js';
import { AccessLog0009 } from '../../../migrations/0009-access-log.js';
import { Consent0010 } from '../../../migrations/0010-consent.js';
import { Search0011 } from '../../../migrations/0011-search.js';
import { Seals0012 } from '../../../migrations/0012-seals.js';
import { MoreMetrics0013 } from '../../../migrations/0013-metrics.js';
import { Targets0014 } from '../../../migrations/0014-targets.js';
import { Detectors0015 } from '../../../migrations/0015-detectors.js';
import { Alerts0016 } from '../../../migrations/0016-alerts.js';
import { Adjudication0017 } from '../../../migrations/0017-adjudication.js';
import { Cube0018 } from '../../../migrations/0018-cube.js';
import { MoreGaps0019 } from '../../../migrations/0019-gaps.js';
import { HeldFacts0020 } from '../../../migrations/0020-held-facts.js';
import { GapMap0021 } from '../../../migrations/0021-gap-map.js';
import { MoreDatasets0022 } from '../../../migrations/0022-datasets.js';
import { Improvements0024 } from '../../../migrations/0024-improvements.js';
import { Review0025 } from '../../../migrations/0025-review.js';
import { Connections0026 } from '../../../migrations/0026-connections.js';
import { Imports0027 } from '../../../migrations/0027-imports.js';
import { Secrets0028 } from '../../../migrations/0028-secrets.js';
import { TurnExamples0030 } from '../../../migrations/0030-turn-examples.js';
import { MoreHandoffFacts0031 } from '../../../migrations/0031-more-handoff-facts.js';
import { ChangedMoments0034 } from '../../../migrations/0034-changed-moments.js';
import { ContextTold0035 } from '../../../migrations/0035-context-told.js';
import { KeysOfConversations0036 } from '../../../migrations/0036-keys-of-conversations.js';
import { Restorable0037 } from '../../../migrations/0037-restorable.js';
import { HoldsOnAllNames0038 } from '../../../migrations/0038-holds-on-all-names.js';
import { ActsTold0039 } from '../../../migrations/0039-acts-told.js';
import { GuardedClient, ignore, types } from './guarded-client.js';

/** Every migration, in order. TypeORM orders by the last 13 digits of each `name`. */
export const migrations = [
  Ledger0001,
  Facts0002,
  Metrics0003,
  Gaps0004,
  Datasets0005,
  Access0006,
  Sample0007,
  Erasure0008,
  AccessLog0009,
  Consent0010,
  Search0011,
  Seals0012,
  MoreMetrics0013,
  Targets0014,
  Detectors0015,
  Alerts0016,
  Adjudication0017,
  Cube0018,
  MoreGaps0019,
  HeldFacts0020,
  GapMap0021,
  MoreDatasets0022,
  Improvements0024,
  Review0025,
  Connections0026,
  Imports0027,
  Secrets0028,
  TurnExamples0030,
  MoreHandoffFacts0031,
  ChangedMoments0034,
  ContextTold0035,
  KeysOfConversations0036,
  Restorable0037,
  HoldsOnAllNames0038,
  ActsTold0039,
];

/**
 * After the server's own limit for a statement: a connection that stays open and over which nothing comes any more
 * (a partition, a frozen machine) would else hold its caller for ever.
 */
const silenceMs = 5_000;

/** A connection that nobody uses is kept for so long: on a busy machine, a new one keeps whoever asks waiting for 0.4 s. */
const idleMs = 300_000;

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
      idleTimeoutMillis: idleMs,
      query_timeout: statementTimeout && statementTimeout + silenceMs,
    },
  };
  return new DataSource(options);
}

/** The connection pool that TypeORM opened; valid while the data source is initialised. */
export function poolOf(dataSource: DataSource): pg.Pool {
  return (dataSource.driver as unknown as { master: pg.Pool }).master;
}

/** Whoever changes the schema or the roles holds it. */
export const migrationLock = 'baton.migrations';

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
