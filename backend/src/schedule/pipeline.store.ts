import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { pipeline } from '../contract/access.js';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

type SourceState = z.output<typeof pipeline>['sources'][number];

interface SourceRow {
  source: string;
  conversations: number;
  last_at: Date;
  handoff_signal: boolean;
}

@Injectable()
export class PipelineStore {
  constructor(private readonly database: Database) {}

  async dirtyBuckets(): Promise<number> {
    const row = await this.database.one<{ buckets: number }>(
      sql`select count(*) as buckets from dirty_bucket`,
    );
    return row?.buckets ?? 0;
  }

  async sources(): Promise<SourceState[]> {
    const rows = await this.database.query<SourceRow>(sql`
      select source, count(*) as conversations, max(last_at) as last_at, bool_or(handoff_signal) as handoff_signal
      from conversation
      group by source
      order by source`);
    return rows.map((row) => ({
      source: row.source,
      conversations: row.conversations,
      lastAt: row.last_at.toISOString(),
      handoffSignal: row.handoff_signal,
    }));
  }
}
