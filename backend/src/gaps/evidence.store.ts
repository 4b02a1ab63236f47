import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Traits } from './describe/gap-facts.js';

/** What speaks for the type of a gap, and what against it. */
@Injectable()
export class EvidenceStore {
  constructor(private readonly database: Database) {}

  /** The escalations of a gap by the traits that facts are read from. */
  async traits(gap: string): Promise<{ traits: Traits; count: number }[]> {
    const rows = await this.database.query<Traits & { count: number }>(sql`
      select reason,
             failed_code is not null as failed,
             intent is not null as understood,
             resolved_intent is not null as resolved,
             coalesce(intent <> resolved_intent, false) as differs,
             confidence_bp < 5000 as unsure,
             count(*) as count
      from gap_member
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap_member.gap_id = ${gap}
      group by 1, 2, 3, 4, 5, 6`);
    return rows.map(({ count, ...traits }) => ({ traits, count }));
  }

  /** Steps per escalation: actions of the bot before it, and of humans where they told theirs. */
  async steps(gap: string): Promise<{ bot: number | null; human: number | null }> {
    const row = await this.database.one<{ bot: number | null; human: number | null }>(sql`
      select percentile_cont(0.5) within group (order by cardinality(bot_actions)) as bot,
             percentile_cont(0.5) within group (order by nullif(cardinality(steps), 0)) as human
      from gap_member
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap_member.gap_id = ${gap}`);
    return { bot: row?.bot ?? null, human: row?.human ?? null };
  }
}
