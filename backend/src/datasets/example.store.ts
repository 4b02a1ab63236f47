import { Injectable } from '@nestjs/common';
import { consentPolicy } from '../contract/consent.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { anyRefusal, consented } from '../episodes/consent.store.js';
import { columns, type Example } from './example.js';
import { batchRows } from './formats/format.js';
import type { Rows } from './formats/rows.js';

const names = sql.join(columns.map((name) => sql.ident(name)));
const own = sql.join(columns.map((name) => sql.ident(`example.${name}`)));

type Row = Example & { row_no: number };
/** The row after which a page begins. */
type Place = Pick<Row, 'row_no' | 'label'>;

/** The rows of dataset versions. */
@Injectable()
export class ExampleStore {
  constructor(private readonly database: Database) {}

  async insert(dataset: string, examples: readonly Example[], tx: Transaction): Promise<void> {
    for (let first = 0; first < examples.length; first += batchRows) {
      const batch = examples.slice(first, first + batchRows);
      const values = columns.map((name) => {
        const list = batch.map((example) => example[name]);
        return name === 'weight' ? sql`${list}::float8[]` : sql`${list}::text[]`;
      });
      await tx.query(sql`
        insert into dataset_example (dataset_id, row_no, ${names})
        select ${dataset}, ${first} + given.place - 1, ${sql.join(columns.map((name) => sql.ident(`given.${name}`)))}
        from unnest(${sql.join(values)}) with ordinality as given (${names}, place)`);
    }
  }

  /** The rows of a version; `since`: only those that this other version has not, or not with the same words and label. */
  rows(dataset: string, since?: string, on: Transaction | Database = this.database): Rows {
    const page = (byLabel: boolean) => (after: Place | undefined) =>
      this.page(dataset, { byLabel, after, since, limit: batchRows }, on);
    return { inOrder: () => pagewise(page(false)), byLabel: () => pagewise(page(true)) };
  }

  /** The first rows that come after a place. */
  page(
    dataset: string,
    {
      byLabel = false,
      after,
      since,
      limit,
    }: { byLabel?: boolean; after?: Place | undefined; since?: string | undefined; limit: number },
    on: Transaction | Database = this.database,
  ): Promise<Row[]> {
    const from = after?.row_no ?? -1;
    const place = !byLabel
      ? sql`example.row_no > ${from}`
      : after
        ? sql`(example.label collate "C", example.row_no) > (${after.label}, ${from}::int)`
        : sql`true`;
    const order = byLabel ? sql`example.label collate "C", example.row_no` : sql`example.row_no`;
    const isNew =
      since === undefined
        ? sql`true`
        : sql`not exists (
            select
            from dataset_example as before
            where before.dataset_id = ${since} and before.id = example.id
              and before.label = example.label and before.text = example.text)`;
    return on.query(sql`
      select example.row_no, ${own}
      from dataset_example as example
      where example.dataset_id = ${dataset} and ${place} and ${isNew}
      order by ${order}
      limit ${limit}`);
  }

  find(dataset: string, id: string): Promise<Example | undefined> {
    return this.database.one(sql`
      select ${names} from dataset_example where dataset_id = ${dataset} and id = ${id}`);
  }

  /**
   * Handoffs of the version's examples whose customers do not let them be trained with any more; `known` is false
   * while the facts that would say so are being derived.
   */
  withdrawn(dataset: string): Promise<{ handoff: string; known: boolean }[]> {
    const kept = consented(sql`handoff`, 'datasets', consentPolicy.dataset);
    return this.database.query(sql`
      select example.handoff, handoff.handoff_key is not null as known
      from dataset_example as example
      left join handoff
        on handoff.handoff_key = decode(translate(example.handoff, '-_', '+/') || '==', 'base64')
      where example.dataset_id = ${dataset}
        and ${anyRefusal('datasets', consentPolicy.dataset)}
        and (handoff.handoff_key is null or not ${kept})`);
  }

  /** The conversations that these handoffs belong to, to find their ledger entries. */
  async conversationsOf(handoffs: readonly string[]): Promise<Buffer[]> {
    const rows = await this.database.query<{ conversation_key: Buffer }>(sql`
      select distinct conversation_key
      from escalation
      where handoff_key = any(${handoffs.map((key) => Buffer.from(key, 'base64url'))}::bytea[])`);
    return rows.map((row) => row.conversation_key);
  }
}

async function* pagewise(page: (after: Place | undefined) => Promise<Row[]>): AsyncGenerator<Example[]> {
  let last: Row | undefined;
  do {
    const batch = await page(last);
    last = batch.length < batchRows ? undefined : batch.at(-1);
    // Rows of the erased are missing between the others.
    if (batch.length > 0) yield batch;
  } while (last);
}
