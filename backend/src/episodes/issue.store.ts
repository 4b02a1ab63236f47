import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { markDirty } from './dirty-bucket.store.js';
import { msOf, toJson } from './fact-rows.store.js';
import { bytes, keyOf } from './key.js';
import type { EpisodeRow, Key } from './rows.js';

/** An episode that stands for its contact, with what is known of the contacts around it. */
export type ContactEpisode = Pick<
  EpisodeRow,
  'customer_key' | 'conversation_key' | 'episode_no' | 'contact_no' | 'same_before_at' | 'same_after_at'
>;

interface StoredEpisode {
  customer_key: Buffer;
  conversation_key: Buffer;
  episode_no: number;
  contact_no: number;
  same_before_at: Date | null;
  same_after_at: Date | null;
}

/** Episodes as links between contacts need them. Called only under the follower's lock. */
@Injectable()
export class IssueStore {
  async read(conversations: readonly Key[], tx: Transaction): Promise<ContactEpisode[]> {
    if (conversations.length === 0) return [];
    const rows = await tx.query<StoredEpisode>(sql`
      select customer_key, conversation_key, episode_no, contact_no, same_before_at, same_after_at
      from episode
      where conversation_key = any(${conversations.map(bytes)}::bytea[]) and contact_first`);
    return rows.map((row) => ({
      ...row,
      customer_key: keyOf(row.customer_key),
      conversation_key: keyOf(row.conversation_key),
      same_before_at: msOf(row.same_before_at),
      same_after_at: msOf(row.same_after_at),
    }));
  }

  /** Writes links that changed in conversations that did not. */
  async link(episodes: readonly ContactEpisode[], tx: Transaction): Promise<void> {
    if (episodes.length === 0) return;
    const changed = await tx.query<{ anchor: Date }>(sql`
      update episode
      set same_before_at = linked.same_before_at,
          same_after_at = linked.same_after_at
      from json_populate_recordset(null::episode, ${toJson(episodes)}::json) as linked
      where episode.customer_key = linked.customer_key
        and episode.conversation_key = linked.conversation_key
        and episode.episode_no = linked.episode_no
      returning episode.started_at as anchor`);
    await markDirty(
      'episode',
      changed.map((row) => row.anchor.getTime()),
      tx,
    );
  }
}
