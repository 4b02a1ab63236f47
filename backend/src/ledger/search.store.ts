import { Injectable } from '@nestjs/common';
import type { EventType } from '../contract/event-types.js';
import { isDecision } from '../contract/event-types.js';
import { ownSource } from '../contract/events.js';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { type EntryRow, entryTables, summaryColumns } from './entries.store.js';
import type { EntryFilter } from './entry-filter.js';
import { logId } from './log.store.js';

/** Leaves of one run: see `leaf_span`. */
export const spanLeaves = 4096;

/** Newest first. */
export interface Page {
  /** Only entries below this index. */
  before?: number;
  limit: number;
}

export interface EntryCounts {
  entries: number;
  /** Those whose subject still has a key. */
  open: number;
}

/** Finds entries. What an index finds is looked up there first, whatever the planner thinks of the order. */
@Injectable()
export class SearchStore {
  constructor(private readonly database: Database) {}

  list(filter: EntryFilter, { before, limit }: Page): Promise<EntryRow[]> {
    return this.database.query<EntryRow>(sql`
      select ${summaryColumns}
      from ${entryTables}
      where ${matches(filter, before)} and ${ofDecisions(filter)} and ${ofKept(filter)}
      order by leaf.leaf_index desc
      limit ${limit}`);
  }

  /** As `list`, in these runs of leaves only. */
  listIn(spans: readonly number[], filter: EntryFilter, { before, limit }: Page): Promise<EntryRow[]> {
    return this.database.query<EntryRow>(sql`
      select found.*
      from unnest(${spans}::bigint[]) as span (first_index)
      cross join lateral (
        select ${summaryColumns}
        from ${entryTables}
        where ${matches(filter, before)}
          and leaf.leaf_index >= span.first_index
          and leaf.leaf_index < span.first_index + ${spanLeaves}
        order by leaf.leaf_index desc
        limit ${limit}
      ) as found
      order by found.leaf_index desc
      limit ${limit}`);
  }

  /** First indices of the runs that may hold such entries, newest first; runs not yet looked through may. */
  async spans({ type, source, from, to }: EntryFilter, before: number): Promise<number[]> {
    const terms: Sql[] = [sql`log_id = ${logId}`];
    if (type) terms.push(sql`types @> array[${type}]`);
    if (source) terms.push(sql`sources @> array[${source}]`);
    if (from) terms.push(sql`latest_at >= ${from}`);
    if (to) terms.push(sql`earliest_at < ${to}`);
    const rows = await this.database.query<{ first_index: number }>(sql`
      select first_index
      from leaf_span
      where ${sql.join(terms, sql` and `)} and first_index < ${before}
      union all
      select first_index
      from generate_series(${await this.summarised()}::bigint, ${before - 1}, ${spanLeaves}) as open (first_index)
      order by first_index desc`);
    return rows.map((row) => row.first_index);
  }

  /** Entries below this index are in a run that was looked through. */
  private async summarised(): Promise<number> {
    const row = await this.database.one<{ end: number | null }>(sql`
      select max(first_index) + ${spanLeaves} as end
      from leaf_span
      where log_id = ${logId}`);
    return row?.end ?? 0;
  }

  /** Looks through up to this many full runs of leaves. Several processes may do it at once. */
  async summarise(spans: number): Promise<void> {
    const first = await this.summarised();
    await this.database.query(sql`
      insert into leaf_span (log_id, first_index, earliest_at, latest_at, types, sources)
      select leaf.log_id, leaf.leaf_index / ${spanLeaves} * ${spanLeaves}, min(inbox.occurred_at),
        max(inbox.occurred_at), array_agg(distinct inbox.type), array_agg(distinct inbox.source)
      from ledger.leaf
      join ledger.inbox using (log_id, inbox_id)
      where leaf.log_id = ${logId}
        and leaf.leaf_index >= ${first}
        and leaf.leaf_index < ${first + spans * spanLeaves}
      group by 1, 2
      having count(*) = ${spanLeaves}
      on conflict do nothing`);
  }

  /** Leaf indices below `size`, in the order of record. */
  async indices(filter: EntryFilter, size: number, limit: number): Promise<number[]> {
    const rows = await this.database.query<{ leaf_index: number }>(sql`
      select leaf.leaf_index
      from ledger.leaf
      join ledger.inbox using (log_id, inbox_id)
      where ${matches(filter, size)}
      order by leaf.leaf_index
      limit ${limit}`);
    return rows.map((row) => row.leaf_index);
  }

  /** Of the first `limit` entries below `size`. */
  async count(filter: EntryFilter, size: number, limit: number): Promise<EntryCounts> {
    const row = await this.database.one<EntryCounts>(sql`
      select count(*) as entries, count(*) filter (where not found.erased) as open
      from (
        select data_key.wrapped_key is null as erased
        from ${entryTables}
        where ${matches(filter, size)}
        order by leaf.leaf_index
        limit ${limit}
      ) as found`);
    return row ?? { entries: 0, open: 0 };
  }
}

const inboxRows = (where: Sql) => sql`
  select inbox_id
  from ledger.inbox
  where log_id = ${logId} and ${where}`;

const isOneOf = (inboxIds: Sql) => sql`leaf.inbox_id = any(array(${inboxIds}))`;

/** Written, not bound: what decisions are found by are indices for this very source. */
const isOwn = sql.raw(`source = '${ownSource}'`);

/** Written as the partial index `inbox_by_person` has it. */
const ofCustomers = (references: readonly Buffer[]) =>
  sql`subject_ref = any(${references}::bytea[]) and link ? 'customer'`;

/** Lets `inbox_by_decision` be used. Not within a run of leaves: the planner thinks decisions rarer than they are. */
const ofDecisions = ({ type }: EntryFilter) =>
  type && isDecision(type as EventType) ? sql`inbox.${isOwn}` : sql`true`;

const ofKept = ({ unerased }: EntryFilter) => (unerased ? sql`data_key.wrapped_key is not null` : sql`true`);

const ofConversations = (keys: Sql) => sql`conversation_key is not null and conversation_key = any(${keys})`;

function aboutCustomers(references: readonly Buffer[]): Sql {
  const named = sql`array(
    select conversation_key
    from ledger.inbox
    where log_id = ${logId} and ${ofCustomers(references)} and conversation_key is not null
  )`;
  return isOneOf(sql`${inboxRows(ofCustomers(references))} union ${inboxRows(ofConversations(named))}`);
}

function matches(filter: EntryFilter, before: number | undefined): Sql {
  const { type, source, from, to, first, last, indices, conversations, customers, actors } = filter;
  const terms: Sql[] = [sql`leaf.log_id = ${logId}`];
  if (before !== undefined) terms.push(sql`leaf.leaf_index < ${before}`);
  if (first !== undefined) terms.push(sql`leaf.leaf_index >= ${first}`);
  if (last !== undefined) terms.push(sql`leaf.leaf_index <= ${last}`);
  if (indices) terms.push(sql`leaf.leaf_index = any(${indices}::bigint[])`);
  if (conversations) terms.push(isOneOf(inboxRows(ofConversations(sql`${conversations}::bytea[]`))));
  if (customers) terms.push(aboutCustomers(customers));
  if (actors) terms.push(isOneOf(inboxRows(sql`subject_ref = any(${actors}::bytea[]) and ${isOwn}`)));
  if (type) terms.push(sql`inbox.type = ${type}`);
  if (source) terms.push(sql`inbox.source = ${source}`);
  if (from) terms.push(sql`inbox.occurred_at >= ${from}`);
  if (to) terms.push(sql`inbox.occurred_at < ${to}`);
  return sql.join(terms, sql` and `);
}
