import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { Transaction } from '../db/database.js';
import { checkLeaf, type StoredLeaf } from './check-leaf.js';
import { DataKeys } from './data-keys.store.js';
import { findErasureFlaws } from './erasure-check.service.js';
import { Keyring } from './keyring.js';
import { emptyRoot, GrowingTree, type TileNode } from './merkle.js';
import { openCheckpoint, type Signer } from './note.js';
import { conflictSeal } from './seal.js';
import { SequencerService } from './sequencer.service.js';
import { type StoredBatch, type StoredConflict, type Verification, VerifyStore } from './verify.store.js';

/** Leaves that are checked between two turns of the event loop: a few tens of milliseconds. */
const chunkLeaves = 400;
const chunkRows = 1000;
const shownProblems = 20;

type Found = Verification['problems'][number];

/** One pass over the whole ledger. */
class Pass {
  readonly tree = new GrowingTree();
  readonly problems: Found[] = [];
  entries = 0;
  opened = 0;
  erased = 0;
  checkpoints = 0;
  nodes = 0;
  /** Size of the last batch that was compared; -1 before the first. */
  sealed = -1;
  /** Roots stay wrong after the first wrong one. */
  private broken = false;

  add(what: string, place: { index?: number; size?: number }): void {
    if (this.problems.length >= shownProblems) return;
    this.problems.push({ index: place.index ?? null, size: place.size ?? null, what });
  }

  addRoot(what: string, size: number): void {
    if (!this.broken) this.add(what, { size });
    this.broken = true;
  }
}

/** Derives everything again from the first byte: the one checker behind the route, the CLI and the tests. */
@Injectable()
export class VerifyService {
  private running: Promise<Verification> | undefined;

  constructor(
    private readonly store: VerifyStore,
    private readonly sequencer: SequencerService,
    private readonly keyring: Keyring,
    private readonly keys: DataKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Who asks while it runs gets the report of that run. */
  run(): Promise<Verification> {
    this.running ??= this.verify().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  last(): Promise<Verification | null> {
    return this.store.last();
  }

  private async verify(): Promise<Verification> {
    const startedAt = this.clock();
    const signer = await this.sequencer.signer();
    const pass = new Pass();
    await this.store.snapshot(async (tx) => {
      await this.checkTree(pass, signer, tx);
      await this.checkRest(pass, tx);
      for await (const what of findErasureFlaws(tx, this.keyring)) pass.add(what, {});
    });
    const report: Verification = {
      ok: pass.problems.length === 0,
      entries: pass.entries,
      opened: pass.opened,
      erased: pass.erased,
      checkpoints: pass.checkpoints,
      root: (pass.entries === 0 ? emptyRoot : pass.tree.root).toString('base64'),
      seconds: Math.max(0, this.clock() - startedAt) / 1000,
      at: new Date(startedAt).toISOString(),
      problems: pass.problems,
    };
    await this.store.keep(report);
    return report;
  }

  /** Leaves in order; at the size of each batch the tree must be what was sealed and signed. */
  private async checkTree(pass: Pass, signer: Signer, tx: Transaction): Promise<void> {
    let batches = await this.store.batches(-1, chunkRows, tx);
    let next = 0;
    const sealUpTo = async (size: number) => {
      for (;;) {
        const batch = batches[next];
        if (!batch || batch.size > size) return;
        this.checkBatch(pass, batch, signer);
        next += 1;
        if (next === batches.length) {
          batches = await this.store.batches(batch.size, chunkRows, tx);
          next = 0;
        }
      }
    };
    await sealUpTo(0);
    let leaves = await this.store.leaves(0, chunkLeaves, tx);
    while (leaves.length > 0) {
      const from = (leaves.at(-1)?.leaf_index ?? 0) + 1;
      // The next piece is read while this one is checked.
      const ahead = this.store.leaves(from, chunkLeaves, tx);
      ahead.catch(() => undefined);
      const completed: TileNode[] = [];
      for (const leaf of leaves) {
        completed.push(...this.checkOne(pass, leaf));
        if (batches[next] && (batches[next] as StoredBatch).size <= pass.tree.size)
          await sealUpTo(pass.tree.size);
      }
      leaves = await ahead;
      await this.checkNodes(pass, completed, tx);
      await setImmediate();
    }
    if (batches[next]) pass.add('leaves below the sealed size are missing', { size: batches[next]?.size });
    else if (Math.max(0, pass.sealed) < pass.tree.size)
      pass.add('leaves beyond the last batch', { index: Math.max(0, pass.sealed) });
  }

  private checkOne(pass: Pass, leaf: StoredLeaf): TileNode[] {
    const expected = pass.tree.size;
    if (leaf.leaf_index !== expected) {
      pass.add(`the next leaf is ${leaf.leaf_index}`, { index: expected });
      pass.addRoot('the tree has a hole', expected);
    }
    const check = checkLeaf(leaf, this.keyring, this.keys);
    if (check.problem) pass.add(check.problem, { index: leaf.leaf_index });
    pass.entries += 1;
    if (check.opened) pass.opened += 1;
    if (check.erased) pass.erased += 1;
    return pass.tree.append(check.hash ?? leaf.leaf_hash);
  }

  private checkBatch(pass: Pass, batch: StoredBatch, signer: Signer): void {
    const { size } = batch;
    if (batch.prev_size !== (pass.sealed < 0 ? null : pass.sealed)) {
      pass.add('the batch does not follow the one before it', { size });
    }
    pass.sealed = size;
    if (size !== pass.tree.size) pass.addRoot('no leaf ends this batch', size);
    else if (!batch.root.equals(pass.tree.root))
      pass.addRoot('the sealed root is not that of the leaves', size);
    else if (!batch.frontier.equals(pass.tree.frontier))
      pass.add('the frontier is not that of the leaves', { size });
    if (batch.note === null) return;
    pass.checkpoints += 1;
    const signed = openCheckpoint(batch.note, signer);
    if (!signed) pass.add('the checkpoint is not signed with our key', { size });
    else if (signed.origin !== signer.name || signed.size !== size || !signed.root.equals(batch.root)) {
      pass.add('the checkpoint signs something else', { size });
    }
  }

  private async checkNodes(pass: Pass, completed: readonly TileNode[], tx: Transaction): Promise<void> {
    const stored = await this.store.nodes(completed, tx);
    completed.forEach(({ level, index, hash }, i) => {
      pass.nodes += 1;
      const found = stored[i];
      const place = { index: index * 256 ** level };
      if (!found) pass.add(`the node ${index} of level ${level} is missing`, place);
      else if (!found.equals(hash))
        pass.add(`the node ${index} of level ${level} is not that of its leaves`, place);
    });
  }

  private async checkRest(pass: Pass, tx: Transaction): Promise<void> {
    const counts = await this.store.counts(tx);
    if (counts.nodes > pass.nodes) pass.add('there are nodes that no leaves have', {});
    if (counts.checkpoints > pass.checkpoints) pass.add('there are checkpoints that no batch has', {});
    for (const { source, event_id } of await this.store.strays(shownProblems, tx)) {
      pass.add(`the event ${event_id} of ${source} was accepted and has no place`, {});
    }
    let last: Omit<StoredConflict, 'seal'> = { source: '', event_id: '', content_hash: Buffer.alloc(0) };
    for (;;) {
      const conflicts = await this.store.conflicts(last, chunkRows, tx);
      for (const conflict of conflicts) this.checkConflict(pass, conflict);
      const end = conflicts.at(-1);
      if (!end || conflicts.length < chunkRows) return;
      last = end;
    }
  }

  private checkConflict(pass: Pass, { source, event_id, content_hash, seal }: StoredConflict): void {
    const again = conflictSeal(this.keyring, { source, id: event_id }, content_hash);
    if (!again.equals(seal)) pass.add(`the conflict about ${event_id} of ${source} was changed`, {});
  }
}
