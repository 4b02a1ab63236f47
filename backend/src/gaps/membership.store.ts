import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';

/** Whether a handoff is in a gap; the handoff table stands in the statement under its own name. */
export const inGap = (gap: string): Sql => sql`
  handoff.handoff_key in (select gap_member.handoff_key from gap_member where gap_member.gap_id = ${gap})`;

/** Gaps that a handoff belongs to nearly as much as to those it is in, unless a person took it out. */
const alsoFound = sql`
  select also.handoff_key, coalesce(redirect.gap_id, also.gap_id) as gap_id, max(also.similarity) as similarity
  from gap_found_also as also
  left join gap_redirect as redirect on redirect.found_id = also.gap_id
  where not exists (
      select from gap_member
      where gap_member.handoff_key = also.handoff_key
        and gap_member.gap_id = coalesce(redirect.gap_id, also.gap_id))
    and not exists (
      select from gap_decision as decision
      where decision.type = 'gap.rejected' and not decision.withdrawn
        and decision.gap_id = coalesce(redirect.gap_id, also.gap_id)
        and also.handoff_key = any(decision.members))
  group by 1, 2`;

/** What a gap is called: the latest name a person gave it, else its terms. `gap` stands in the statement. */
export const gapName: Sql = sql`
  coalesce(
    (select decision.name
     from gap_decision as decision
     where decision.gap_id = gap.id and decision.type = 'gap.named' and not decision.withdrawn
     order by decision.at desc, decision.uid desc
     limit 1),
    gap.name)`;

/** `gap` stands in the statement. */
export const isNamed = sql`
  exists (
    select
    from gap_decision
    where gap_decision.gap_id = gap.id and gap_decision.type = 'gap.named' and not gap_decision.withdrawn)`;

/** The latest word on it is a dismissal. `gap` stands in the statement. */
export const isDismissed = sql`
  coalesce(
    (select decision.type = 'gap.dismissed'
     from gap_decision as decision
     where decision.gap_id = gap.id and decision.type in ('gap.dismissed', 'gap.restored')
       and not decision.withdrawn
     order by decision.at desc, decision.uid desc
     limit 1),
    false)`;

/** As JSON, the nearest first. */
export const alsoIn = (handoff: Sql): Sql => sql`
  coalesce(
    (select jsonb_agg(jsonb_build_object('id', gap.id, 'name', ${gapName}) order by also.similarity desc, gap.id)
     from (${alsoFound}) as also
     join gap on gap.id = also.gap_id and gap.retired_at is null
     where also.handoff_key = ${handoff}),
    '[]')`;

/** How many escalations of other gaps belong to a gap too. */
export const alsoCount = (gap: string): Sql => sql`
  (select count(*) from (${alsoFound}) as also where also.gap_id = ${gap})`;

export interface NamedGap {
  id: string;
  name: string;
}

/** Which gap a handoff belongs to. */
@Injectable()
export class MembershipStore {
  constructor(private readonly database: Database) {}

  /** The one that it is in, and those that it belongs to as well. */
  async gapOf(handoffKey: Buffer): Promise<(NamedGap & { alsoIn: NamedGap[] }) | null> {
    const row = await this.database.one<NamedGap & { alsoIn: NamedGap[] }>(sql`
      select gap.id, ${gapName} as name, ${alsoIn(sql`gap_member.handoff_key`)} as "alsoIn"
      from gap_member
      join gap on gap.id = gap_member.gap_id
      where gap_member.handoff_key = ${handoffKey}
      order by gap_member.centrality desc, gap.id
      limit 1`);
    return row ?? null;
  }

  /** Of these handoffs, the escalations, with the gaps that each is in. */
  async gapsOf(handoffs: readonly string[]): Promise<Map<string, string[]>> {
    const keys = handoffs.map((key) => Buffer.from(key, 'base64url'));
    const rows = await this.database.query<{ handoff_key: Buffer; gaps: string[] }>(sql`
      select escalation.handoff_key, array_remove(array_agg(gap_member.gap_id), null) as gaps
      from escalation
      left join gap_member on gap_member.handoff_key = escalation.handoff_key
      where escalation.handoff_key = any(${keys}::bytea[])
      group by escalation.handoff_key`);
    return new Map(rows.map((row) => [row.handoff_key.toString('base64url'), row.gaps]));
  }
}
