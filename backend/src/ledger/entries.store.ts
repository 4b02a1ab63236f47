import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Link } from './ledger-event.js';
import { logId } from './log.store.js';
import type { LeafRow } from './stored-event.js';

export interface EntryRow {
  leaf_index: number;
  type: string;
  source: string;
  occurred_at: Date;
  received_at: Date;
  leaf_hash: Buffer;
  erased: boolean;
}
export type EntryRecord = EntryRow & LeafRow;

export interface CheckpointRow {
  size: number;
  root: Buffer;
  note: string;
  signed_at: Date;
}

export interface LedgerCounts {
  entries: number;
  pending: number;
  conflicts: number;
  first_at: Date | null;
  last_at: Date | null;
}

export const summaryColumns = sql`
  leaf.leaf_index, inbox.type, inbox.source, inbox.occurred_at, inbox.received_at, leaf.leaf_hash,
  data_key.wrapped_key is null as erased`;
export const entryTables = sql`
  ledger.leaf
  join ledger.inbox using (log_id, inbox_id)
  left join ledger.data_key on data_key.log_id = inbox.log_id and data_key.subject_ref = inbox.subject_ref`;

/** Entries as they are kept, the newest checkpoint, and counts. */
@Injectable()
export class EntriesStore {
  constructor(private readonly database: Database) {}

  async get(index: number): Promise<EntryRecord | undefined> {
    return (await this.records([index]))[0];
  }

  /** In the order of record; those that are not there are left out. */
  records(indices: readonly number[]): Promise<EntryRecord[]> {
    return this.database.query<EntryRecord>(sql`
      select ${summaryColumns}, inbox.entry, inbox.event_uid, inbox.link, inbox.payload, inbox.subject_ref,
        data_key.wrapped_key
      from ${entryTables}
      where leaf.log_id = ${logId} and leaf.leaf_index = any(${indices}::bigint[])
      order by leaf.leaf_index`);
  }

  async link(index: number): Promise<Link | undefined> {
    const row = await this.database.one<{ link: Link }>(sql`
      select inbox.link
      from ledger.leaf
      join ledger.inbox using (log_id, inbox_id)
      where leaf.log_id = ${logId} and leaf.leaf_index = ${index}`);
    return row?.link;
  }

  async sources(on: Transaction | Database = this.database): Promise<string[]> {
    // A loose index scan: distinct sources are few, entries are many.
    const rows = await on.query<{ source: string }>(sql`
      with recursive found as (
        (select source from ledger.inbox where log_id = ${logId} order by source limit 1)
        union all
        select (
          select source
          from ledger.inbox
          where log_id = ${logId} and source > found.source
          order by source
          limit 1
        )
        from found
        where found.source is not null
      )
      select source
      from found
      where source is not null`);
    return rows.map((row) => row.source);
  }

  checkpoint(): Promise<CheckpointRow | undefined> {
    return this.database.one<CheckpointRow>(sql`
      select checkpoint.size, batch.root, checkpoint.note, checkpoint.signed_at
      from ledger.checkpoint
      join ledger.batch using (log_id, size)
      where log_id = ${logId}
      order by size desc
      limit 1`);
  }

  async counts(): Promise<LedgerCounts> {
    const row = await this.database.one<LedgerCounts>(sql`
      select
        coalesce((select max(size) from ledger.batch where log_id = ${logId}), 0) as entries,
        (select count(*) from ledger.pending where log_id = ${logId}) as pending,
        (select count(*) from ledger.conflict where log_id = ${logId}) as conflicts,
        (select inbox.received_at from ledger.leaf join ledger.inbox using (log_id, inbox_id)
          where log_id = ${logId} order by leaf_index limit 1) as first_at,
        (select inbox.received_at from ledger.leaf join ledger.inbox using (log_id, inbox_id)
          where log_id = ${logId} order by leaf_index desc limit 1) as last_at`);
    return row ?? { entries: 0, pending: 0, conflicts: 0, first_at: null, last_at: null };
  }
}
