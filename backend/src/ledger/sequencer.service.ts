import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import { Database, type Transaction } from '../db/database.js';
import { mapInTurns } from '../turns.js';
import { BatchStore } from './batch.store.js';
import { Keyring } from './keyring.js';
import { LogStore, logName } from './log.store.js';
import { GrowingTree, leafHash, type TileNode } from './merkle.js';
import { type Signer, signCheckpoint, type Verifier } from './note.js';
import { logSeal } from './row-seals.js';
import { type LogKey, logKeysOf, signersAt } from './signing-keys.js';
import { Standing } from './standing.js';

const batchSize = 5000;

/** A log as this process knows it. */
interface OpenLog {
  origin: string;
  begunAt: Date;
  /** Those of the keyring, oldest first; the last one is in use. */
  keys: LogKey[];
  /** Place in `keys` of the one that began the log. */
  first: number;
}

/** Gives accepted events their order, and signs what was committed. Any number of processes may run it. */
@Injectable()
export class SequencerService implements OnModuleInit {
  private opened: Promise<OpenLog> | undefined;
  /** The newest tree that this process signed. */
  private signed: { size: number; root: Buffer } | undefined;
  private readonly log: LogStore;
  private readonly batches: BatchStore;

  constructor(
    database: Database,
    private readonly keyring: Keyring,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly standing: Standing,
  ) {
    this.log = new LogStore(database);
    this.batches = new BatchStore(database, keyring);
  }

  /** Refuses to start on a ledger that was written with other keys. */
  async onModuleInit(): Promise<void> {
    await this.open();
  }

  /** The log that this database holds; begun now when it holds none. */
  open(): Promise<OpenLog> {
    this.opened ??= this.openLog().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  /** Who signs this log with the key in use. */
  async signer(): Promise<Signer> {
    const [newest] = signersAt((await this.open()).keys, this.clock());
    if (!newest) throw new Error('the keyring has no key in use');
    return newest;
  }

  /** Keys whose signatures are this log's, the one in use first. */
  async verifiers(): Promise<Verifier[]> {
    return (await this.open()).keys.map(({ verifier }) => verifier).reverse();
  }

  /**
   * The origin that a log began with stays: a checkpoint under another one would be another log's. So does the key
   * that it began with, among the keyring's earlier ones at least.
   */
  private async openLog(): Promise<OpenLog> {
    const { signingKeys, check } = this.keyring;
    const { origin } = this.config;
    const inUse = logKeysOf(signingKeys, origin).at(-1)?.verifier.vkey ?? '';
    const begun = { name: logName, origin, vkey: inUse, keyCheck: check, createdAt: new Date(this.clock()) };
    const known = await this.log.register(begun, logSeal(this.keyring, begun));
    const keys = logKeysOf(signingKeys, known.origin);
    const first = keys.findIndex(({ verifier }) => verifier.vkey === known.vkey);
    if (first >= 0 && known.keyCheck.equals(check)) {
      return { origin: known.origin, begunAt: known.createdAt, keys, first };
    }
    throw new Error('The ledger in this database was written with other keys. Give its keys.json back.');
  }

  /**
   * Orders everything that waits, and signs after each batch: while events keep coming there may be no end to wait
   * for. Gives the number of entries that got their place.
   */
  async run(): Promise<number> {
    if (this.standing.readOnly) return 0;
    await this.open();
    let total = 0;
    for (;;) {
      const sealed = (await this.batches.alone((tx) => this.sealBatch(tx))) ?? 0;
      await this.signNewest();
      total += sealed;
      if (sealed < batchSize) return total;
    }
  }

  /** One batch; gives its number of entries. */
  async sealBatch(tx: Transaction): Promise<number> {
    await this.expectSigned(tx);
    const at = new Date(this.clock());
    const last = await this.batches.last(at, tx);
    const waiting = await this.batches.takeWaiting(batchSize, tx);
    if (waiting.length === 0) return 0;
    const tree = new GrowingTree(last.size, last.frontier);
    const nodes: TileNode[] = [];
    const leaves = await mapInTurns(waiting, ({ inbox_id, entry }) => {
      const hash = leafHash(entry);
      nodes.push(...tree.append(hash));
      return { inbox_id, hash };
    });
    await this.batches.seal(last.size, leaves, nodes, tree, at, tx);
    return waiting.length;
  }

  /** A database that lost a tree we signed was exchanged for an older one under us: nothing goes on from there. */
  private async expectSigned(tx: Transaction): Promise<void> {
    if (!this.signed) return;
    const { size, root } = this.signed;
    if ((await this.batches.rootAt(size, tx))?.equals(root)) return;
    this.standing.close(
      `This service signed a checkpoint over ${size} entries that the database does not hold.`,
    );
    this.standing.expectWritable();
  }

  /**
   * Signs the newest committed tree when it has no checkpoint, never one that could still roll back. Ed25519 is
   * deterministic: after a crash between commit and signature, or beside another process, the same bytes come out.
   */
  private async signNewest(): Promise<void> {
    const newest = await this.batches.unsigned();
    if (!newest) return;
    const { origin, keys } = await this.open();
    const note = signCheckpoint({ origin, ...newest }, ...signersAt(keys, this.clock()));
    await this.batches.keepNote(newest.size, note, new Date(this.clock()));
    this.signed = newest;
  }
}
