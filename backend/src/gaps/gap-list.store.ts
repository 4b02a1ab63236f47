import { Injectable } from '@nestjs/common';
import type { GapType } from '../contract/gaps.js';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { gapName, isDismissed, isNamed } from './membership.store.js';

export interface GapRange {
  from: Date | null;
  /** Exclusive. */
  to: Date | null;
  /** What weeks and trend are counted back from. */
  end: Date;
}

export interface GapSummaryRow {
  id: string;
  name: string;
  named: boolean;
  dismissed: boolean;
  type: GapType;
  terms: string[];
  size: number;
  total: number;
  weekly: number[];
  recent: number;
  earlier: number;
  /** The first escalation of all. */
  known_from: Date;
  first_at: Date;
  last_at: Date;
  bot_intent: string | null;
  bot_intent_count: number;
  with_bot_intent: number;
  resolved_intent: string | null;
  resolved_intent_count: number;
  with_resolved_intent: number;
  with_resolution: number;
  resolved: number;
  languages: string[];
}

/** Gaps with what is counted over their escalations. */
@Injectable()
export class GapListStore {
  constructor(private readonly database: Database) {}

  /** Every gap that has escalations, or those named. */
  async list({ from, to, end }: GapRange, ids?: readonly string[]): Promise<GapSummaryRow[]> {
    const chosen = ids === undefined ? sql`true` : sql`gap_member.gap_id = any(${ids}::text[])`;
    return this.database.query<GapSummaryRow>(sql`
      with member as materialized (
        select gap_member.gap_id, escalation.at, escalation.language, escalation.intent,
               escalation.resolved_intent, escalation.resolution
        from gap_member
        join escalation on escalation.handoff_key = gap_member.handoff_key
        where ${chosen}
      ),
      counted as (
        select gap_id,
               count(*) filter (
                 where (${from}::timestamptz is null or at >= ${from})
                   and (${to}::timestamptz is null or at < ${to})) as size,
               count(*) as total,
               ${countBetween(end, 0, 28)} as recent,
               ${countBetween(end, 28, 56)} as earlier,
               array[${weeks(end)}]::int[] as weekly,
               min(at) as first_at,
               max(at) as last_at,
               mode() within group (order by intent) as bot_intent,
               mode() within group (order by resolved_intent) as resolved_intent,
               count(intent) as with_bot_intent,
               count(resolved_intent) as with_resolved_intent,
               count(resolution) as with_resolution,
               count(*) filter (where resolution = 'resolved') as resolved,
               array_remove(array_agg(distinct language order by language), null) as languages
        from member
        group by gap_id
      ),
      agreed as (
        select counted.gap_id,
               count(*) filter (where member.intent = counted.bot_intent) as bot_intent_count,
               count(*) filter (where member.resolved_intent = counted.resolved_intent) as resolved_intent_count
        from counted
        join member on member.gap_id = counted.gap_id
        group by counted.gap_id
      )
      select counted.*, agreed.bot_intent_count, agreed.resolved_intent_count,
             (select min(at) from escalation) as known_from,
             gap.id, gap.type, gap.terms, ${gapName} as name, ${isNamed} as named, ${isDismissed} as dismissed
      from counted
      join agreed on agreed.gap_id = counted.gap_id
      join gap on gap.id = counted.gap_id
      order by gap.id`);
  }

  /** How the escalations of a range lie in gaps. */
  async countEscalations({
    from,
    to,
  }: GapRange): Promise<{ total: number; in_gaps: number; without_text: number }> {
    const row = await this.database.one<{ total: number; in_gaps: number; without_text: number }>(sql`
      select count(*) as total,
             count(member.handoff_key) as in_gaps,
             count(*) filter (where member.handoff_key is null and escalation.text is null) as without_text
      from escalation
      left join (select distinct handoff_key from gap_member) as member
        on member.handoff_key = escalation.handoff_key
      where (${from}::timestamptz is null or escalation.at >= ${from})
        and (${to}::timestamptz is null or escalation.at < ${to})`);
    return row ?? { total: 0, in_gaps: 0, without_text: 0 };
  }
}

/** Days before the end; the younger limit is not included, so that the end itself is. */
const countBetween = (end: Date, younger: number, older: number): Sql => sql`
  count(*) filter (
    where at <= ${end}::timestamptz - make_interval(days => ${younger}::int)
      and at > ${end}::timestamptz - make_interval(days => ${older}::int))`;

const weeks = (end: Date): Sql =>
  sql.join(Array.from({ length: 13 }, (_, i) => countBetween(end, 7 * (12 - i), 7 * (13 - i))));
