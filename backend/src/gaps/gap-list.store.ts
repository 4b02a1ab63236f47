import { Injectable } from '@nestjs/common';
import type { GapType } from '../contract/gap-types.js';
import { Database } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { RateStore } from '../metrics/rate.store.js';
import type { CostBasis } from './describe/priority.js';
import { gapName, isDismissed, isNamed } from './membership.store.js';
import { isReleasedIn, presentGap } from './released-improvement.store.js';

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
  /** Some of its examples are labelled by a reviewer. */
  reviewed: boolean;
  /** Of the improvement that came furthest lately; null without one. */
  improvement: 'proposed' | 'approved' | 'released' | 'verified' | 'regressed' | null;
  type: GapType;
  terms: string[];
  size: number;
  total: number;
  weekly: number[];
  /** Mean work of humans on those on which it is known. */
  handle_seconds: number | null;
  /** The last release of the bot that most of them are from. */
  release_bot: string | null;
  release_version: string | null;
  released_at: Date | null;
  /** Since the last release of each one's bot, and in as much time before it. */
  since_release: number;
  before_release: number;
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
  x: number | null;
  y: number | null;
  radius: number | null;
}

/** How far the latest improvement that is not closed came. `gap` stands in the statement. */
const improvementOf: Sql = sql`
  (select case
     when release.released_at is null then improvement.state
     when improvement.measured ->> 'verdict' = 'improved' then 'verified'
     when improvement.measured ->> 'verdict' = 'regressed' then 'regressed'
     when improvement.measured ->> 'verdict' = 'no_effect' then null
     else 'released'
   end
   from improvement
   join improvement_step as proposal on proposal.improvement_id = improvement.id and proposal.no = 1
   left join lateral (
     select release.released_at
     from release
     where ${isReleasedIn}
     limit 1) as release on true
   where ${presentGap} = gap.id
     and improvement.state in ('proposed', 'approved')
   order by proposal.at desc
   limit 1)`;

/** Gaps with what is counted over their escalations. */
@Injectable()
export class GapListStore {
  constructor(private readonly database: Database) {}

  /** Every gap that has escalations, or those named. */
  async list({ from, to, end }: GapRange, ids?: readonly string[]): Promise<GapSummaryRow[]> {
    const chosen = ids === undefined ? sql`true` : sql`gap_member.gap_id = any(${ids}::text[])`;
    return this.database.query<GapSummaryRow>(sql`
      with last_release as (
        select distinct on (bot) bot, version, released_at
        from release
        where released_at <= ${end}::timestamptz
        order by bot, released_at desc, version
      ),
      member as materialized (
        select gap_member.gap_id, escalation.at, escalation.language, escalation.intent, escalation.bot,
               escalation.resolved_intent, escalation.resolution, handoff.handle_seconds, last_release.released_at
        from gap_member
        join escalation on escalation.handoff_key = gap_member.handoff_key
        left join handoff
          on handoff.customer_key = escalation.customer_key
          and handoff.conversation_key = escalation.conversation_key
          and handoff.handoff_key = escalation.handoff_key
        left join last_release on last_release.bot = escalation.bot
        where ${chosen}
      ),
      counted as (
        select gap_id,
               count(*) filter (
                 where (${from}::timestamptz is null or at >= ${from})
                   and (${to}::timestamptz is null or at < ${to})) as size,
               count(*) as total,
               array[${weeks(end, 13)}]::int[] as weekly,
               avg(handle_seconds)::real as handle_seconds,
               mode() within group (order by bot) as main_bot,
               count(*) filter (where at >= released_at) as since_release,
               count(*) filter (
                 where at < released_at
                   and at >= released_at - (${end}::timestamptz - released_at)) as before_release,
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
             last_release.bot as release_bot, last_release.version as release_version, last_release.released_at,
             gap.id, gap.type, gap.terms, gap.x, gap.y, gap.radius, ${gapName} as name, ${isNamed} as named,
             ${isDismissed} as dismissed,
             exists (
               select
               from gap_member as own
               join gap_label on gap_label.handoff_key = own.handoff_key
               where own.gap_id = gap.id and gap_label.intent is not null) as reviewed, ${improvementOf} as improvement
      from counted
      join agreed on agreed.gap_id = counted.gap_id
      join gap on gap.id = counted.gap_id
      left join last_release on last_release.bot = counted.main_bot
      order by gap.id`);
  }

  /** Of every gap, what its change is judged by: against the others, for among many some change by chance. */
  async courses(end: Date): Promise<{ id: string; weekly: number[] }[]> {
    return this.database.query(sql`
      select gap_member.gap_id as id, array[${weeks(end, 8)}]::int[] as weekly
      from escalation
      join gap_member on gap_member.handoff_key = escalation.handoff_key
      where at > ${end}::timestamptz - interval '56 days' and at <= ${end}::timestamptz
      group by gap_member.gap_id
      order by 1`);
  }

  /** What holds for all gaps: since when there are escalations, what humans cost, and how long they work on one. */
  async basis(): Promise<{ knownFrom: Date | null; cost: CostBasis }> {
    const [row, rates] = await Promise.all([
      this.database.one<{ known_from: Date | null; handle_seconds: number | null }>(sql`
        select (select min(at) from escalation) as known_from,
               (select avg(handle_seconds)::real
                from handoff
                where purpose = 'escalation' and from_kind = 'bot') as handle_seconds`),
      new RateStore().read(this.database),
    ]);
    return {
      knownFrom: row?.known_from ?? null,
      cost: { rates: rates?.rates ?? null, handleSeconds: row?.handle_seconds ?? null },
    };
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

const weeks = (end: Date, count: number): Sql =>
  sql.join(Array.from({ length: count }, (_, i) => countBetween(end, 7 * (count - 1 - i), 7 * (count - i))));
