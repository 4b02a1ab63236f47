import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { appModule } from '../../../backend/src/app.module.js';
import { type Config, loadConfig } from '../../../backend/src/config.js';
import { createDataSource, migrate, poolOf } from '../../../backend/src/db/data-source.js';
import { Database, type Transaction } from '../../../backend/src/db/database.js';
import { type Sql, sql } from '../../../backend/src/db/sql.js';
import { createServer } from '../../../backend/src/http/server.js';
import type { KillablePostgres } from '../../support/killable-postgres.js';
import { testSecrets } from '../../support/ledger.js';
import { createKey } from './api-key.js';
import { missing } from './examine.js';
import { Gate } from './gate.js';
import { planKills } from './kill-plan.js';
import { Oracle } from './oracle.js';
import { Writer } from './writer.js';

/** Commits as `synchronous_commit=off` does. No setting of the product leads here. */
class ForgetfulDatabase extends Database {
  override transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    options?: Parameters<Database['transaction']>[1],
  ): Promise<T> {
    return super.transaction(async (tx) => {
      const result = await work(tx);
      await tx.query(sql`set local synchronous_commit = off`);
      return result;
    }, options);
  }

  override query<Row>(statement: Sql): Promise<Row[]> {
    return this.transaction((tx) => tx.query<Row>(statement));
  }
}

const writers = 4;
const patienceMs = 30_000;

export interface ControlPlan {
  seed: number;
  databaseKills: number;
  folder: string;
}

export interface ControlReport {
  acknowledged: number;
  lost: number;
}

async function strike(postgres: KillablePostgres, oracle: Oracle, afterMs: number): Promise<boolean> {
  // A service that noticed the loss may refuse to write ever after.
  if (!(await oracle.next(patienceMs))) return false;
  await setTimeout(afterMs);
  postgres.kill();
  await postgres.untilReady();
  return true;
}

/**
 * The negative control: the same kills of PostgreSQL under the same writers, with commits that do not wait for the
 * disk. It must lose; a harness that sees nothing here would see nothing anywhere.
 */
export async function runControl(
  postgres: KillablePostgres,
  { seed, databaseKills, folder }: ControlPlan,
): Promise<ControlReport> {
  const url = await postgres.create(`control_${seed}`);
  const dataSource = createDataSource({ url, poolSize: 12 });
  await dataSource.initialize();
  await migrate(dataSource);
  const database = new ForgetfulDatabase(poolOf(dataSource));
  const config: Config = {
    ...loadConfig({ DATABASE_URL: url, BATON_LOG_LEVEL: 'silent', BATON_KEYS: testSecrets }),
    dataDir: folder,
  };
  const log = pino({ level: config.logLevel });
  const app = await createServer(
    appModule({ config, clock: Date.now, database, log }),
    config,
    log,
    database,
  );
  try {
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as { port: number };
    const gate = new Gate(`http://127.0.0.1:${port}`, await createKey(database));
    // The key and the log's own row are not what is tried: they are made to last.
    await database.pool.query('checkpoint');
    const oracle = new Oracle(seed);
    const team = Array.from(
      { length: writers },
      (_, index) => new Writer(oracle, gate, { index, of: writers }),
    );
    const work = Promise.all(team.map((writer) => writer.run()));
    gate.lift();
    for (const { afterMs } of planKills(seed, 0, databaseKills)) {
      if (!(await strike(postgres, oracle, afterMs))) break;
    }
    gate.shutForGood();
    await work;
    const gone = await missing(database, oracle);
    return { acknowledged: oracle.acknowledged.size, lost: new Set([...gone, ...oracle.acceptedAgain]).size };
  } finally {
    await app.close();
    await dataSource.destroy();
  }
}
