import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { type Common, type IntentSource, intentOf } from './describe/suggest-intent.js';
import { gapName, isNamed } from './membership.store.js';

/** Lateral joins to `gap`: the intent that most of its escalations were resolved as, and that most were reviewed as. */
export const commonIntents: Sql = sql`
  left join lateral (
    select escalation.resolved_intent as intent, count(*)::float8 / sum(count(*)) over () as share
    from gap_member
    join escalation on escalation.handoff_key = gap_member.handoff_key
    where gap_member.gap_id = gap.id and escalation.resolved_intent is not null
    group by escalation.resolved_intent
    order by count(*) desc, escalation.resolved_intent
    limit 1
  ) as agreed on true
  left join lateral (
    select label.intent, count(*)::float8 / sum(count(*)) over () as share, max(label.decision) as decision
    from gap_member
    join gap_label as label on label.handoff_key = gap_member.handoff_key
    where gap_member.gap_id = gap.id and label.intent is not null
    group by label.intent
    order by count(*) desc, label.intent
    limit 1
  ) as reviewed on true`;

export interface GapIntent {
  id: string;
  name: string;
  intent: string;
  from: IntentSource;
}

interface Row {
  id: string;
  name: string;
  named: boolean;
  terms: string[];
  agreed: string | null;
  agreed_share: number | null;
  reviewed: string | null;
  reviewed_share: number | null;
}

export const common = (name: string | null, share: number | null): Common | null =>
  name === null ? null : { name, share: share ?? 0 };

/** What gaps ask for, as intents. */
@Injectable()
export class IntentStore {
  constructor(private readonly database: Database) {}

  /** Of gaps that are not retired: of these, or of all. */
  async of(
    ids?: readonly string[],
    on: Transaction | Database = this.database,
  ): Promise<Map<string, GapIntent>> {
    const rows = await on.query<Row>(sql`
      select gap.id, ${gapName} as name, ${isNamed} as named, gap.terms, agreed.intent as agreed,
             agreed.share as agreed_share, reviewed.intent as reviewed, reviewed.share as reviewed_share
      from gap
      ${commonIntents}
      where gap.retired_at is null
        and ${ids === undefined ? sql`true` : sql`gap.id = any(${ids}::text[])`}
      order by gap.id`);
    return new Map(
      rows.map((row) => {
        const gap = { ...row, resolvedIntent: common(row.agreed, row.agreed_share) };
        const found = intentOf(gap, common(row.reviewed, row.reviewed_share));
        return [row.id, { id: row.id, name: row.name, ...found }];
      }),
    );
  }

  /** The gap that stands for an intent; of several, that with most escalations of it. */
  async standingFor(intent: string, on: Transaction | Database = this.database): Promise<string | undefined> {
    const rows = await on.query<{ gap_id: string }>(sql`
      select gap_member.gap_id
      from (
        select handoff_key from gap_label where intent = ${intent}
        union
        select handoff_key from escalation where resolved_intent = ${intent}
      ) as known
      join gap_member using (handoff_key)
      group by gap_member.gap_id
      order by count(*) desc, gap_member.gap_id
      limit ${candidates}`);
    const ids = rows.map((row) => row.gap_id);
    const found = await this.of(ids, on);
    return ids.find((id) => found.get(id)?.intent === intent);
  }

  /** Intents that are known here, the most reviewed first. */
  async known(limit: number): Promise<{ label: string; reviewed: number; resolved: number }[]> {
    return this.database.query(sql`
      select label, sum(reviewed)::int as reviewed, sum(resolved)::int as resolved
      from (
        select intent as label, count(*) as reviewed, 0 as resolved
        from gap_label where intent is not null group by 1
        union all
        select resolved_intent, 0, count(*) from escalation where resolved_intent is not null group by 1
      ) as counted
      group by label
      order by 2 desc, 3 desc, 1
      limit ${limit}`);
  }
}

/** Gaps that may stand for an intent; one with fewer of its escalations hardly does. */
const candidates = 5;
