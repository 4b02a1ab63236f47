import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { Keyring } from './keyring.js';
import { LogStore, logId } from './log.store.js';
import { emptyRoot, GrowingTree, leafHash } from './merkle.js';
import { makeSigner, type Signer, signCheckpoint } from './note.js';

const batchSize = 5000;

interface BatchRow {
  size: number;
  frontier: Buffer;
}

/** Gives accepted events their order, and signs what was committed. Any number of processes may run it. */
@Injectable()
export class SequencerService implements OnModuleInit {
  private opened: Promise<Signer> | undefined;

  constructor(
    private readonly database: Database,
    private readonly keyring: Keyring,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Refuses to start on a ledger that was written with other keys. */
  async onModuleInit(): Promise<void> {
    await this.signer();
  }

  /** Who signs this log. */
  signer(): Promise<Signer> {
    this.opened ??= this.openLog().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  /** The origin that a log began with stays: a checkpoint under another one would be another log's. */
  private async openLog(): Promise<Signer> {
    const { seed, check } = this.keyring;
    const { origin } = this.config;
    const wanted = { origin, vkey: makeSigner(origin, seed).vkey, keyCheck: check };
    const known = await new LogStore(this.database).register(wanted);
    const signer = makeSigner(known.origin, seed);
    if (signer.vkey === known.vkey && known.keyCheck.equals(check)) return signer;
    throw new Error('The ledger in this database was written with other keys. Give its keys.json back.');
  }

  /** Orders everything that waits, then signs. Gives the number of entries that got their place. */
  async run(): Promise<number> {
    let total = 0;
    for (;;) {
      const sealed = await this.database.tryLock(`ledger.seq:${logId}`, (tx) => this.sealBatch(tx));
      total += sealed ?? 0;
      if (!sealed) break;
    }
    await this.signMissing();
    return total;
  }

  private async sealBatch(tx: Transaction): Promise<number> {
    const last = await this.lastBatch(tx);
    const waiting = await tx.query<{ inbox_id: number; entry: Buffer }>(sql`
      with taken as (
        delete from ledger.pending
        where log_id = ${logId} and inbox_id in (
          select inbox_id
          from ledger.pending
          where log_id = ${logId}
          order by inbox_id
          limit ${batchSize}
        )
        returning inbox_id
      )
      select inbox.inbox_id, inbox.entry
      from taken
      join ledger.inbox on inbox.log_id = ${logId} and inbox.inbox_id = taken.inbox_id
      order by inbox.inbox_id`);
    if (waiting.length === 0) return 0;
    const tree = new GrowingTree(last.size, last.frontier);
    const hashes = waiting.map(({ entry }) => leafHash(entry));
    const nodes = hashes.flatMap((hash) => tree.append(hash));
    await tx.query(sql`
      insert into ledger.leaf (log_id, leaf_index, inbox_id, leaf_hash)
      select ${logId}, ${last.size} + position - 1, inbox_id, leaf_hash
      from unnest(${waiting.map((row) => row.inbox_id)}::bigint[], ${hashes}::bytea[])
        with ordinality as given (inbox_id, leaf_hash, position)`);
    await tx.query(sql`
      insert into ledger.node (log_id, level, idx, hash)
      select ${logId}, given.*
      from unnest(
        ${nodes.map((node) => node.level)}::smallint[],
        ${nodes.map((node) => node.index)}::bigint[],
        ${nodes.map((node) => node.hash)}::bytea[]
      ) as given`);
    await tx.query(sql`
      insert into ledger.batch (log_id, size, prev_size, root, frontier)
      values (${logId}, ${tree.size}, ${last.size}, ${tree.root}, ${tree.frontier})`);
    return waiting.length;
  }

  private async lastBatch(tx: Transaction): Promise<BatchRow> {
    const last = await tx.one<BatchRow>(sql`
      select size, frontier
      from ledger.batch
      where log_id = ${logId}
      order by size desc
      limit 1`);
    if (last) return last;
    await tx.query(sql`
      insert into ledger.batch (log_id, size, prev_size, root, frontier)
      values (${logId}, 0, null, ${emptyRoot}, '')`);
    return { size: 0, frontier: Buffer.alloc(0) };
  }

  /**
   * Signs the newest committed tree when it has no checkpoint. Ed25519 is deterministic: after a crash between
   * commit and signature, or beside another process, the same bytes come out.
   */
  async signMissing(): Promise<void> {
    const [last] = await this.database.query<{ size: number; root: Buffer }>(sql`
      select batch.size, batch.root
      from ledger.batch
      where batch.log_id = ${logId} and not exists (
        select from ledger.checkpoint
        where checkpoint.log_id = batch.log_id and checkpoint.size >= batch.size
      )
      order by batch.size desc
      limit 1`);
    if (!last) return;
    const signer = await this.signer();
    const note = signCheckpoint({ origin: signer.name, ...last }, signer);
    await this.database.query(sql`
      insert into ledger.checkpoint (log_id, size, note)
      values (${logId}, ${last.size}, ${note})
      on conflict do nothing`);
  }
}
