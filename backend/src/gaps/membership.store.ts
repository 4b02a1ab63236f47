import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';

/** Whether a handoff is in a gap; the handoff table stands in the statement under its own name. */
export const inGap = (gap: string): Sql => sql`
  handoff.handoff_key in (select gap_member.handoff_key from gap_member where gap_member.gap_id = ${gap})`;

/** What a gap is called: the latest name a person gave it, else its terms. `gap` stands in the statement. */
export const gapName: Sql = sql`
  coalesce(
    (select decision.name
     from gap_decision as decision
     where decision.gap_id = gap.id and decision.type = 'gap.named'
     order by decision.at desc, decision.uid desc
     limit 1),
    gap.name)`;

/** `gap` stands in the statement. */
export const isNamed = sql`
  exists (select from gap_decision where gap_decision.gap_id = gap.id and gap_decision.type = 'gap.named')`;

/** The latest word on it is a dismissal. `gap` stands in the statement. */
export const isDismissed = sql`
  coalesce(
    (select decision.type = 'gap.dismissed'
     from gap_decision as decision
     where decision.gap_id = gap.id and decision.type in ('gap.dismissed', 'gap.restored')
     order by decision.at desc, decision.uid desc
     limit 1),
    false)`;

/** Which gap a handoff belongs to. */
@Injectable()
export class MembershipStore {
  constructor(private readonly database: Database) {}

  async gapOf(handoffKey: Buffer): Promise<{ id: string; name: string } | null> {
    const row = await this.database.one<{ id: string; name: string }>(sql`
      select gap.id, ${gapName} as name
      from gap_member
      join gap on gap.id = gap_member.gap_id
      where gap_member.handoff_key = ${handoffKey}
      order by gap_member.centrality desc, gap.id
      limit 1`);
    return row ?? null;
  }
}
