import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Extent } from './extent.js';

export interface ReplayRow extends Extent {
  event_id: string;
  at: Date;
}

/** Erasures that were done again after an older backup was restored: the ledger may have been read-only then. */
@Injectable()
export class RecordStore {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  latest(before: { at: Date; id: string } | undefined, limit: number): Promise<ReplayRow[]> {
    const earlier = before ? sql`where (at, event_id) < (${before.at}, ${before.id})` : sql.empty;
    return this.database.query<ReplayRow>(sql`
      select event_id, at, keys, entries, conversations, handoffs, examples
      from erasure_replay
      ${earlier}
      order by at desc, event_id desc
      limit ${limit}`);
  }

  async add(eventId: string, at: Date, extent: Extent, tx: Transaction): Promise<void> {
    const { keys, entries, conversations, handoffs, examples } = extent;
    await tx.query(sql`
      insert into erasure_replay (event_id, at, keys, entries, conversations, handoffs, examples)
      values (${eventId}, ${at}, ${keys}, ${entries}, ${conversations}, ${handoffs}, ${examples})
      on conflict (event_id) do update
      set at = excluded.at,
          keys = erasure_replay.keys + excluded.keys,
          entries = erasure_replay.entries + excluded.entries,
          conversations = erasure_replay.conversations + excluded.conversations,
          handoffs = erasure_replay.handoffs + excluded.handoffs,
          examples = erasure_replay.examples + excluded.examples`);
  }
}
