import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface ConversationFacts {
  customer_key: Buffer;
  source: string;
  conversation_id: string | null;
  customer_id: string | null;
  channel: string | null;
  language: string | null;
  segment: string | null;
  first_at: Date;
  last_at: Date;
  bot: string | null;
  handoff_keys: Buffer[];
}

@Injectable()
export class ConversationStore {
  constructor(private readonly database: Database) {}

  /** A conversation with its first bot and its handoffs, in order. */
  find(key: Buffer): Promise<ConversationFacts | undefined> {
    return this.database.one<ConversationFacts>(sql`
      select conversation.customer_key, conversation.source, conversation.conversation_id, conversation.customer_id,
        conversation.channel, conversation.language, conversation.segment, conversation.first_at, conversation.last_at,
        (
          select episode.bot
          from episode
          where episode.customer_key = conversation.customer_key
            and episode.conversation_key = conversation.conversation_key
            and episode.bot is not null
          order by episode.episode_no
          limit 1
        ) as bot,
        array(
          select handoff.handoff_key
          from handoff
          where handoff.customer_key = conversation.customer_key
            and handoff.conversation_key = conversation.conversation_key
          order by handoff.initiated_at, handoff.handoff_key
        ) as handoff_keys
      from conversation
      where conversation.conversation_key = ${key}`);
  }
}
