import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { CheckpointRow } from './entries.store.js';
import { logId } from './log.store.js';

/** An entry of ours, found by the id of its event. */
interface AnnouncedRow {
  event_id: string;
  leaf_index: number;
  occurred_at: Date;
}

/** What was signed, and the entries that say with which key. */
@Injectable()
export class CheckpointStore {
  constructor(private readonly database: Database) {}

  /** Newest first, below this size. */
  list(before: number | undefined, limit: number): Promise<CheckpointRow[]> {
    return this.database.query<CheckpointRow>(sql`
      select checkpoint.size, batch.root, checkpoint.note, checkpoint.signed_at
      from ledger.checkpoint
      join ledger.batch using (log_id, size)
      where log_id = ${logId} and size < ${before ?? Number.MAX_SAFE_INTEGER}
      order by size desc
      limit ${limit}`);
  }

  /** The sealed roots of those of these sizes that were signed. */
  async signedRoots(sizes: readonly number[]): Promise<Map<number, Buffer>> {
    const rows = await this.database.query<{ size: number; root: Buffer }>(sql`
      select checkpoint.size, batch.root
      from ledger.checkpoint
      join ledger.batch using (log_id, size)
      where log_id = ${logId} and size = any(${sizes}::bigint[])`);
    return new Map(rows.map(({ size, root }) => [size, root]));
  }

  /** Entries with these ids of their events, from this source, that have their place. */
  announced(source: string, ids: readonly string[]): Promise<AnnouncedRow[]> {
    return this.database.query<AnnouncedRow>(sql`
      select inbox.event_id, leaf.leaf_index, inbox.occurred_at
      from ledger.inbox
      join ledger.leaf using (log_id, inbox_id)
      where inbox.log_id = ${logId} and inbox.source = ${source} and inbox.event_id = any(${ids}::text[])`);
  }
}
