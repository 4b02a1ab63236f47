import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { mapInTurns } from '../turns.js';
import type { Escalation } from './engine/escalation.js';
import type { Words } from './words/words.js';

/** An escalation whose words are to be read. */
export interface EscalationToRead {
  conversationKey: string;
  handoffKey: string;
  /** The hop of its chain that said how it ended. */
  resolving: string | null;
}

const bytes = (key: string) => Buffer.from(key, 'base64url');
const keyOf = (value: Buffer) => value.toString('base64url');

/** Handoffs that are escalations from a bot, with the hop that resolved their chain. */
const escalations = sql`
  select handoff.*, ended.handoff_key as resolving_key, ended.resolution as ended_as,
         ended.resolved_intent as ended_intent, ended.disposition as ended_disposition
  from handoff
  left join lateral (
    select hop.handoff_key, hop.resolution, hop.resolved_intent, hop.disposition
    from handoff as hop
    where hop.customer_key = handoff.customer_key
      and hop.conversation_key = handoff.conversation_key
      and hop.chain_key = handoff.chain_key
      and hop.resolution is not null
    order by hop.hop desc, hop.handoff_key
    limit 1
  ) as ended on true
  where handoff.purpose = 'escalation' and handoff.from_kind = 'bot'`;

/** The escalations as gaps see them: facts of the handoff, masked words. */
@Injectable()
export class EscalationStore {
  constructor(private readonly database: Database) {}

  /** The escalations of these conversations, as the facts have them now. */
  async findIn(conversations: readonly string[], tx: Transaction): Promise<EscalationToRead[]> {
    const rows = await tx.query<
      Record<'conversation_key' | 'handoff_key', Buffer> & { resolving_key: Buffer | null }
    >(
      sql`
      select conversation_key, handoff_key, resolving_key
      from (${escalations}) as found
      where conversation_key = any(${conversations.map(bytes)}::bytea[])
      order by conversation_key, handoff_key`,
    );
    return rows.map((row) => ({
      conversationKey: keyOf(row.conversation_key),
      handoffKey: keyOf(row.handoff_key),
      resolving: row.resolving_key && keyOf(row.resolving_key),
    }));
  }

  /** How many events the facts of these conversations were folded from. */
  async countEvents(conversations: readonly string[], tx: Transaction): Promise<Map<string, number>> {
    const rows = await tx.query<{ conversation_key: Buffer; event_count: number }>(sql`
      select conversation_key, event_count
      from conversation
      where conversation_key = any(${conversations.map(bytes)}::bytea[])`);
    return new Map(rows.map((row) => [keyOf(row.conversation_key), row.event_count]));
  }

  /** The customers' words before the escalations of these conversations, by handoff key; null for none. */
  async texts(conversations: readonly Buffer[], tx: Transaction): Promise<Map<string, string | null>> {
    const rows = await tx.query<{ handoff_key: Buffer; text: string | null }>(sql`
      select handoff_key, text from escalation where conversation_key = any(${conversations}::bytea[])`);
    return new Map(rows.map((row) => [keyOf(row.handoff_key), row.text]));
  }

  /** All words of these conversations, whoever said them, in one form; null where there are none. */
  async allWords(conversations: readonly Buffer[], tx: Transaction): Promise<Map<string, string | null>> {
    const rows = await tx.query<{ handoff_key: Buffer; words: string | null }>(sql`
      select handoff_key,
             case
               when coalesce(text, words, reply) is not null or steps <> '{}'
               then jsonb_build_array(text, words, reply, steps)::text
             end as words
      from escalation
      where conversation_key = any(${conversations}::bytea[])`);
    return new Map(rows.map((row) => [keyOf(row.handoff_key), row.words]));
  }

  /** Replaces all escalations of these conversations. */
  async replace(
    conversations: readonly string[],
    words: ReadonlyMap<string, Words>,
    tx: Transaction,
  ): Promise<void> {
    const keys = conversations.map(bytes);
    await tx.query(sql`delete from escalation where conversation_key = any(${keys}::bytea[])`);
    if (words.size === 0) return;
    const rows = [...words].map(([handoffKey, said]) => ({
      handoff_key: `\\x${bytes(handoffKey).toString('hex')}`,
      event_uid: said.eventUid,
      steps: said.steps,
      words: said.words,
      text: said.text,
      masked: said.masked,
      reply: said.reply,
      bot_actions: said.botActions,
    }));
    await tx.query(sql`
      insert into escalation (
        customer_key, conversation_key, handoff_key, event_uid, at, source, bot, bot_version, channel, language,
        queue, reason, reasons, intent, confidence_bp, failed_code, resolved_intent, resolution, disposition,
        steps, words, text, reply, masked, bot_actions)
      select found.customer_key, found.conversation_key, found.handoff_key, said.event_uid, found.initiated_at,
             found.source, found.bot, found.bot_version, found.channel, found.language, found.queue, found.reason,
             found.reasons, found.intent, found.confidence_bp, found.failed_code, found.ended_intent,
             found.ended_as, found.ended_disposition, said.steps, said.words, said.text, said.reply, said.masked, said.bot_actions
      from (${escalations}) as found
      join json_populate_recordset(null::escalation, ${JSON.stringify(rows)}::json) as said
        on said.handoff_key = found.handoff_key
      where found.conversation_key = any(${keys}::bytea[])`);
    await tx.query(sql`
      insert into gap_news (handoff_key)
      select * from unnest(${[...words.keys()].map(bytes)}::bytea[])`);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate escalation`);
  }

  /** How many there are, and how many of them are known to be resolved as some intent. */
  async count(): Promise<{ escalations: number; resolved: number }> {
    const row = await this.database.one<{ escalations: number; resolved: number }>(sql`
      select count(*) as escalations, count(resolved_intent) as resolved
      from escalation`);
    return row ?? { escalations: 0, resolved: 0 };
  }

  /** Everything discovery looks at, in the order of keys. */
  async readAll(tx: Transaction): Promise<Escalation[]> {
    const rows = await tx.query<StoredEscalation>(sql`
      select ${escalationColumns}
      from escalation
      order by handoff_key`);
    return mapInTurns(rows, escalationOf);
  }
}

/** What discovery looks at; `escalation` stands in the statement. */
export const escalationColumns = sql`
  escalation.handoff_key, escalation.customer_key, escalation.at, escalation.text, escalation.intent,
  escalation.confidence_bp, escalation.failed_code, escalation.resolved_intent, escalation.language,
  escalation.reason`;

export const escalationOf = (row: StoredEscalation): Escalation => ({
  handoffKey: keyOf(row.handoff_key),
  speaker: keyOf(row.customer_key),
  at: row.at.getTime(),
  text: row.text,
  intent: row.intent,
  confidenceBp: row.confidence_bp,
  failedCode: row.failed_code,
  resolvedIntent: row.resolved_intent,
  language: row.language,
  reason: row.reason,
});

export interface StoredEscalation {
  handoff_key: Buffer;
  customer_key: Buffer;
  at: Date;
  text: string | null;
  intent: string | null;
  confidence_bp: number | null;
  failed_code: string | null;
  resolved_intent: string | null;
  language: string | null;
  reason: string | null;
}

/**
 * Of these words, the handoffs that still have them. Their rows are held until the transaction ends: whoever erases or
 * replaces the words meanwhile waits, and finds what was written for them; who is at it already has theirs left out.
 */
export async function holdWords(
  words: readonly { handoffKey: string; text: string }[],
  tx: Transaction,
): Promise<Set<string>> {
  const rows = await tx.query<{ handoff_key: Buffer }>(sql`
    select escalation.handoff_key
    from unnest(
      ${words.map(({ handoffKey }) => bytes(handoffKey))}::bytea[],
      ${words.map(({ text }) => text)}::text[]) as said (handoff_key, text)
    join escalation on escalation.handoff_key = said.handoff_key and escalation.text = said.text
    for key share of escalation skip locked`);
  return new Set(rows.map((row) => keyOf(row.handoff_key)));
}
