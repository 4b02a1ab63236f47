import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { ListedEpisode } from './episode-list.store.js';

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

/** Another conversation of a customer, with what became of its last episode. */
export interface ContactFacts {
  conversation_key: Buffer;
  conversation_id: string | null;
  source: string;
  channel: string | null;
  first_at: Date;
  intent: string | null;
  outcome: ListedEpisode['outcome'];
  times_assumed: boolean;
  is_later: boolean;
}

interface ContactCounts {
  earlier: number;
  later: number;
}

/** On either side. */
const mostContacts = 10;

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

  /** The customer's nearest other conversations, newest first, and how many there are. Only what still names them. */
  async contactsAround(
    key: Buffer,
    { customer_key, first_at }: Pick<ConversationFacts, 'customer_key' | 'first_at'>,
  ): Promise<ContactCounts & { rows: ContactFacts[] }> {
    const others = sql`from conversation where customer_key = ${customer_key} and customer_id is not null`;
    const place = sql`(first_at, conversation_key)`;
    const here = sql`(${first_at}::timestamptz, ${key}::bytea)`;
    const side = (compare: '<' | '>', order: 'asc' | 'desc') => sql`
      (select *, ${place} > ${here} as is_later ${others} and ${place} ${sql.raw(compare)} ${here}
       order by first_at ${sql.raw(order)}, conversation_key ${sql.raw(order)}
       limit ${mostContacts})`;
    const [rows, counts] = await Promise.all([
      this.database.query<ContactFacts>(sql`
        select near.conversation_key, near.conversation_id, near.source, near.channel, near.first_at,
          near.is_later, last.intent, last.outcome, coalesce(last.times_assumed, false) as times_assumed
        from (${side('>', 'asc')} union all ${side('<', 'desc')}) as near
        left join lateral (
          select intent, outcome, times_assumed
          from episode
          where episode.customer_key = near.customer_key and episode.conversation_key = near.conversation_key
          order by episode_no desc
          limit 1
        ) as last on true
        order by near.first_at desc, near.conversation_key desc`),
      this.database.one<ContactCounts>(sql`
        select count(*) filter (where ${place} < ${here}) as earlier,
               count(*) filter (where ${place} > ${here}) as later
        ${others}`),
    ]);
    return { earlier: counts?.earlier ?? 0, later: counts?.later ?? 0, rows };
  }
}
