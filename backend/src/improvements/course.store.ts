import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import { isReleasedIn, presentGap } from '../gaps/released-improvement.store.js';
import type { WeekCount } from './courses.js';

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

  /** Gaps for which the bot got something else released in the time, and when the first of it came. They are no controls. */
  async touched(
    { bot, from, to }: Pick<CourseRequest, 'bot' | 'from' | 'to'>,
    except: string,
  ): Promise<{ gap: string; at: Date }[]> {
    return this.database.query<{ gap: string; at: Date }>(sql`
      select ${presentGap} as gap, min(release.released_at) as at
      from improvement
      join release on ${isReleasedIn}
      where release.bot = ${bot} and improvement.id <> ${except}
        and release.released_at >= ${from} and release.released_at < ${to}
      group by 1
      order by 1`);
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
