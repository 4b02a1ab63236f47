import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import { isReleasedIn, presentGap } from '../gaps/released-improvement.store.js';
import type { Touch, WeekCount } from './courses.js';

interface CourseRequest {
  bot: string;
  /** The release. */
  at: Date;
  from: Date;
  /** Exclusive. */
  to: Date;
}

interface ReleaseRow {
  bot: string;
  version: string;
  released_at: Date;
}

/** Escalations of gaps by week, around a release. */
@Injectable()
export class CourseStore {
  constructor(private readonly database: Database) {}

  /** Of every gap. */
  async weeks({ bot, at, from, to }: CourseRequest): Promise<WeekCount[]> {
    return this.database.query<WeekCount>(sql`
      select gap_member.gap_id as gap,
             floor(extract(epoch from escalation.at - ${at}::timestamptz) / 604800)::int as week,
             count(*) as count
      from escalation
      join gap_member on gap_member.handoff_key = escalation.handoff_key
      where escalation.bot = ${bot} and escalation.at >= ${from} and escalation.at < ${to}
      group by 1, 2
      order by 1, 2`);
  }

  /** Gaps that escalations of the bot are in from before a time. */
  async known(bot: string, before: Date): Promise<Set<string>> {
    const rows = await this.database.query<{ gap: string }>(sql`
      select distinct gap_member.gap_id as gap
      from escalation
      join gap_member on gap_member.handoff_key = escalation.handoff_key
      where escalation.bot = ${bot} and escalation.at < ${before}`);
    return new Set(rows.map(({ gap }) => gap));
  }

  /** What was released for which gap of the bot until a time. */
  async touches(bot: string, to: Date): Promise<Touch[]> {
    return this.database.query<Touch>(sql`
      select distinct ${presentGap} as gap, release.released_at as at
      from improvement
      join release on ${isReleasedIn}
      where release.bot = ${bot} and release.released_at < ${to}
      order by at, gap`);
  }

  /**
   * Since when there are escalations of the bot, from when on some were not held against the gaps yet (null: none),
   * and how long humans work on one of the gap's.
   */
  async basis(
    gap: string,
    bot: string,
  ): Promise<{ since: Date | null; unsorted: Date | null; handleSeconds: number | null }> {
    const row = await this.database.one<{
      since: Date | null;
      unsorted: Date | null;
      handle: number | null;
    }>(sql`
      select (select min(at) from escalation where bot = ${bot}) as since,
             (select min(escalation.at)
              from gap_news
              join escalation on escalation.handoff_key = gap_news.handoff_key
              where escalation.bot = ${bot}) as unsorted,
             (select avg(handoff.handle_seconds)::float8
              from gap_member
              join escalation on escalation.handoff_key = gap_member.handoff_key
              join handoff
                on handoff.customer_key = escalation.customer_key
                and handoff.conversation_key = escalation.conversation_key
                and handoff.handoff_key = escalation.handoff_key
              where gap_member.gap_id = ${gap}) as handle`);
    return { since: row?.since ?? null, unsorted: row?.unsorted ?? null, handleSeconds: row?.handle ?? null };
  }

  /** Releases of a bot, oldest first. */
  async releasesOf(bot: string): Promise<Pick<ReleaseRow, 'version' | 'released_at'>[]> {
    return this.database.query(sql`
      select version, released_at from release where bot = ${bot} order by released_at, version`);
  }

  /** Since when there are escalations of the bot. */
  async since(bot: string): Promise<Date | null> {
    const row = await this.database.one<{ since: Date | null }>(sql`
      select min(at) as since from escalation where bot = ${bot}`);
    return row?.since ?? null;
  }

  /** Releases of the bots that have escalations in the gap, newest first. */
  async releases(gap: string): Promise<ReleaseRow[]> {
    return this.database.query<ReleaseRow>(sql`
      select bot, version, released_at
      from release
      where bot in (
        select escalation.bot
        from gap_member
        join escalation on escalation.handoff_key = gap_member.handoff_key
        where gap_member.gap_id = ${gap})
      order by released_at desc, bot
      limit 50`);
  }
}
