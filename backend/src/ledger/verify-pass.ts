import type { CheckedLeaves } from './check-leaves.js';
import type { Keyring } from './keyring.js';
import { GrowingTree, hashBytes, type TileNode } from './merkle.js';
import { openCheckpoint, type Verifier } from './note.js';
import { batchSeal, checkpointSeal, logSeal } from './row-seals.js';
import type { StoredBatch, StoredLog, Verification } from './verify.store.js';

export const shownProblems = 20;
/** Milliseconds within which a tree is signed once it is sealed. */
const signingPatience = 60_000;

/** One pass over the whole ledger, leaf by leaf and batch by batch. */
export class Pass {
  readonly tree = new GrowingTree();
  readonly problems: Verification['problems'] = [];
  entries = 0;
  opened = 0;
  erased = 0;
  checkpoints = 0;
  nodes = 0;
  /** Size of the last batch that was compared; -1 before the first. */
  sealed = -1;
  private sealedAt = 0;
  /** Size of the last checkpoint that was compared. */
  private signed: number | null = null;
  /** Roots stay wrong after the first wrong one. */
  private broken = false;
  /** From the first row that has a seal on, none may be without. */
  private needsSeals = false;

  constructor(private readonly keyring: Keyring) {}

  add(what: string, place: { index?: number; size?: number }): void {
    if (this.problems.length >= shownProblems) return;
    this.problems.push({ index: place.index ?? null, size: place.size ?? null, what });
  }

  private addRoot(what: string, size: number): void {
    if (!this.broken) this.add(what, { size });
    this.broken = true;
  }

  /** Whose log it is; undefined when nobody says. */
  checkLog(log: StoredLog | undefined): void {
    if (!log) {
      this.add('nothing says whose log this is', {});
      return;
    }
    const { name, origin, vkey, key_check: keyCheck, created_at: createdAt } = log;
    const again = logSeal(this.keyring, { name, origin, vkey, keyCheck, createdAt });
    if (!this.isSealed(log, again)) this.add('what says whose log this is was changed', {});
  }

  private isSealed(
    { seal, whole_time }: { seal: Buffer | null; whole_time: boolean },
    again: Buffer,
  ): boolean {
    if (seal === null) return !this.needsSeals;
    this.needsSeals = true;
    return whole_time && seal.equals(again);
  }

  /** Takes the i-th of the checked leaves into the tree; gives the tile nodes that it completes. */
  append(index: number, { hashes, problems }: CheckedLeaves, i: number): TileNode[] {
    const expected = this.tree.size;
    if (index !== expected) {
      this.add(`the next leaf is ${index}`, { index: expected });
      this.addRoot('the tree has a hole', expected);
    }
    while (problems[0]?.index === index) this.add(problems.shift()?.what ?? '', { index });
    this.entries += 1;
    return this.tree.append(Buffer.from(hashes.subarray(i * hashBytes, (i + 1) * hashBytes)));
  }

  /** At the size of each batch the tree must be what was sealed and signed. */
  checkBatch(batch: StoredBatch, verifiers: readonly Verifier[]): void {
    const { size, prev_size, sealed_at } = batch;
    if (prev_size !== (this.sealed < 0 ? null : this.sealed)) {
      this.add('the batch does not follow the one before it', { size });
    }
    this.sealed = size;
    this.sealedAt = sealed_at.getTime();
    if (size !== this.tree.size) this.addRoot('no leaf ends this batch', size);
    else if (!batch.root.equals(this.tree.root))
      this.addRoot('the sealed root is not that of the leaves', size);
    else if (!batch.frontier.equals(this.tree.frontier))
      this.add('the frontier is not that of the leaves', { size });
    else if (!this.isSealed(batch, batchSeal(this.keyring, { size, prev_size, sealed_at })))
      this.add('when the batch was sealed was changed', { size });
    if (batch.checkpoint) this.checkCheckpoint(batch, batch.checkpoint, verifiers);
  }

  /** After the last batch: what was sealed a while ago is signed. */
  checkEnd(now: number): void {
    if (this.sealed <= 0 || this.signed === this.sealed || now - this.sealedAt <= signingPatience) return;
    this.add('no checkpoint covers the last tree', { size: this.sealed });
  }

  private checkCheckpoint(
    { size, root }: StoredBatch,
    checkpoint: NonNullable<StoredBatch['checkpoint']>,
    verifiers: readonly Verifier[],
  ): void {
    this.checkpoints += 1;
    const { note, prev_size, signed_at, seal } = checkpoint;
    const signed = openCheckpoint(note, ...verifiers);
    const before = this.signed;
    this.signed = size;
    if (!signed) this.add('the checkpoint is not signed with our key', { size });
    else if (signed.origin !== verifiers[0]?.name || signed.size !== size || !signed.root.equals(root)) {
      this.add('the checkpoint signs something else', { size });
    } else if (!this.isSealed(checkpoint, checkpointSeal(this.keyring, { size, prev_size, signed_at })))
      this.add('when the checkpoint was signed was changed', { size });
    else if (seal !== null && prev_size !== before)
      this.add('the checkpoint does not follow the one before it', { size });
  }
}
