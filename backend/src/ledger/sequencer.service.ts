import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { BatchStore } from './batch.store.js';
import { Keyring } from './keyring.js';
import { LogStore } from './log.store.js';
import { GrowingTree, leafHash } from './merkle.js';
import { makeSigner, type Signer, signCheckpoint } from './note.js';

const batchSize = 5000;

/** Gives accepted events their order, and signs what was committed. Any number of processes may run it. */
@Injectable()
export class SequencerService implements OnModuleInit {
  private opened: Promise<Signer> | undefined;
  private readonly log: LogStore;
  private readonly batches: BatchStore;

  constructor(
    database: Database,
    private readonly keyring: Keyring,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.log = new LogStore(database);
    this.batches = new BatchStore(database);
  }

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
    const known = await this.log.register({ origin, vkey: makeSigner(origin, seed).vkey, keyCheck: check });
    const signer = makeSigner(known.origin, seed);
    if (signer.vkey === known.vkey && known.keyCheck.equals(check)) return signer;
    throw new Error('The ledger in this database was written with other keys. Give its keys.json back.');
  }

  /** Orders everything that waits, then signs. Gives the number of entries that got their place. */
  async run(): Promise<number> {
    let total = 0;
    for (;;) {
      const sealed = await this.batches.alone((tx) => this.sealBatch(tx));
      total += sealed ?? 0;
      if (!sealed) break;
    }
    await this.signNewest();
    return total;
  }

  /** One batch; gives its number of entries. */
  async sealBatch(tx: Transaction): Promise<number> {
    const last = await this.batches.last(tx);
    const waiting = await this.batches.takeWaiting(batchSize, tx);
    if (waiting.length === 0) return 0;
    const tree = new GrowingTree(last.size, last.frontier);
    const leaves = waiting.map(({ inbox_id, entry }) => ({ inbox_id, hash: leafHash(entry) }));
    const nodes = leaves.flatMap(({ hash }) => tree.append(hash));
    await this.batches.seal(last.size, leaves, nodes, tree, tx);
    return waiting.length;
  }

  /**
   * Signs the newest committed tree when it has no checkpoint, never one that could still roll back. Ed25519 is
   * deterministic: after a crash between commit and signature, or beside another process, the same bytes come out.
   */
  private async signNewest(): Promise<void> {
    const newest = await this.batches.unsigned();
    if (!newest) return;
    const signer = await this.signer();
    await this.batches.keepNote(newest.size, signCheckpoint({ origin: signer.name, ...newest }, signer));
  }
}
