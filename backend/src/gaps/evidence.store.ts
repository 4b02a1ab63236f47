import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';

/** What `gap-type.ts` measures, over the escalations of one gap; `among` where not all of them can say. */
const facts: Record<string, { holds: Sql; among?: Sql }> = {
  action_failed: { holds: sql`failed_code is not null or reason = 'action_failed'` },
  failed_code: { holds: sql`failed_code is not null` },
  other_intent_resolved: {
    holds: sql`intent <> resolved_intent`,
    among: sql`intent is not null and resolved_intent is not null`,
  },
  no_intent: { holds: sql`intent is null and (reason is not null or resolved_intent is not null)` },
  beyond_knowledge: { holds: sql`reason in ('out_of_scope', 'no_match', 'complexity')` },
  unsure: { holds: sql`reason = 'low_confidence' or confidence_bp < 5000` },
  low_confidence: { holds: sql`reason = 'low_confidence'` },
  confidence_below_half: { holds: sql`confidence_bp < 5000`, among: sql`confidence_bp is not null` },
  no_match: { holds: sql`reason = 'no_match'` },
  out_of_scope: { holds: sql`reason = 'out_of_scope'` },
  complexity: { holds: sql`reason = 'complexity'` },
  reason_policy: { holds: sql`reason = 'policy_rule'` },
  reason_customer_preference: { holds: sql`reason = 'customer_request'` },
  reason_capacity: { holds: sql`reason = 'capacity'` },
};
const names = Object.keys(facts);

export interface Fact {
  fact: string;
  count: number;
  /** Escalations that can say. */
  of: number;
}

/** What speaks for the type of a gap, and what against it. */
@Injectable()
export class EvidenceStore {
  constructor(private readonly database: Database) {}

  async count(gap: string): Promise<Fact[]> {
    const counted = names.flatMap((name) => {
      const { holds, among = sql`true` } = facts[name] as (typeof facts)[string];
      return [
        sql`count(*) filter (where (${holds}) and (${among})) as ${sql.ident(name)}`,
        sql`count(*) filter (where ${among}) as ${sql.ident(`of_${name}`)}`,
      ];
    });
    const row = await this.database.one<Record<string, number>>(sql`
      select ${sql.join(counted)}
      from gap_member
      join escalation on escalation.handoff_key = gap_member.handoff_key
      where gap_member.gap_id = ${gap}`);
    return names.map((fact) => ({ fact, count: row?.[fact] ?? 0, of: row?.[`of_${fact}`] ?? 0 }));
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
