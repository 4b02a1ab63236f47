import { Injectable } from '@nestjs/common';
import type { Filters } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';

/** How many began and ceased to count at the window with this place. */
export interface Change {
  place: number;
  change: number;
}

/**
 * Handoffs that nobody had taken, at any time: the metric `waiting_handoffs` as it stood then. With assumed times
 * nobody knows how long somebody waited.
 */
@Injectable()
export class WaitingStore {
  /** `first`, `last`: ends of windows, `step` apart; whoever has waited for `ageMs` counts. Milliseconds. */
  async changes(
    tx: Transaction,
    {
      first,
      last,
      step,
      ageMs,
      filters,
    }: { first: number; last: number; step: number; ageMs: number; filters: Filters },
  ): Promise<Change[]> {
    return tx.query<Change>(sql`
      with stay as (
        select initiated_at, least(taken_at, failed_at, ended_at) as left_at
        from handoff
        where to_kind = 'human' and not times_assumed
          and (least(taken_at, failed_at, ended_at) is null
            or least(taken_at, failed_at, ended_at) > ${new Date(first)})
          and initiated_at <= ${new Date(last - ageMs)}
          and ${filterSql('handoff', filters)}
      ),
      -- the first window that counts it, and the first that does not any more; null: none
      counted as (
        select greatest(0, ceil((extract(epoch from initiated_at) * 1000 + ${ageMs} - ${first}::float8) / ${step}))::int
            as began,
          ceil((extract(epoch from left_at) * 1000 - ${first}::float8) / ${step})::int as ceased
        from stay
      )
      select place, sum(change)::int as change
      from (
        select began as place, 1 as change from counted where ceased is null or ceased > began
        union all
        select ceased, -1 from counted where ceased > began
      ) as step
      group by place
      order by place`);
  }
}
