import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { copyFacts, msOf } from '../episodes/fact-rows.store.js';
import { bytes, keyOf } from '../episodes/key.js';
import type { Key } from '../episodes/rows.js';
import { groupBy } from '../group-by.js';
import type { Places, Signs } from './read-signs.js';
import type { EpisodeWords, HandoffWords, KeptWords } from './signs.js';

/** One conversation as its facts have it. */
export interface Placed extends Places {
  customerKey: Key;
  /** How many events its facts were folded from. */
  eventCount: number;
}

/** Signs of handoffs and episodes. Called only under the follower's lock. */
@Injectable()
export class SignStore {
  /** The conversations, as far as facts have them. */
  async place(conversations: readonly Key[], tx: Transaction): Promise<Map<Key, Placed>> {
    const keys = conversations.map(bytes);
    const found = await tx.query<{ conversation_key: Buffer; customer_key: Buffer; event_count: number }>(sql`
      select conversation_key, customer_key, event_count
      from conversation
      where conversation_key = any(${keys}::bytea[])`);
    const handoffs = await tx.query<StoredHandoff>(sql`
      select conversation_key, handoff_key, episode_no, initiated_at, ended_at, context_fields
      from handoff
      where conversation_key = any(${keys}::bytea[])
      order by conversation_key, handoff_key`);
    const episodes = await tx.query<StoredEpisode>(sql`
      select conversation_key, episode_no, started_at, ended_at
      from episode
      where conversation_key = any(${keys}::bytea[])
      order by conversation_key, episode_no`);
    const handoffsOf = groupBy(handoffs, (row) => keyOf(row.conversation_key));
    const episodesOf = groupBy(episodes, (row) => keyOf(row.conversation_key));
    return new Map(
      found.map((row) => {
        const key = keyOf(row.conversation_key);
        return [
          key,
          {
            customerKey: keyOf(row.customer_key),
            eventCount: row.event_count,
            handoffs: (handoffsOf.get(key) ?? []).map((handoff) => ({
              ...handoff,
              handoff_key: keyOf(handoff.handoff_key),
              initiated_at: handoff.initiated_at.getTime(),
              ended_at: msOf(handoff.ended_at),
            })),
            episodes: (episodesOf.get(key) ?? []).map((episode) => ({
              episode_no: episode.episode_no,
              started_at: episode.started_at.getTime(),
              ended_at: msOf(episode.ended_at),
            })),
          },
        ] as const;
      }),
    );
  }

  /** What was seen in words whose key is gone, by conversation. */
  async kept(conversations: readonly Key[], tx: Transaction): Promise<Map<Key, KeptWords>> {
    const rows = await tx.query<{
      conversation_key: Buffer;
      name: string;
      words: HandoffWords | EpisodeWords;
    }>(sql`
      select conversation_key, row_name as name, words
      from kept_sign
      where conversation_key = any(${conversations.map(bytes)}::bytea[])`);
    const groups = groupBy(rows, (row) => keyOf(row.conversation_key));
    return new Map(
      [...groups].map(([key, group]) => [key, new Map(group.map((row) => [row.name, row.words]))]),
    );
  }

  /** Before words are lost to the signs: what was seen in them stays. What is kept already stays as it is. */
  async keep(conversations: readonly Key[], tx: Transaction): Promise<void> {
    const keys = conversations.map(bytes);
    await tx.query(sql`
      insert into kept_sign (conversation_key, row_name, words)
      select conversation_key,
             'h ' || translate(rtrim(encode(handoff_key, 'base64'), '='), '+/', '-_'),
             jsonb_build_object('keyword', keyword, 'asked_again', asked_again, 'opening', opening,
               'contradicted', contradicted, 'context_chars', context_chars, 'context_cut', context_cut, 'skill_match', skill_match)
      from handoff_sign
      where conversation_key = any(${keys}::bytea[])
        and num_nonnulls(keyword, asked_again, opening, contradicted, context_chars, context_cut, skill_match) > 0
      union all
      select sign.conversation_key,
             'e ' || (extract(epoch from episode.started_at) * 1000)::bigint || ' ' || sign.episode_no,
             jsonb_build_object('request_turns', sign.request_turns, 'promised', sign.promised)
      from episode_sign as sign
      join episode using (conversation_key, episode_no)
      where sign.conversation_key = any(${keys}::bytea[])
        and (sign.request_turns is not null or sign.promised is not null)
      on conflict do nothing`);
  }

  /** Replaces the signs of whole conversations. */
  async replace(signs: ReadonlyMap<Key, Signs & { customerKey: Key }>, tx: Transaction): Promise<void> {
    if (signs.size === 0) return;
    const keys = [...signs.keys()].map(bytes);
    await tx.query(sql`delete from handoff_sign where conversation_key = any(${keys}::bytea[])`);
    await tx.query(sql`delete from episode_sign where conversation_key = any(${keys}::bytea[])`);
    const rowsOf = (kind: 'handoffs' | 'episodes') =>
      [...signs].flatMap(([conversation, { customerKey, ...found }]) =>
        found[kind].map((sign) => ({
          customer_key: customerKey,
          conversation_key: conversation,
          ...sign,
        })),
      );
    await copyFacts<object>('handoff_sign', rowsOf('handoffs'), tx);
    await copyFacts<object>('episode_sign', rowsOf('episodes'), tx);
  }

  /** Empties what can be derived again. */
  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate handoff_sign, episode_sign`);
  }
}

interface StoredHandoff {
  conversation_key: Buffer;
  handoff_key: Buffer;
  episode_no: number | null;
  initiated_at: Date;
  ended_at: Date | null;
  context_fields: string[];
}

interface StoredEpisode {
  conversation_key: Buffer;
  episode_no: number;
  started_at: Date;
  ended_at: Date | null;
}
