import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { logId } from './log.store.js';

type On = Transaction | Database;

/** What is written under a customer's or an actor's key: the predicate of the index that finds it. */
const ofPerson = sql`(inbox.link ? 'customer' or inbox.source = 'baton')`;

/** A customer or actor who has a key, with what was written under it. */
export interface Person {
  subject_ref: Buffer;
  /** Pseudonym; null of an actor. */
  customer: string | null;
  conversations: Buffer[];
}

/** Who is behind the ledger's entries, by pseudonyms only. */
@Injectable()
export class SubjectStore {
  constructor(private readonly database: Database) {}

  /** Conversations that were ever said to be one of these customers'. */
  async conversationsOf(refs: readonly Buffer[], on: On = this.database): Promise<Buffer[]> {
    const rows = await on.query<{ conversation_key: Buffer }>(sql`
      select distinct conversation_key
      from ledger.inbox
      where log_id = ${logId} and subject_ref = any(${refs}::bytea[]) and ${ofPerson}
        and conversation_key is not null
      order by conversation_key`);
    return rows.map((row) => row.conversation_key);
  }

  /** Which of these conversations there are, each with the customers that it ever named. */
  customersOf(
    conversations: readonly Buffer[],
    on: On = this.database,
  ): Promise<{ conversation_key: Buffer; source: string; customers: string[] }[]> {
    return on.query(sql`
      select conversation_key, min(source) as source,
        coalesce(array_agg(distinct link ->> 'customer') filter (where link ? 'customer'), '{}') as customers
      from ledger.inbox
      where log_id = ${logId} and conversation_key = any(${conversations}::bytea[])
      group by conversation_key
      order by conversation_key`);
  }

  /** How many entries are written under these references. */
  async countEntries(
    refs: readonly Buffer[],
    conversations: readonly Buffer[],
    on: On = this.database,
  ): Promise<number> {
    const row = await on.one<{ entries: number }>(sql`
      select
        (select count(*) from ledger.inbox
          where log_id = ${logId} and subject_ref = any(${refs}::bytea[]) and ${ofPerson})
        + (select count(*) from ledger.inbox
            where log_id = ${logId} and conversation_key = any(${conversations}::bytea[])
              and subject_ref = any(${refs}::bytea[]) and not ${ofPerson})
        as entries`);
    return row?.entries ?? 0;
  }

  /** Keys of the handoffs in these conversations, base64url. */
  async handoffsIn(conversations: readonly Buffer[], on: On = this.database): Promise<string[]> {
    const rows = await on.query<{ handoff: string }>(sql`
      select distinct link ->> 'handoff' as handoff
      from ledger.inbox
      where log_id = ${logId} and conversation_key = any(${conversations}::bytea[])
        and type = 'handoff.initiated'`);
    return rows.map((row) => row.handoff);
  }

  /** Which of these references have a key. */
  async withKey(refs: readonly Buffer[], on: On = this.database): Promise<Set<string>> {
    const rows = await on.query<{ subject_ref: Buffer }>(sql`
      select subject_ref
      from ledger.data_key
      where log_id = ${logId} and subject_ref = any(${refs}::bytea[])`);
    return new Set(rows.map((row) => row.subject_ref.toString('latin1')));
  }

  /** References of customers or actors that have a key, in order, after this one. */
  async keysOf(kind: 'customer' | 'agent', after: Buffer, limit: number): Promise<Buffer[]> {
    const rows = await this.database.query<{ subject_ref: Buffer }>(sql`
      select subject_ref
      from ledger.data_key
      where log_id = ${logId} and class = ${kind} and class in ('customer', 'agent') and subject_ref > ${after}
      order by subject_ref
      limit ${limit}`);
    return rows.map((row) => row.subject_ref);
  }

  /** Those of whom nothing was heard since `before`, neither under their key nor in a conversation of theirs. */
  silentPersons(refs: readonly Buffer[], before: Date, on: On = this.database): Promise<Person[]> {
    return on.query(sql`
      select person.subject_ref, person.customer, person.conversations
      from (
        select inbox.subject_ref, min(inbox.link ->> 'customer') as customer,
          coalesce(array_agg(distinct inbox.conversation_key) filter (where inbox.conversation_key is not null), '{}')
            as conversations
        from ledger.inbox
        where inbox.log_id = ${logId} and inbox.subject_ref = any(${refs}::bytea[]) and ${ofPerson}
        group by inbox.subject_ref
        having max(inbox.occurred_at) < ${before}
      ) as person
      where not exists (
        select from ledger.inbox as later
        where later.log_id = ${logId} and later.conversation_key = any(person.conversations)
          and later.occurred_at >= ${before}
      )
      order by person.subject_ref`);
  }

  /** Those of these conversations of which nothing was heard since `before`. */
  async silentConversations(
    conversations: readonly Buffer[],
    before: Date,
    on: On = this.database,
  ): Promise<Buffer[]> {
    const rows = await on.query<{ conversation_key: Buffer }>(sql`
      select conversation_key
      from ledger.inbox
      where log_id = ${logId} and conversation_key = any(${conversations}::bytea[])
      group by conversation_key
      having max(occurred_at) < ${before}
      order by conversation_key`);
    return rows.map((row) => row.conversation_key);
  }

  /** Conversations of whatever is written under these references. Reads the whole ledger: for after a restore only. */
  async findConversations(refs: readonly Buffer[], tx: Transaction): Promise<Buffer[]> {
    const rows = await tx.query<{ conversation_key: Buffer }>(sql`
      select distinct conversation_key
      from ledger.inbox
      where log_id = ${logId} and subject_ref = any(${refs}::bytea[]) and conversation_key is not null
      order by conversation_key`);
    return rows.map((row) => row.conversation_key);
  }

  /** Those of these references whose key is there and was made before the time given for it. */
  async keysMadeBefore(
    listed: readonly { ref: Buffer; at: Date }[],
    on: On = this.database,
  ): Promise<{ subject_ref: Buffer; class: string }[]> {
    return on.query(sql`
      select distinct data_key.subject_ref, data_key.class
      from unnest(
        ${listed.map((item) => item.ref)}::bytea[],
        ${listed.map((item) => item.at)}::timestamptz[]
      ) as listed (ref, at)
      join ledger.data_key
        on data_key.log_id = ${logId} and data_key.subject_ref = listed.ref and data_key.created_at <= listed.at`);
  }

  /** Keys that stand where the ledger itself says that they are erased, and which erasure says so. */
  keysUnderTombstones(): Promise<{ subject_ref: Buffer; event_id: string }[]> {
    return this.database.query(sql`
      select data_key.subject_ref, erasure.event_id
      from ledger.data_key
      join ledger.erasure using (log_id, subject_ref)
      where data_key.log_id = ${logId}`);
  }

  /** Which of these erasures left tombstones. */
  async erasuresAmong(events: readonly string[], on: On = this.database): Promise<Set<string>> {
    const rows = await on.query<{ event_id: string }>(sql`
      select distinct event_id
      from ledger.erasure
      where log_id = ${logId} and event_id = any(${events}::text[])`);
    return new Set(rows.map((row) => row.event_id));
  }
}
