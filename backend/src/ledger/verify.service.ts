import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config.js';
import type { Transaction } from '../db/database.js';
import { checkedRanges } from './checked-ranges.js';
import { DataKeys } from './data-keys.store.js';
import { findErasureFlaws } from './erasure-check.service.js';
import { Keyring } from './keyring.js';
import { emptyRoot, type TileNode } from './merkle.js';
import type { Verifier } from './note.js';
import { refusalDigest, refusalId, refusalSeal } from './seal.js';
import { SequencerService } from './sequencer.service.js';
import {
  type RefusalPlace,
  type StoredBatch,
  type StoredRefusal,
  type Verification,
  VerifyStore,
} from './verify.store.js';
import { Pass, shownProblems } from './verify-pass.js';

const chunkRows = 1000;
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
    const pass = new Pass(this.keyring);
    await this.store.snapshot(async (tx) => {
      pass.checkLog(await this.store.log(tx));
      await this.checkTree(pass, verifiers, tx);
      pass.checkEnd(startedAt);
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
        pass.checkBatch(batch, verifiers);
        next += 1;
        if (next === batches.length) {
          batches = await this.store.batches(batch.size, chunkRows, tx);
          next = 0;
        }
      }
    };
    await sealUpTo(0);
    const { store, keyring, keys } = this;
    for await (const checked of checkedRanges({ store, keyring, keys }, tx)) {
      const completed: TileNode[] = [];
      for (const [i, index] of checked.indices.entries()) {
        completed.push(...pass.append(index, checked, i));
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
    for (const table of await this.store.strangers(tx)) pass.add(`${table} has rows of another log`, {});
    if ((await this.store.lostInQueue(tx)) > 0) pass.add('the queue names events that do not wait', {});
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
