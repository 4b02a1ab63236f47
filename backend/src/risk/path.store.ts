import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { detectorPredicate } from '../detectors/predicates.store.js';
import { type FactQuery, filterSql } from '../episodes/fact-filter.store.js';
import { predicateOf } from '../metrics/plan.js';

export interface PathCount {
  source: string;
  queue: string | null;
  tier: string | null;
  channel: string | null;
  handoffs: number;
  failed: number;
  without_fallback: number;
}

/** Where handoffs go: those that the detector of missing fallbacks is measured over. */
@Injectable()
export class PathStore {
  count(query: FactQuery, watermark: Date, tx: Transaction): Promise<PathCount[]> {
    const failed = predicateOf('failure_rate', 'numerator', watermark);
    const bare = detectorPredicate('no_fallback', 'numerator', watermark);
    return tx.query<PathCount>(sql`
      select source, queue, tier, channel,
        count(*)::int as handoffs,
        count(*) filter (where ${failed})::int as failed,
        count(*) filter (where ${bare})::int as without_fallback
      from handoff
      where ${filterSql('handoff', query)} and ${detectorPredicate('no_fallback', 'denominator', watermark)}
      group by source, queue, tier, channel
      order by handoffs desc, source, queue, tier, channel`);
  }

  /** Arrivals by quarter of an hour, ascending; quarters without any are left out. */
  arrivals(query: FactQuery, watermark: Date, tx: Transaction): Promise<{ at: Date; handoffs: number }[]> {
    return tx.query(sql`
      select date_bin('15 minutes', initiated_at, timestamptz 'epoch') as at, count(*)::int as handoffs
      from handoff
      where ${filterSql('handoff', query)} and ${detectorPredicate('no_fallback', 'denominator', watermark)}
      group by 1
      order by 1`);
  }
}
