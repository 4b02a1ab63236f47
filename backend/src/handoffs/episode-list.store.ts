import { Injectable } from '@nestjs/common';
import type { AnswerOf, QueryOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import { listedBy } from '../detectors/predicates.store.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { episodePredicateOf } from '../metrics/plan.js';
import { textKey } from './handoff-summary.js';
import { readCursor, writeCursor } from './page-cursor.js';

export type EpisodeListQuery = QueryOf<typeof routes.episodeList>;
type Answer = AnswerOf<typeof routes.episodeList>;
export type ListedEpisode = Answer['items'][number];

export interface EpisodeFacts {
  conversation_key: Buffer;
  episode_no: number;
  conversation_id: string | null;
  source: string;
  bot: string | null;
  bot_version: string | null;
  channel: string | null;
  language: string | null;
  intent: string | null;
  started_at: Date;
  ended_at: Date | null;
  outcome: ListedEpisode['outcome'];
  eligible: boolean;
  escalated: boolean;
  reason: string | null;
  customer_turns: number;
  bot_turns: number;
  times_assumed: boolean;
  handoff_key: Buffer | null;
}

/** Lists episodes, newest first: also the rows behind a number. */
@Injectable()
export class EpisodeListStore {
  constructor(private readonly database: Database) {}

  async list(query: EpisodeListQuery, watermark: Date): Promise<Omit<Answer, 'watermark'>> {
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const asOf = cursor ? new Date(cursor.watermarkMs) : watermark;
    const filter = filterSql('episode', query);
    const rows = query.metric ? episodePredicateOf(query.metric, query.part, asOf, query) : sql`true`;
    const detected = query.detector ? listedBy('episode', query.detector, query.part, asOf) : sql`true`;
    const where = sql`(${filter}) and (${rows}) and (${detected})`;
    const number = cursor?.keys[1].readInt16BE() ?? 0;
    const after = cursor
      ? sql`(episode.started_at, episode.conversation_key, episode.episode_no)
            < (${new Date(cursor.place)}::timestamptz, ${cursor.keys[0]}::bytea, ${number}::smallint)`
      : sql`true`;
    return this.database.transaction(
      async (tx) => {
        const counted = await tx.one<{ total: number }>(
          sql`select count(*) as total from episode where ${where}`,
        );
        const found = await tx.query<EpisodeFacts>(sql`
          ${episodes}
          where ${where} and ${after}
          order by episode.started_at desc, episode.conversation_key desc, episode.episode_no desc
          limit ${query.limit + 1}`);
        const page = found.slice(0, query.limit);
        const last = found.length > query.limit ? page.at(-1) : undefined;
        return {
          total: counted?.total ?? 0,
          items: page.map(listedEpisode),
          next: last ? nextOf(last, asOf) : null,
        };
      },
      { snapshot: true },
    );
  }

  /** The episodes of a conversation, in order. */
  inConversation(conversation: Buffer): Promise<EpisodeFacts[]> {
    return this.database.query<EpisodeFacts>(sql`
      ${episodes}
      where episode.conversation_key = ${conversation}
      order by episode.episode_no`);
  }
}

/** Each with its conversation's id and the handoff that ended it. */
const episodes = sql`
  select episode.*, conversation.conversation_id, escalation.handoff_key
  from episode
  left join conversation
    on conversation.customer_key = episode.customer_key
    and conversation.conversation_key = episode.conversation_key
  left join lateral (
    select handoff_key
    from handoff
    where handoff.customer_key = episode.customer_key
      and handoff.conversation_key = episode.conversation_key
      and handoff.episode_no = episode.episode_no
      and handoff.initiated_at = episode.ended_at
      and handoff.purpose <> 'success'
    order by handoff.hop
    limit 1
  ) as escalation on episode.escalated`;

function nextOf(row: EpisodeFacts, watermark: Date): string {
  const number = Buffer.alloc(2);
  number.writeInt16BE(row.episode_no);
  return writeCursor({
    watermarkMs: watermark.getTime(),
    place: row.started_at.getTime(),
    keys: [row.conversation_key, number],
  });
}

export function listedEpisode(row: EpisodeFacts): ListedEpisode {
  return {
    conversationKey: textKey(row.conversation_key),
    conversationId: row.conversation_id,
    episodeNo: row.episode_no,
    source: row.source,
    bot: row.bot,
    botVersion: row.bot_version,
    channel: row.channel,
    language: row.language,
    intent: row.intent,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    outcome: row.outcome,
    eligible: row.eligible,
    escalated: row.escalated,
    reason: row.reason,
    customerTurns: row.customer_turns,
    botTurns: row.bot_turns,
    timesAssumed: row.times_assumed,
    handoffKey: row.handoff_key && textKey(row.handoff_key),
  };
}
