import type { Database, Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface Fingerprint {
  table: string;
  rows: number;
  digest: string;
}

/** Rows and an order-free digest of each table, all in one snapshot: the same rows have the same. */
export function fingerprintsOf(database: Database, tables: readonly string[]): Promise<Fingerprint[]> {
  return database.transaction(
    async (tx) => {
      const found: Fingerprint[] = [];
      for (const table of tables) found.push(await fingerprint(tx, table));
      return found;
    },
    { snapshot: true },
  );
}

async function fingerprint(tx: Transaction, table: string): Promise<Fingerprint> {
  const row = await tx.one<{ rows: number; digest: string }>(sql`
    select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as digest
    from ${sql.ident(table)} as t`);
  return { table, rows: row?.rows ?? 0, digest: row?.digest ?? '' };
}
