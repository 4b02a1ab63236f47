import { Injectable } from '@nestjs/common';
import { consentPolicy } from '../contract/consent.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { anyRefusal, consented } from '../episodes/consent.store.js';
import { CopyReader } from '../ledger/copy-reader.js';
import { copySignature } from '../ledger/copy-rows.js';
import { type Column, type ColumnType, columns, isFeature, typeOf } from './columns.js';
import { sayTheSame } from './diff.store.js';
import type { Example, Features, Split } from './example.js';
import { batchRows, type Rows } from './formats/rows.js';

/** Those of the table, in the order in which rows are written and read. */
const stored = [...columns, 'conversation', 'features'] as const;
const names = sql.join(stored.map((name) => sql.ident(name)));
const whole = sql.join(stored.map((name) => sql.ident(`example.${name}`)));

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
      const values = stored.map((name) => {
        if (name === 'features') {
          return sql`${batch.map(({ features }) => features && JSON.stringify(features))}::jsonb[]`;
        }
        const list = batch.map((example) => example[name]);
        return name === 'weight' ? sql`${list}::float8[]` : sql`${list}::text[]`;
      });
      await tx.query(sql`
        insert into dataset_example (dataset_id, row_no, ${names})
        select ${dataset}, ${first} + given.place - 1, ${sql.join(stored.map((name) => sql.ident(`given.${name}`)))}
        from unnest(${sql.join(values)}) with ordinality as given (${names}, place)`);
    }
  }

  /** The rows of a version; `since`: only those that this other version has not, or not in the same part with the same words and label. */
  rows(dataset: string, since?: string, on: Transaction | Database = this.database): Rows {
    const copy = (asked: PageAsked) =>
      on instanceof Database
        ? on.transaction((tx) => copyOut(dataset, since, asked, tx), { snapshot: true })
        : copyOut(dataset, since, asked, on);
    const examples = (byLabel: boolean) =>
      pagewise<Row[]>(
        async (after) => readRows(await copy({ own: whole, byLabel, after })),
        (rows) => rows.at(-1),
      );
    return {
      inOrder: () => examples(false),
      byLabel: () => examples(true),
      pages: (wanted) =>
        pagewise<Buffer>(
          (after) => copy({ own: sql.join(wanted.map(columnOf)), byLabel: false, after }),
          placeAfter,
        ),
    };
  }

  /** The first rows of a version but those of these handoffs and conversations. */
  first(dataset: string, limit: number, without: readonly string[]): Promise<Example[]> {
    return this.database.query(sql`
      select ${names}
      from dataset_example
      where dataset_id = ${dataset} and coalesce(conversation, handoff) <> all(${without}::text[])
      order by row_no
      limit ${limit}`);
  }

  /** How many rows it has of each kind but those of these handoffs and conversations. */
  tally(
    dataset: string,
    without: readonly string[],
  ): Promise<{ split: Split; label: string; language: string | null; examples: number }[]> {
    return this.database.query(sql`
      select split, label, language, count(*) as examples
      from dataset_example
      where dataset_id = ${dataset} and coalesce(conversation, handoff) <> all(${without}::text[])
      group by split, label, language`);
  }

  find(dataset: string, id: string): Promise<Example | undefined> {
    return this.database.one(sql`
      select ${names} from dataset_example where dataset_id = ${dataset} and id = ${id}`);
  }

  /**
   * Whose customers do not let them be trained with any more: handoffs and conversations of the version's examples, with
   * how many these are; `known` is false while the facts that would say so are being derived.
   */
  withdrawn(dataset: string): Promise<{ owner: string; examples: number; known: boolean }[]> {
    const key = (name: string) => sql`decode(translate(${sql.ident(name)}, '-_', '+/') || '==', 'base64')`;
    const kept = (table: string) => consented(sql.ident(table), 'datasets', consentPolicy.dataset);
    return this.database.query(sql`
      select example.handoff as owner, 1 as examples, handoff.handoff_key is not null as known
      from dataset_example as example
      left join handoff on handoff.handoff_key = ${key('example.handoff')}
      where example.dataset_id = ${dataset} and example.conversation is null
        and ${anyRefusal('datasets', consentPolicy.dataset)}
        and (handoff.handoff_key is null or not ${kept('handoff')})
      union all
      select turns.owner, turns.examples, conversation.conversation_key is not null
      from (
        select example.conversation as owner, count(*) as examples
        from dataset_example as example
        where example.dataset_id = ${dataset} and example.conversation is not null
        group by example.conversation
      ) as turns
      left join conversation on conversation.conversation_key = ${key('turns.owner')}
      where ${anyRefusal('datasets', consentPolicy.dataset)}
        and (conversation.conversation_key is null or not ${kept('conversation')})`);
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

/** A column of a file; what is known at a turn stands in one value. */
function columnOf(name: Column): Sql {
  if (!isFeature(name)) return sql.ident(`example.${name}`);
  return sql`(example.features ->> ${sql.raw(`'${name}'`)})::${sql.raw(typeNames[typeOf(name)])}`;
}
const typeNames: Record<ColumnType, string> = {
  text: 'text',
  coded: 'text',
  float: 'float8',
  int: 'int4',
  bool: 'boolean',
};

interface PageAsked {
  /** The columns that are read. */
  own: Sql;
  byLabel: boolean;
  /** The row after which it begins; absent: the first. */
  after: Place | undefined;
}

/**
 * A page by COPY in binary: these columns and, last, the row's number. Rows come at twice the speed of a query's. COPY
 * takes no parameters, so texts are handed over as settings of the transaction.
 */
async function copyOut(
  dataset: string,
  since: string | undefined,
  { own, byLabel, after }: PageAsked,
  tx: Transaction,
): Promise<Buffer> {
  await tx.query(sql`
    select set_config('baton.dataset', ${dataset}, true), set_config('baton.since', ${since ?? ''}, true),
           set_config('baton.label', ${after?.label ?? ''}, true)`);
  const from = after?.row_no ?? -1;
  const label = sql`example.label collate "C"`;
  const place = byLabel
    ? sql`(${label}, example.row_no) > (current_setting('baton.label'), ${from}::int)`
    : sql`example.row_no > ${from}`;
  const order = byLabel ? sql`${label}, example.row_no` : sql`example.row_no`;
  return tx.copyOut(
    sql.literal(sql`
      select ${own}, example.row_no
      from dataset_example as example
      where example.dataset_id = current_setting('baton.dataset') and ${place}
        and ${since === undefined ? sql`true` : isNew}
      order by ${order}
      limit ${batchRows}`),
  );
}

function readRows(copied: Buffer): Row[] {
  const reader = new CopyReader(copied);
  const rows: Row[] = [];
  while (reader.next()) rows.push(readRow(reader));
  return rows;
}

/** Where the page after this one begins: the last row's number stands before the end. */
function placeAfter(page: Buffer): Place | undefined {
  if (page.length <= emptyPage) return undefined;
  return { row_no: page.readInt32BE(page.length - trailer - 4), label: '' };
}
const trailer = 2;
const emptyPage = copySignature.length + trailer;

const isNew = sql`
  not exists (
    select
    from dataset_example as before
    where before.dataset_id = current_setting('baton.since') and before.id = example.id
      and before.split = example.split and ${sayTheSame('example', 'before')})`;

/** In the order of the columns; written out, because a million of them are made. */
const readRow = (reader: CopyReader): Row => ({
  id: reader.text() as string,
  text: reader.text() as string,
  label: reader.text() as string,
  split: reader.text() as Example['split'],
  language: reader.text(),
  gap: reader.text() as string,
  handoff: reader.text() as string,
  source: reader.text() as string,
  event: reader.text() as string,
  answer: reader.text(),
  reply: reader.text(),
  quality: reader.text() as Example['quality'],
  decision: reader.text(),
  weight: reader.float(),
  conversation: reader.text(),
  features: reader.jsonb() as Features | null,
  row_no: reader.int() as number,
});

/** The next page is fetched while one is worked on; a page is a batch, and nothing comes after an empty one. */
async function* pagewise<Page>(
  page: (after: Place | undefined) => Promise<Page>,
  placeAfter: (page: Page) => Place | undefined,
): AsyncGenerator<Page> {
  let coming = page(undefined);
  for (;;) {
    const rows = await coming;
    const last = placeAfter(rows);
    if (!last) return;
    coming = page(last);
    // Whoever takes no more rows does not ask what became of it.
    coming.catch(() => undefined);
    yield rows;
  }
}
