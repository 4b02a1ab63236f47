import { Injectable } from '@nestjs/common';
import { nonCapabilityTypes } from '../contract/gap-types.js';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import { isDismissed } from '../gaps/membership.store.js';

export interface OpenGap {
  id: string;
  /** Of its first escalation. */
  first_at: Date;
  with_dataset: boolean;
}

/** How far gaps came. */
@Injectable()
export class LoopStore {
  constructor(private readonly database: Database) {}

  /** Gaps with escalations that a better bot could close. */
  async openGaps(): Promise<OpenGap[]> {
    return this.database.query<OpenGap>(sql`
      with taught as (
        select distinct example.value ->> 'id' as gap_id
        from dataset
        cross join lateral jsonb_array_elements(dataset.manifest -> 'counts' -> 'gaps') as example
      )
      select gap.id, min(escalation.at) as first_at,
             gap.id in (select gap_id from taught) as with_dataset
      from gap
      join gap_member on gap_member.gap_id = gap.id
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap.type <> all(${[...nonCapabilityTypes]}::text[]) and not ${isDismissed}
      group by gap.id
      order by gap.id`);
  }
}
