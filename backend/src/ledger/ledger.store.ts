import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { CloudEvent } from '../contract/events.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { DataKeys } from './data-keys.store.js';
import { Keyring } from './keyring.js';
import type { LedgerEvent } from './ledger-event.js';
import { logId } from './log.store.js';
import { conflictSeal, type Identified, identify, type PreparedEvent, seal } from './seal.js';
import { type LeafRow, StoredEvent } from './stored-event.js';

const leafRows = sql`
  select leaf.leaf_index, inbox.entry, inbox.event_uid, inbox.type, inbox.source, inbox.link, inbox.payload,
    inbox.subject_ref, data_key.wrapped_key
  from ledger.leaf
  join ledger.inbox using (log_id, inbox_id)
  left join ledger.data_key on data_key.log_id = inbox.log_id and data_key.subject_ref = inbox.subject_ref`;

/** `too_long`: it has more fields than a leaf can hold, and was not kept. */
export type Receipt = 'accepted' | 'duplicate' | 'conflict' | 'too_long';

const nameOf = (row: { source: string; eventId: string }) => `${row.source}\n${row.eventId}`;

/** The append-only ledger: what is acknowledged here is kept once, for ever. */
@Injectable()
export class LedgerStore {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly keys: DataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Keeps checked events, each `(source, id)` once: one transaction, durable when it returns. A receipt for
   * each, in order. A repeat changes nothing; the same id with other content is refused and remembered.
   */
  async append(events: readonly CloudEvent[]): Promise<Receipt[]> {
    if (events.length === 0) return [];
    const identified = events.map((event) => identify(event, this.keyring));
    return this.database.transaction((tx) => this.appendIn(tx, identified));
  }

  private async appendIn(tx: Transaction, identified: readonly Identified[]): Promise<Receipt[]> {
    const known = await this.hashesOf(tx, identified);
    const fresh = new Map<string, Identified>();
    for (const item of identified) {
      const name = nameOf({ source: item.event.source, eventId: item.event.id });
      if (!known.has(name) && !fresh.has(name)) fresh.set(name, item);
    }
    const tooLong = new Set<string>();
    const rx = this.clock();
    const prepared = await this.prepare(tx, [...fresh.values()], rx, tooLong);
    const inserted = await this.insert(tx, prepared, rx);
    // Somebody else's transaction kept the same id between our look and our insert.
    if (inserted.size < prepared.length) {
      for (const [name, hash] of await this.hashesOf(tx, identified)) known.set(name, hash);
    }
    const receipts = identified.map((item): Receipt => {
      const name = nameOf({ source: item.event.source, eventId: item.event.id });
      const first = fresh.get(name);
      if (tooLong.has(name)) return 'too_long';
      if (first === item && inserted.has(name)) return 'accepted';
      const kept = inserted.has(name) ? first?.contentHash : known.get(name);
      return kept?.equals(item.contentHash) ? 'duplicate' : 'conflict';
    });
    await this.noteConflicts(
      tx,
      identified.filter((_, i) => receipts[i] === 'conflict'),
      rx,
    );
    return receipts;
  }

  private async hashesOf(tx: Transaction, items: readonly Identified[]): Promise<Map<string, Buffer>> {
    const rows = await tx.query<{ source: string; event_id: string; content_hash: Buffer }>(sql`
      select inbox.source, inbox.event_id, inbox.content_hash
      from unnest(${items.map((i) => i.event.source)}::text[], ${items.map((i) => i.event.id)}::text[])
        as given (source, event_id)
      join ledger.inbox
        on inbox.log_id = ${logId} and inbox.source = given.source and inbox.event_id = given.event_id`);
    return new Map(
      rows.map((row) => [nameOf({ source: row.source, eventId: row.event_id }), row.content_hash]),
    );
  }

  private async prepare(
    tx: Transaction,
    items: readonly Identified[],
    rx: number,
    tooLong: Set<string>,
  ): Promise<PreparedEvent[]> {
    const dataKeys = await this.keys.ensure(
      tx,
      items.map((item) => item.subject),
    );
    const prepared: PreparedEvent[] = [];
    for (const item of items) {
      const dataKey = dataKeys.get(item.subject.ref.toString('latin1'));
      if (!dataKey) throw new Error('a subject has no key');
      const sealed = seal(item, dataKey, rx);
      if (sealed) prepared.push(sealed);
      else tooLong.add(nameOf({ source: item.event.source, eventId: item.event.id }));
    }
    // In one order everywhere, so that two batches with common ids cannot wait for each other.
    return prepared.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  private async insert(
    tx: Transaction,
    prepared: readonly PreparedEvent[],
    rx: number,
  ): Promise<Set<string>> {
    if (prepared.length === 0) return new Set();
    const column = <T>(read: (row: PreparedEvent) => T): T[] => prepared.map(read);
    const inserted = await tx.query<{ source: string; event_id: string }>(sql`
      with inserted as (
        insert into ledger.inbox (
          log_id, source, event_id, content_hash, entry, event_uid, type, occurred_at, subject_ref,
          conversation_key, link, payload, received_at
        )
        select ${logId}, given.*, ${new Date(rx)}
        from unnest(
          ${column((row) => row.source)}::text[],
          ${column((row) => row.eventId)}::text[],
          ${column((row) => row.contentHash)}::bytea[],
          ${column((row) => row.entry)}::bytea[],
          ${column((row) => row.uid.toString('hex'))}::uuid[],
          ${column((row) => row.type)}::text[],
          ${column((row) => new Date(row.at))}::timestamptz[],
          ${column((row) => row.subject.ref)}::bytea[],
          ${column((row) => row.conversationKey)}::bytea[],
          ${column((row) => JSON.stringify(row.link))}::jsonb[],
          ${column((row) => row.payload)}::bytea[]
        ) as given
        on conflict (log_id, source, event_id) do nothing
        returning source, event_id
      )
      select source, event_id
      from inserted`);
    return new Set(inserted.map((row) => nameOf({ source: row.source, eventId: row.event_id })));
  }

  private async noteConflicts(tx: Transaction, items: readonly Identified[], rx: number): Promise<void> {
    if (items.length === 0) return;
    await tx.query(sql`
      insert into ledger.conflict (log_id, source, event_id, content_hash, seal, received_at)
      select ${logId}, given.*, ${new Date(rx)}
      from unnest(
        ${items.map((item) => item.event.source)}::text[],
        ${items.map((item) => item.event.id)}::text[],
        ${items.map((item) => item.contentHash)}::bytea[],
        ${items.map((item) => conflictSeal(this.keyring, item.event, item.contentHash))}::bytea[]
      ) as given
      on conflict do nothing`);
  }

  /** Number of leaves. */
  async head(): Promise<number> {
    const row = await this.database.one<{ size: number }>(sql`
      select size
      from ledger.batch
      where log_id = ${logId}
      order by size desc
      limit 1`);
    return row?.size ?? 0;
  }

  /** Entries in the order of record, from this index on. */
  readEntries(from: number, limit: number): Promise<LedgerEvent[]> {
    return this.read(sql`
      ${leafRows}
      where leaf.log_id = ${logId} and leaf.leaf_index >= ${from} and leaf.leaf_index < ${from + limit}
      order by leaf.leaf_index`);
  }

  /** Every entry of these conversations with an index below `upTo`, in the order of record. */
  readConversations(keys: readonly Buffer[], upTo: number): Promise<LedgerEvent[]> {
    return this.read(sql`
      ${leafRows}
      where inbox.log_id = ${logId} and inbox.conversation_key = any(${keys}::bytea[])
        and leaf.leaf_index < ${upTo}
      order by leaf.leaf_index`);
  }

  private async read(statement: Sql): Promise<LedgerEvent[]> {
    const rows = await this.database.query<LeafRow>(statement);
    return rows.map((row) => new StoredEvent(row, this.keys));
  }
}
