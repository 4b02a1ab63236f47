import { createDataSource, poolOf } from '../../backend/src/db/data-source.js';
import { Database, type Transaction } from '../../backend/src/db/database.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { openLedger, testSecrets } from './ledger.js';

class Undone extends Error {}

type Report = Awaited<ReturnType<ReturnType<typeof openLedger>['verify']['run']>>;

/** Somebody with all rights over the database. */
export class Tamperer {
  private constructor(
    private readonly source: ReturnType<typeof createDataSource>,
    private readonly database: Database,
  ) {}

  /** `url`: of a superuser. The triggers that refuse changes are switched off for good. */
  static async open(url: string): Promise<Tamperer> {
    const source = createDataSource({ url, poolSize: 4 });
    await source.initialize();
    const database = new Database(poolOf(source));
    for (const table of await tablesOf(database)) {
      await database.query(sql`alter table ${sql.ident(`ledger.${table}`)} disable trigger user`);
    }
    return new Tamperer(source, database);
  }

  /** Tables of the ledger, in alphabetical order. */
  tables(): Promise<string[]> {
    return tablesOf(this.database);
  }

  query<Row>(statement: Sql): Promise<Row[]> {
    return this.database.query<Row>(statement);
  }

  /**
   * What a verification finds after a change; both happen in one transaction that is undone. Foreign keys are off.
   * Rejects when the database itself refuses the change.
   */
  async verifyAfter(change: (tx: Transaction) => Promise<unknown>): Promise<Report> {
    let report: Report | undefined;
    await this.database
      .transaction(async (tx) => {
        await tx.query(sql`set local session_replication_role = replica`);
        await change(tx);
        const inside = Object.assign(Object.create(Database.prototype) as Database, {
          query: <Row>(statement: Sql) => tx.query<Row>(statement),
          one: <Row>(statement: Sql) => tx.one<Row>(statement),
          transaction: <T>(work: (tx: Transaction) => Promise<T>) => work(tx),
        });
        // Some time later: what is signed within seconds must be signed.
        const later = () => Date.now() + 120_000;
        report = await openLedger(inside, testSecrets, later).verify.run();
        throw new Undone();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undone)) throw error;
      });
    if (!report) throw new Error('it was not verified');
    return report;
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

async function tablesOf(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(sql`
    select tablename as name
    from pg_tables
    where schemaname = 'ledger'
    order by tablename`);
  return rows.map(({ name }) => name);
}
