import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { CopyReader } from './copy-reader.js';
import { copyPieces } from './copy-rows.js';
import type { Keyring } from './keyring.js';
import { logId } from './log.store.js';
import { emptyRoot, type GrowingTree, type TileNode } from './merkle.js';
import { batchSeal, checkpointSeal } from './row-seals.js';

const leafColumns = ['log_id', 'leaf_index', 'inbox_id', 'leaf_hash'];

export interface SealedTree {
  size: number;
  frontier: Buffer;
}

export interface WaitingEntry {
  inbox_id: number;
  entry: Buffer;
}

function* readWaiting(copied: Buffer): Generator<WaitingEntry> {
  const rows = new CopyReader(copied);
  while (rows.next()) yield { inbox_id: rows.int() as number, entry: rows.raw() as Buffer };
}

/** The sealed trees. Written under the sequencer's lock only. */
export class BatchStore {
  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
  ) {}

  /** Runs `work` as the only sequencer of this log; gives undefined at once when another one is at work. */
  alone<T>(work: (tx: Transaction) => Promise<T>): Promise<T | undefined> {
    return this.database.tryLock(`ledger.seq:${logId}`, work);
  }

  /** The tree as it was sealed last; the empty one is sealed first, at this time. */
  async last(at: Date, tx: Transaction): Promise<SealedTree> {
    const last = await tx.one<SealedTree>(sql`
      select size, frontier
      from ledger.batch
      where log_id = ${logId}
      order by size desc
      limit 1`);
    if (last) return last;
    await tx.query(sql`
      insert into ledger.batch (log_id, size, prev_size, root, frontier, sealed_at, seal)
      values (
        ${logId}, 0, null, ${emptyRoot}, '', ${at},
        ${batchSeal(this.keyring, { size: 0, prev_size: null, sealed_at: at })}
      )`);
    return { size: 0, frontier: Buffer.alloc(0) };
  }

  /** Takes those that have waited longest out of the queue. */
  async takeWaiting(limit: number, tx: Transaction): Promise<WaitingEntry[]> {
    const statement = sql`
      with first as materialized (
        select inbox_id
        from ledger.pending
        where log_id = ${logId}
        order by inbox_id
        limit ${limit}
      ), taken as (
        delete from ledger.pending
        using first
        where pending.log_id = ${logId} and pending.inbox_id = first.inbox_id
        returning pending.inbox_id
      )
      select inbox.inbox_id, inbox.entry
      from taken
      join ledger.inbox on inbox.log_id = ${logId} and inbox.inbox_id = taken.inbox_id
      order by inbox.inbox_id`;
    return [...readWaiting(await tx.copyOut(sql.literal(statement)))];
  }

  /** `from`: the size before. The tree's new leaves, the tile nodes they complete, and its root. */
  async seal(
    from: number,
    leaves: readonly { inbox_id: number; hash: Buffer }[],
    nodes: readonly TileNode[],
    tree: GrowingTree,
    at: Date,
    tx: Transaction,
  ): Promise<void> {
    // Plans of foreign keys are kept for as long as nobody has gathered statistics: one that was made for an empty
    // inbox may walk all of it for each leaf.
    await tx.query(sql`discard plans`);
    const pieces = copyPieces(leaves.entries(), (rows, [i, { inbox_id, hash }]) => {
      rows
        .row(leafColumns.length)
        .int2(logId)
        .int8(from + i)
        .int8(inbox_id)
        .raw(hash);
    });
    await tx.copyIn('ledger.leaf', leafColumns, pieces, 'binary');
    await tx.query(sql`
      insert into ledger.node (log_id, level, idx, hash)
      select ${logId}, given.*
      from unnest(
        ${nodes.map((node) => node.level)}::smallint[],
        ${nodes.map((node) => node.index)}::bigint[],
        ${nodes.map((node) => node.hash)}::bytea[]
      ) as given`);
    await tx.query(sql`
      insert into ledger.batch (log_id, size, prev_size, root, frontier, sealed_at, seal)
      values (
        ${logId}, ${tree.size}, ${from}, ${tree.root}, ${tree.frontier}, ${at},
        ${batchSeal(this.keyring, { size: tree.size, prev_size: from, sealed_at: at })}
      )`);
  }

  /** The newest sealed tree, when nothing of its size or larger was signed. */
  unsigned(): Promise<{ size: number; root: Buffer } | undefined> {
    return this.database.one(sql`
      select batch.size, batch.root
      from ledger.batch
      where batch.log_id = ${logId}
        and not exists (
          select from ledger.checkpoint
          where checkpoint.log_id = batch.log_id and checkpoint.size >= batch.size
        )
      order by batch.size desc
      limit 1`);
  }

  /** Root of the tree that was sealed at this size. */
  async rootAt(size: number, tx: Transaction): Promise<Buffer | undefined> {
    const batch = await tx.one<{ root: Buffer }>(sql`
      select root
      from ledger.batch
      where log_id = ${logId} and size = ${size}`);
    return batch?.root;
  }

  /** Of two who keep a note after the same one, one does; the other finds the tree signed or signs it again. */
  async keepNote(size: number, note: string, at: Date): Promise<void> {
    const before = await this.database.one<{ size: number }>(sql`
      select size
      from ledger.checkpoint
      where log_id = ${logId} and size < ${size}
      order by size desc
      limit 1`);
    const prev_size = before?.size ?? null;
    const seal = checkpointSeal(this.keyring, { size, prev_size, signed_at: at });
    await this.database.query(sql`
      insert into ledger.checkpoint (log_id, size, note, prev_size, signed_at, seal)
      values (${logId}, ${size}, ${note}, ${prev_size}, ${at}, ${seal})
      on conflict do nothing`);
  }
}
