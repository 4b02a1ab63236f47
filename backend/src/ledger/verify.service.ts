import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { Transaction } from '../db/database.js';
import type { CheckedLeaves } from './check-leaves.js';
import { DataKeys } from './data-keys.store.js';
import { findErasureFlaws } from './erasure-check.service.js';
import { Keyring } from './keyring.js';
import { checkRange } from './leaf-range.js';
import { canUseThreads, LeafThreads } from './leaf-threads.js';
import { emptyRoot, GrowingTree, hashBytes, type TileNode } from './merkle.js';
import { openCheckpoint, type Verifier } from './note.js';
import { refusalDigest, refusalId, refusalSeal } from './seal.js';
import { SequencerService } from './sequencer.service.js';
import {
  type RefusalPlace,
  type StoredBatch,
  type StoredRefusal,
  type Verification,
  VerifyStore,
} from './verify.store.js';

/** Leaves of one range: what a thread is given at once. */
const rangeLeaves = 4_000;
/** Below so many leaves starting threads takes longer than checking. */
const threadsFrom = 20_000;
const mostThreads = 4;
/** Ranges under way per thread: one is checked while the next is read. */
const depth = 2;
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

function* rangesUpTo(end: number): Generator<{ from: number; to: number }> {
  for (let from = 0; from < end; from += rangeLeaves) yield { from, to: Math.min(end, from + rangeLeaves) };
}

/** Takes the i-th of the checked leaves into the tree; gives the tile nodes that it completes. */
function appendLeaf(pass: Pass, index: number, { hashes, problems }: CheckedLeaves, i: number): TileNode[] {
  const expected = pass.tree.size;
  if (index !== expected) {
    pass.add(`the next leaf is ${index}`, { index: expected });
    pass.addRoot('the tree has a hole', expected);
  }
  while (problems[0]?.index === index) pass.add(problems.shift()?.what ?? '', { index });
  pass.entries += 1;
  return pass.tree.append(Buffer.from(hashes.subarray(i * hashBytes, (i + 1) * hashBytes)));
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

  /** Who asks while it runs gets the report of that run. `by`: the name of who asks, as the report says it. */
  run(by: string | null = null): Promise<Verification> {
    this.running ??= this.verify(by).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  last(): Promise<Verification | null> {
    return this.store.last();
  }

  private async verify(by: string | null): Promise<Verification> {
    const startedAt = this.clock();
    const verifiers = await this.sequencer.verifiers();
    const pass = new Pass();
    await this.store.snapshot(async (tx) => {
      await this.checkTree(pass, verifiers, tx);
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
      by,
      problems: pass.problems,
    };
    await this.store.keep(report);
    return report;
  }

  /** Leaves in order; at the size of each batch the tree must be what was sealed and signed. */
  private async checkTree(pass: Pass, verifiers: readonly Verifier[], tx: Transaction): Promise<void> {
    let batches = await this.store.batches(-1, chunkRows, tx);
    let next = 0;
    const sealUpTo = async (size: number) => {
      for (;;) {
        const batch = batches[next];
        if (!batch || batch.size > size) return;
        this.checkBatch(pass, batch, verifiers);
        next += 1;
        if (next === batches.length) {
          batches = await this.store.batches(batch.size, chunkRows, tx);
          next = 0;
        }
      }
    };
    await sealUpTo(0);
    for await (const checked of this.checkedRanges(tx)) {
      const completed: TileNode[] = [];
      for (const [i, index] of checked.indices.entries()) {
        completed.push(...appendLeaf(pass, index, checked, i));
        if (batches[next] && (batches[next] as StoredBatch).size <= pass.tree.size)
          await sealUpTo(pass.tree.size);
      }
      pass.opened += checked.opened;
      pass.erased += checked.erased;
      await this.checkNodes(pass, completed, tx);
      await setImmediate();
    }
    if (batches[next]) pass.add('leaves below the sealed size are missing', { size: batches[next]?.size });
    else if (Math.max(0, pass.sealed) < pass.tree.size)
      pass.add('leaves beyond the last batch', { index: Math.max(0, pass.sealed) });
  }

  /** Every leaf checked, range by range in order; in threads of their own when there are many. */
  private async *checkedRanges(tx: Transaction): AsyncGenerator<CheckedLeaves> {
    const end = await this.store.end(tx);
    if (!canUseThreads || end < threadsFrom) {
      const { store, keyring, keys } = this;
      for (const range of rangesUpTo(end)) yield await checkRange({ store, keyring, keys }, range, tx);
      return;
    }
    const count = Math.min(availableParallelism(), mostThreads);
    const threads = new LeafThreads(count, {
      connection: this.store.connection,
      secrets: this.keyring.secrets,
      snapshot: await this.store.exportSnapshot(tx),
    });
    try {
      const under: Promise<CheckedLeaves>[] = [];
      for (const range of rangesUpTo(end)) {
        const checked = threads.check(range);
        checked.catch(() => undefined);
        under.push(checked);
        if (under.length >= count * depth) yield await (under.shift() as Promise<CheckedLeaves>);
      }
      for (const checked of under) yield await checked;
    } finally {
      await threads.end();
    }
  }

  private checkBatch(pass: Pass, batch: StoredBatch, verifiers: readonly Verifier[]): void {
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
    const signed = openCheckpoint(batch.note, ...verifiers);
    if (!signed) pass.add('the checkpoint is not signed with our key', { size });
    else if (
      signed.origin !== verifiers[0]?.name ||
      signed.size !== size ||
      !signed.root.equals(batch.root)
    ) {
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
    for (const index of await this.store.lostRefusals(shownProblems, tx)) {
      pass.add('what was refused here is gone', { index });
    }
    let last: RefusalPlace = { source: '', event_id: '', content_hash: Buffer.alloc(0) };
    for (;;) {
      const refusals = await this.store.refusals(last, chunkRows, tx);
      for (const refusal of refusals) this.checkRefusal(pass, refusal);
      const end = refusals.at(-1);
      if (!end || refusals.length < chunkRows) return;
      last = end;
    }
  }

  private checkRefusal(pass: Pass, row: StoredRefusal): void {
    const { source, event_id, content_hash, event_id_of_refusal } = row;
    const digest = refusalDigest(this.keyring, { source, id: event_id }, content_hash);
    // Before refusals had leaves, the digest itself was the seal.
    const holds =
      event_id_of_refusal === null
        ? digest.equals(row.seal)
        : event_id_of_refusal === refusalId(digest) &&
          row.whole_time &&
          refusalSeal(this.keyring, digest, row.received_at.getTime()).equals(row.seal);
    if (!holds) pass.add(`the refusal of ${event_id} of ${source} was changed`, {});
  }
}
