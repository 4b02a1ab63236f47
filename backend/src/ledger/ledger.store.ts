import { Inject, Injectable } from '@nestjs/common';
import { isCompiled } from '../compiled.js';
import { CLOCK, type Clock } from '../config.js';
import type { EventType } from '../contract/event-types.js';
import type { CloudEvent } from '../contract/events.js';
import { Database, type Transaction } from '../db/database.js';
import { connectionOf } from '../db/pool-connection.js';
import { type Sql, sql } from '../db/sql.js';
import { mapInTurns } from '../turns.js';
import { DataKeys } from './data-keys.store.js';
import { copyEntries, leafRows } from './entry-rows.store.js';
import { EntryThread } from './entry-thread.js';
import { copyEvents, findHashes, insertEvents, insertRefusals, nameOf } from './inbox.store.js';
import { Keyring } from './keyring.js';
import type { LedgerEvent } from './ledger-event.js';
import { logId } from './log.store.js';
import {
  type Identified,
  identify,
  type PreparedEvent,
  refusalDigest,
  refusalEvent,
  refusalId,
  refusalSeal,
  seal,
} from './seal.js';
import { Standing } from './standing.js';
import { type LeafRow, readLeafRows, StoredEvent } from './stored-event.js';

/** `too_long`: it has more fields than a leaf can hold, and was not kept. */
export type Receipt = 'accepted' | 'duplicate' | 'conflict' | 'too_long';

/** From this many events on, copying is faster than inserting. */
const copyFrom = 50;
const attempts = 5;

/** Unique violation, or a deadlock with somebody who writes the same ids. */
const isCollision = (error: unknown) =>
  ['23505', '40P01'].includes(String((error as { code?: unknown } | undefined)?.code));

/** The append-only ledger: what is acknowledged here is kept once, for ever. */
@Injectable()
export class LedgerStore {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly keys: DataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly standing: Standing,
  ) {}

  /**
   * Keeps checked events, each `(source, id)` once: one transaction, durable when it returns. A receipt for
   * each, in order. A repeat changes nothing; the same id with other content is refused and remembered.
   * `also` runs in the same transaction, after the events: both are kept, or neither. It may run again after a
   * collision with somebody who writes the same ids.
   */
  async append(events: readonly CloudEvent[], also?: (tx: Transaction) => Promise<void>): Promise<Receipt[]> {
    this.standing.expectWritable();
    if (events.length === 0) return [];
    const identified = await this.identify(events);
    return this.together(async (tx, attempt) => {
      // Copied rows fail as a whole when somebody else keeps one of their ids meanwhile.
      const copies = attempt === 1 && events.length >= copyFrom;
      const receipts = await this.appendIn(tx, identified, copies);
      await also?.(tx);
      return receipts;
    });
  }

  /** A transaction, begun anew after a collision with somebody who writes the same ids. */
  async together<T>(work: (tx: Transaction, attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.database.transaction((tx) => work(tx, attempt));
      } catch (error) {
        if (attempt === attempts || !isCollision(error)) throw error;
      }
    }
  }

  /** The same within a transaction that does more: kept when it commits. */
  async appendWithin(tx: Transaction, events: readonly CloudEvent[]): Promise<Receipt[]> {
    this.standing.expectWritable();
    return this.appendIn(tx, await this.identify(events), false);
  }

  private identify(events: readonly CloudEvent[]): Promise<Identified[]> {
    return mapInTurns(events, (event) => identify(event, this.keyring));
  }

  private async appendIn(
    tx: Transaction,
    identified: readonly Identified[],
    copies: boolean,
  ): Promise<Receipt[]> {
    const kept = await findHashes(
      tx,
      identified.map(({ event }) => event),
    );
    const fresh = new Map<string, Identified>();
    for (const item of identified) {
      const name = nameOf(item.event);
      if (!kept.has(name) && !fresh.has(name)) fresh.set(name, item);
    }
    const rx = this.clock();
    const items = [...fresh.values()];
    const accepted = copies ? await this.copy(tx, items, rx) : await this.insert(tx, items, rx, kept);
    const receipts = identified.map((item) => receiptOf(item, fresh, accepted, kept));
    const refused = identified.filter((_, i) => receipts[i] === 'conflict');
    if (refused.length > 0) await this.noteRefusals(tx, refused, rx);
    return receipts;
  }

  /** Seals an event, unless no leaf can hold it; their subjects have keys then. */
  private async sealer(tx: Transaction, items: readonly Identified[], rx: number) {
    const keyed = await this.keys.ensure(
      tx,
      items.map((item) => item.subject),
    );
    return (item: Identified): PreparedEvent | undefined => {
      const key = keyed.get(item.subject.ref.toString('latin1'));
      if (!key) throw new Error('a subject has no key');
      return seal({ ...item, subject: key.subject }, key.secret, rx, this.keyring);
    };
  }

  /** Those that a leaf can hold. */
  private async prepare(tx: Transaction, items: readonly Identified[], rx: number): Promise<PreparedEvent[]> {
    if (items.length === 0) return [];
    const sealed = await mapInTurns(items, await this.sealer(tx, items, rx));
    return sealed.filter((event) => event !== undefined);
  }

  /** Gives the names of those that were written. An event is sealed when its row is: they never lie here as a whole. */
  private async copy(tx: Transaction, items: readonly Identified[], rx: number): Promise<Set<string>> {
    const names = new Set<string>();
    if (items.length === 0) return names;
    const sealOne = await this.sealer(tx, items, rx);
    function* sealed(): Generator<PreparedEvent> {
      for (const item of items) {
        const event = sealOne(item);
        if (!event) continue;
        names.add(nameOf(event));
        yield event;
      }
    }
    await copyEvents(tx, sealed(), rx);
    return names;
  }

  /** As `copy`; what somebody else's transaction kept since we looked is added to `kept`. */
  private async insert(
    tx: Transaction,
    items: readonly Identified[],
    rx: number,
    kept: Map<string, Buffer>,
  ): Promise<Set<string>> {
    const prepared = await this.prepare(tx, items, rx);
    if (prepared.length === 0) return new Set();
    const names = await insertEvents(tx, prepared, rx);
    const lost = prepared.filter((event) => !names.has(nameOf(event)));
    if (lost.length > 0) for (const [name, hash] of await findHashes(tx, lost)) kept.set(name, hash);
    return names;
  }

  /** Each with a row that says what, and a leaf that keeps the row from being taken out; once, however often. */
  private async noteRefusals(tx: Transaction, items: readonly Identified[], rx: number): Promise<void> {
    const digests = items.map(({ event, contentHash }) => refusalDigest(this.keyring, event, contentHash));
    const leaves = digests.map((digest) => identify(refusalEvent(digest, rx), this.keyring));
    await insertEvents(tx, await this.prepare(tx, leaves, rx), rx);
    const refusals = items.map(({ event, contentHash }, i) => {
      const digest = digests[i] as Buffer;
      return { event, contentHash, eventId: refusalId(digest), seal: refusalSeal(this.keyring, digest, rx) };
    });
    await insertRefusals(tx, refusals, rx);
  }

  /** How many of these are kept already. */
  async countKept(events: readonly { source: string; id: string }[]): Promise<number> {
    return events.length === 0 ? 0 : (await findHashes(this.database, events)).size;
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
  async readEntries(from: number, limit: number): Promise<LedgerEvent[]> {
    const read = (tx: Transaction) => copyEntries(from, limit, tx);
    const copied = await this.database.transaction(read, { snapshot: true });
    return mapInTurns(readLeafRows(copied), (row) => new StoredEvent(row, this.keys));
  }

  /** Reads as `readEntries` does, in a thread that somebody has to end; undefined where there can be none. */
  openThread(): EntryThread | undefined {
    if (!isCompiled) return undefined;
    return new EntryThread({
      connection: connectionOf(this.database.pool),
      secrets: this.keyring.secrets,
    });
  }

  /** Every entry of these conversations with an index below `upTo`, in the order of record. */
  readConversations(
    keys: readonly Buffer[],
    upTo: number,
    on: Transaction | Database = this.database,
  ): Promise<LedgerEvent[]> {
    return this.read(
      sql`
      ${leafRows}
      where inbox.log_id = ${logId} and inbox.conversation_key = any(${keys}::bytea[])
        and leaf.leaf_index < ${upTo}
      order by leaf.leaf_index`,
      on,
    );
  }

  /** Every entry of one type, in the order of record. Reads the whole ledger: for what is derived anew. */
  readType(type: EventType): Promise<LedgerEvent[]> {
    return this.read(sql`
      ${leafRows}
      where leaf.log_id = ${logId} and inbox.type = ${type}
      order by leaf.leaf_index`);
  }

  private async read(statement: Sql, on: Transaction | Database = this.database): Promise<LedgerEvent[]> {
    const rows = await on.query<LeafRow>(statement);
    return rows.map((row) => new StoredEvent(row, this.keys));
  }
}

function receiptOf(
  item: Identified,
  fresh: ReadonlyMap<string, Identified>,
  accepted: ReadonlySet<string>,
  kept: ReadonlyMap<string, Buffer>,
): Receipt {
  const name = nameOf(item.event);
  const first = fresh.get(name);
  if (accepted.has(name) && first === item) return 'accepted';
  const hash = accepted.has(name) ? first?.contentHash : kept.get(name);
  if (!hash) return 'too_long';
  return hash.equals(item.contentHash) ? 'duplicate' : 'conflict';
}
