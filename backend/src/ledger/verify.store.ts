import { Injectable } from '@nestjs/common';
import { ownSource } from '../contract/events.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { Database, type Transaction } from '../db/database.js';
import { type Connection, connectionOf } from '../db/pool-connection.js';
import { sql } from '../db/sql.js';
import { copyLeaves } from './leaf.store.js';
import type { LeafRange } from './leaf-rows.js';
import { logId } from './log.store.js';
import type { TileNode } from './merkle.js';

export type Verification = AnswerOf<typeof routes.ledgerVerify>;

/** `whole_time`: the time is in whole milliseconds; a Date would not show the rest. */
interface Sealed {
  /** Null in rows from before there were seals. */
  seal: Buffer | null;
  whole_time: boolean;
}

export interface StoredLog extends Sealed {
  name: string;
  origin: string;
  vkey: string;
  key_check: Buffer;
  created_at: Date;
}

export interface StoredBatch extends Sealed {
  size: number;
  prev_size: number | null;
  root: Buffer;
  frontier: Buffer;
  sealed_at: Date;
  checkpoint: StoredCheckpoint | null;
}

interface StoredCheckpoint extends Sealed {
  note: string;
  prev_size: number | null;
  signed_at: Date;
}

interface BatchRow extends Omit<StoredBatch, 'checkpoint'> {
  note: string | null;
  note_prev_size: number | null;
  note_signed_at: Date | null;
  note_seal: Buffer | null;
  note_whole_time: boolean | null;
}

/** The key of a refusal's row. */
export interface RefusalPlace {
  source: string;
  event_id: string;
  content_hash: Buffer;
}

export interface StoredRefusal extends RefusalPlace {
  /** Null: from before refusals had leaves. */
  event_id_of_refusal: string | null;
  seal: Buffer;
  received_at: Date;
  whole_time: boolean;
}

const evidence = ['log', 'inbox', 'leaf', 'node', 'batch', 'checkpoint', 'conflict', 'data_key', 'erasure'];

/** Reads the ledger from end to end in one snapshot, a piece at a time. */
@Injectable()
export class VerifyStore {
  constructor(private readonly database: Database) {}

  /** For threads that read beside us. */
  get connection(): Connection {
    return connectionOf(this.database.pool);
  }

  snapshot<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(work, { snapshot: true });
  }

  /** See `copyLeaves`. */
  leaves(range: LeafRange, tx: Transaction): Promise<Buffer> {
    return copyLeaves(range, tx);
  }

  /** One more than the largest leaf index; leaves may be missing below it. */
  async end(tx: Transaction): Promise<number> {
    const row = await tx.one<{ end: number }>(sql`
      select coalesce(max(leaf_index) + 1, 0) as "end"
      from ledger.leaf
      where log_id = ${logId}`);
    return row?.end ?? 0;
  }

  /** From when on rows have seals, ms: the log's beginning, or the first sealed batch of one that is older. */
  async sealsSince(tx: Transaction): Promise<number> {
    const row = await tx.one<{ since: Date | null }>(sql`
      select least(
        (select min(sealed_at) from ledger.batch where log_id = ${logId} and seal is not null),
        (select created_at from ledger.log where log_id = ${logId} and seal is not null)
      ) as since`);
    return row?.since?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  /** A name under which other connections can read the same snapshot while this transaction lasts. */
  async exportSnapshot(tx: Transaction): Promise<string> {
    const row = await tx.one<{ snapshot: string }>(sql`select pg_export_snapshot() as snapshot`);
    return row?.snapshot ?? '';
  }

  /** Whose log it is. */
  log(tx: Transaction): Promise<StoredLog | undefined> {
    return tx.one(sql`
      select name, origin, vkey, key_check, created_at, seal,
        created_at = date_trunc('milliseconds', created_at) as whole_time
      from ledger.log
      where log_id = ${logId}`);
  }

  /** By size; -1 for the first. */
  async batches(after: number, limit: number, tx: Transaction): Promise<StoredBatch[]> {
    const rows = await tx.query<BatchRow>(sql`
      select batch.size, batch.prev_size, batch.root, batch.frontier, batch.sealed_at, batch.seal,
        batch.sealed_at = date_trunc('milliseconds', batch.sealed_at) as whole_time,
        checkpoint.note, checkpoint.prev_size as note_prev_size, checkpoint.signed_at as note_signed_at,
        checkpoint.seal as note_seal,
        checkpoint.signed_at = date_trunc('milliseconds', checkpoint.signed_at) as note_whole_time
      from ledger.batch
      left join ledger.checkpoint using (log_id, size)
      where batch.log_id = ${logId} and batch.size > ${after}
      order by batch.size
      limit ${limit}`);
    return rows.map((row) => ({ ...row, checkpoint: checkpointOf(row) }));
  }

  /** The stored hashes of these tile nodes, in their order; null where there is none. */
  async nodes(wanted: readonly TileNode[], tx: Transaction): Promise<(Buffer | null)[]> {
    if (wanted.length === 0) return [];
    const rows = await tx.query<{ hash: Buffer | null }>(sql`
      select node.hash
      from unnest(
        ${wanted.map((node) => node.level)}::smallint[],
        ${wanted.map((node) => node.index)}::bigint[]
      ) with ordinality as given (level, idx, position)
      left join ledger.node on node.log_id = ${logId} and node.level = given.level and node.idx = given.idx
      order by given.position`);
    return rows.map((row) => row.hash);
  }

  async counts(tx: Transaction): Promise<{ nodes: number; checkpoints: number }> {
    const row = await tx.one<{ nodes: number; checkpoints: number }>(sql`
      select
        (select count(*) from ledger.node where log_id = ${logId}) as nodes,
        (select count(*) from ledger.checkpoint where log_id = ${logId}) as checkpoints`);
    return row ?? { nodes: 0, checkpoints: 0 };
  }

  /** Accepted events that neither have a place nor wait for one. */
  strays(limit: number, tx: Transaction): Promise<{ source: string; event_id: string }[]> {
    return tx.query(sql`
      select inbox.source, inbox.event_id
      from ledger.inbox
      where inbox.log_id = ${logId}
        and not exists (select from ledger.leaf where leaf.log_id = inbox.log_id and leaf.inbox_id = inbox.inbox_id)
        and not exists (
          select from ledger.pending where pending.log_id = inbox.log_id and pending.inbox_id = inbox.inbox_id
        )
      order by inbox.inbox_id
      limit ${limit}`);
  }

  refusals(after: RefusalPlace, limit: number, tx: Transaction): Promise<StoredRefusal[]> {
    return tx.query(sql`
      select source, event_id, content_hash, event_id_of_refusal, seal, received_at,
        received_at = date_trunc('milliseconds', received_at) as whole_time
      from ledger.conflict
      where log_id = ${logId}
        and (source, event_id, content_hash) > (${after.source}, ${after.event_id}, ${after.content_hash})
      order by source, event_id, content_hash
      limit ${limit}`);
  }

  /** Tables that hold rows of a log that nobody began. */
  async strangers(tx: Transaction): Promise<string[]> {
    const found = evidence.map(
      (table) => sql`
        select ${table} as name
        where exists (select from ${sql.ident(`ledger.${table}`)} where log_id < ${logId})
          or exists (select from ${sql.ident(`ledger.${table}`)} where log_id > ${logId})`,
    );
    const rows = await tx.query<{ name: string }>(sql.join(found, sql` union all `));
    return rows.map((row) => row.name);
  }

  /** How many rows of the queue name what has its place already, or is not there. */
  async lostInQueue(tx: Transaction): Promise<number> {
    const row = await tx.one<{ lost: number }>(sql`
      select count(*) as lost
      from ledger.pending
      left join ledger.leaf using (log_id, inbox_id)
      left join ledger.inbox using (log_id, inbox_id)
      where leaf.leaf_index is not null or inbox.inbox_id is null`);
    return row?.lost ?? 0;
  }

  /** Leaves of refusals whose row is gone. */
  async lostRefusals(limit: number, tx: Transaction): Promise<number[]> {
    const rows = await tx.query<{ leaf_index: number }>(sql`
      select leaf.leaf_index
      from ledger.inbox
      join ledger.leaf using (log_id, inbox_id)
      where inbox.log_id = ${logId} and inbox.source = ${ownSource} and inbox.type = 'event.refused'
        and not exists (
          select from ledger.conflict
          where conflict.log_id = inbox.log_id and conflict.event_id_of_refusal = inbox.event_id
        )
      order by leaf.leaf_index
      limit ${limit}`);
    return rows.map((row) => row.leaf_index);
  }

  async keep(report: Verification): Promise<void> {
    const { by, ...rest } = report;
    await this.database.query(sql`
      insert into verification (log_id, at, report, verified_by)
      values (${logId}, ${report.at}, ${JSON.stringify(rest)}, ${by})
      on conflict do nothing`);
  }

  async last(): Promise<Verification | null> {
    const row = await this.database.one<{ report: Omit<Verification, 'by'>; verified_by: string | null }>(sql`
      select report, verified_by
      from verification
      where log_id = ${logId}
      order by at desc
      limit 1`);
    return row ? { ...row.report, by: row.verified_by } : null;
  }
}

function checkpointOf(row: BatchRow): StoredCheckpoint | null {
  const { note, note_signed_at: signed_at } = row;
  if (note === null || signed_at === null) return null;
  return {
    note,
    prev_size: row.note_prev_size,
    signed_at,
    seal: row.note_seal,
    whole_time: row.note_whole_time ?? false,
  };
}
