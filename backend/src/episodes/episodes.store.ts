import { Injectable } from '@nestjs/common';
import { type Population, populations } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { CallbackContact, CallbackHandoff } from './callbacks.js';
import { markBuckets, markDirty } from './dirty-bucket.store.js';
import { anchorColumn } from './fact-filter.store.js';
import { copyFacts, msOf, toJson } from './fact-rows.store.js';
import { bytes, keyOf } from './key.js';
import type { ContactKind, ConversationFacts, HandoffRow, Key, Standing } from './rows.js';

/** Facts of one customer as callbacks need them, with what is credited now. */
export interface CustomerFacts {
  handoffs: (CallbackHandoff & Standing & { customer_key: Key })[];
  contacts: (CallbackContact & { customer_key: Key })[];
}

/** A conversation that has facts: whose it was, and of how many events they are. */
export interface KnownConversation {
  customer: Key;
  events: number;
}

export interface CreditedHandoff extends Standing {
  customer_key: Key;
  conversation_key: Key;
  handoff_key: Key;
}

/** A deleted or written row: where it counts, and a digest of the whole of it. */
interface Trace {
  anchor: Date;
  digest: string;
}

/** A row of a population: its own column has a time. */
type AnchoredRow = { conversation_key: Key } & { [Column in (typeof anchorColumn)[Population]]?: number };

type Table = 'conversation' | 'contact' | Population;
export const tables: readonly Table[] = ['conversation', 'contact', ...populations];

/** The fact tables. Called only under the follower's lock. */
@Injectable()
export class EpisodesStore {
  /** Which of the conversations have facts already. */
  async findKnown(conversations: readonly Key[], tx: Transaction): Promise<Map<Key, KnownConversation>> {
    const rows = await tx.query<{ conversation_key: Buffer; customer_key: Buffer; event_count: number }>(sql`
      select conversation_key, customer_key, event_count
      from conversation
      where conversation_key = any(${conversations.map(bytes)}::bytea[])`);
    return new Map(
      rows.map((row) => [
        keyOf(row.conversation_key),
        { customer: keyOf(row.customer_key), events: row.event_count },
      ]),
    );
  }

  /** Conversations of the customers, all but the named ones. */
  async findOthers(customers: readonly Key[], except: readonly Key[], tx: Transaction): Promise<Key[]> {
    if (customers.length === 0) return [];
    const rows = await tx.query<{ conversation_key: Buffer }>(sql`
      select conversation_key
      from conversation
      where customer_key = any(${customers.map(bytes)}::bytea[])
        and not conversation_key = any(${except.map(bytes)}::bytea[])`);
    return rows.map((row) => keyOf(row.conversation_key));
  }

  /** Handoffs and contacts of conversations. */
  async readCustomers(conversations: readonly Key[], tx: Transaction): Promise<CustomerFacts> {
    if (conversations.length === 0) return { handoffs: [], contacts: [] };
    const scope = sql`conversation_key = any(${conversations.map(bytes)}::bytea[])`;
    const handoffs = await tx.query<StoredHandoff>(sql`
      select customer_key, conversation_key, handoff_key, purpose, intent, resolved_intent, initiated_at,
             taken_at, failed_at, first_action_at, deadline_at, leak_at, context_required, context_present,
             starved, repeated, actions_wrong, times_assumed, callback_at, callback_key, callback_reasons, contact_kind
      from handoff
      where ${scope}`);
    const contacts = await tx.query<StoredContact>(sql`
      select customer_key, conversation_key, contact_no, at, initiated_by, intent
      from contact
      where ${scope}`);
    return { handoffs: handoffs.map(handoffOf), contacts: contacts.map(contactOf) };
  }

  /**
   * Replaces the facts of whole conversations, and marks the buckets of every row that is new, gone or different.
   * `known` are those that have facts already.
   */
  async replace(facts: readonly ConversationFacts[], known: readonly Key[], tx: Transaction): Promise<void> {
    const rows = {
      conversation: facts.map((fact) => fact.conversation),
      contact: facts.flatMap((fact) => fact.contacts),
      episode: facts.flatMap((fact) => fact.episodes),
      handoff: facts.flatMap((fact) => fact.handoffs),
      action: facts.flatMap((fact) => fact.actions),
      survey: facts.flatMap((fact) => fact.surveys),
    };
    const before = new Set(known);
    for (const table of tables) {
      const gone = await this.remove(table, known, tx);
      await copyFacts<object>(table, rows[table], tx);
      if (!isPopulation(table)) continue;
      const kept = await this.trace(table, known, tx);
      const added = (rows[table] as AnchoredRow[]).filter((row) => !before.has(row.conversation_key));
      const anchors = added.map((row) => row[anchorColumn[table]] as number);
      await markDirty(table, [...difference(gone, kept), ...anchors], tx);
    }
  }

  /** Writes what changed of callbacks and kinds of contacts in conversations that did not. */
  async credit(handoffs: readonly CreditedHandoff[], tx: Transaction): Promise<void> {
    if (handoffs.length === 0) return;
    const changed = await tx.query<{ anchor: Date }>(sql`
      update handoff
      set callback_at = credited.callback_at,
          callback_key = credited.callback_key,
          callback_reasons = credited.callback_reasons,
          contact_kind = credited.contact_kind
      from json_populate_recordset(null::handoff, ${toJson(handoffs)}::json) as credited
      where handoff.customer_key = credited.customer_key
        and handoff.conversation_key = credited.conversation_key
        and handoff.handoff_key = credited.handoff_key
      returning handoff.initiated_at as anchor`);
    await markDirty(
      'handoff',
      changed.map((row) => row.anchor.getTime()),
      tx,
    );
  }

  /** The first announcement of a bot's version counts. */
  async announce(releases: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    if (releases.length === 0) return;
    const rows = releases.map(({ at, uid, pub }) => ({
      bot: pub.bot,
      version: pub.version,
      released_at: at,
      dataset_version: pub.dataset_version ?? null,
      improvements: pub.improvements ?? [],
      event_uid: uid,
    }));
    await tx.query(sql`
      insert into release (bot, version, released_at, dataset_version, improvements, event_uid)
      select distinct on (bot, version) bot, version, released_at, dataset_version, improvements, event_uid
      from json_populate_recordset(null::release, ${toJson(rows)}::json)
      order by bot, version, released_at, event_uid
      on conflict (bot, version) do update
      set released_at = excluded.released_at,
          dataset_version = excluded.dataset_version,
          improvements = excluded.improvements,
          event_uid = excluded.event_uid
      where (excluded.released_at, excluded.event_uid) < (release.released_at, release.event_uid)`);
  }

  /** Empties all facts; every bucket that had some has changed. */
  async clear(tx: Transaction): Promise<void> {
    for (const population of populations) {
      const [anchor, table] = [sql.ident(anchorColumn[population]), sql.ident(population)];
      await markBuckets(sql`select ${population}::text as population, ${anchor} as moment from ${table}`, tx);
    }
    await tx.query(sql`truncate conversation, contact, episode, handoff, action, survey, release`);
  }

  private async remove(table: Table, conversations: readonly Key[], tx: Transaction): Promise<Trace[]> {
    if (conversations.length === 0) return [];
    return tx.query<Trace>(sql`
      delete from ${sql.ident(table)}
      where conversation_key = any(${conversations.map(bytes)}::bytea[])
      ${isPopulation(table) ? sql`returning ${traceOf(table)}` : sql.empty}`);
  }

  /** What is there of these conversations. */
  private async trace(table: Population, conversations: readonly Key[], tx: Transaction): Promise<Trace[]> {
    if (conversations.length === 0) return [];
    return tx.query<Trace>(sql`
      select ${traceOf(table)}
      from ${sql.ident(table)}
      where conversation_key = any(${conversations.map(bytes)}::bytea[])`);
  }
}

function isPopulation(table: Table): table is Population {
  return (populations as readonly Table[]).includes(table);
}

const traceOf = (table: Population): Sql =>
  sql`${sql.ident(anchorColumn[table])} as anchor, md5(${sql.ident(table)}::text) as digest`;

/** Where rows are that only one of the two sides has, ms. */
function difference(gone: readonly Trace[], kept: readonly Trace[]): number[] {
  const before = new Set(gone.map((trace) => trace.digest));
  const after = new Set(kept.map((trace) => trace.digest));
  return [
    ...gone.filter((trace) => !after.has(trace.digest)),
    ...kept.filter((trace) => !before.has(trace.digest)),
  ].map((trace) => trace.anchor.getTime());
}

interface StoredHandoff {
  customer_key: Buffer;
  conversation_key: Buffer;
  handoff_key: Buffer;
  purpose: HandoffRow['purpose'];
  intent: string | null;
  resolved_intent: string | null;
  initiated_at: Date;
  taken_at: Date | null;
  failed_at: Date | null;
  first_action_at: Date | null;
  deadline_at: Date | null;
  leak_at: Date;
  context_required: number;
  context_present: number;
  starved: boolean;
  repeated: number | null;
  actions_wrong: number;
  times_assumed: boolean;
  callback_at: Date | null;
  callback_key: Buffer | null;
  callback_reasons: string[];
  contact_kind: ContactKind | null;
}

interface StoredContact {
  customer_key: Buffer;
  conversation_key: Buffer;
  contact_no: number;
  at: Date;
  initiated_by: 'customer' | 'business';
  intent: string | null;
}

function handoffOf(row: StoredHandoff): CustomerFacts['handoffs'][number] {
  return {
    ...row,
    customer_key: keyOf(row.customer_key),
    conversation_key: keyOf(row.conversation_key),
    handoff_key: keyOf(row.handoff_key),
    initiated_at: row.initiated_at.getTime(),
    taken_at: msOf(row.taken_at),
    failed_at: msOf(row.failed_at),
    first_action_at: msOf(row.first_action_at),
    deadline_at: msOf(row.deadline_at),
    leak_at: row.leak_at.getTime(),
    callback_at: msOf(row.callback_at),
    callback_key: row.callback_key && keyOf(row.callback_key),
  };
}

function contactOf(row: StoredContact): CustomerFacts['contacts'][number] {
  return {
    ...row,
    customer_key: keyOf(row.customer_key),
    conversation_key: keyOf(row.conversation_key),
    at: row.at.getTime(),
  };
}
