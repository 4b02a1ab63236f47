import { Injectable } from '@nestjs/common';
import { type Checkpoint, openCheckpoint } from './note.js';
import { MissingHashes } from './proofs.js';
import type { LostCheckpoint } from './restore-record.js';
import { SequencerService } from './sequencer.service.js';
import { TreeStore } from './tree.store.js';

/** What a note from outside says about the database. */
export type Finding =
  /** Not signed by our keys, or no note at all: it says nothing about this log. */
  | { kind: 'foreign' }
  | { kind: 'agrees'; checkpoint: Checkpoint }
  /** The database does not hold the tree that was signed. */
  | { kind: 'rollback'; checkpoint: Checkpoint; detail: string };

/** Compares checkpoints from outside with the database: the one way to notice that it was exchanged for an older one. */
@Injectable()
export class RollbackService {
  constructor(
    private readonly sequencer: SequencerService,
    private readonly tree: TreeStore,
  ) {}

  async compare(note: string): Promise<Finding> {
    const { origin } = await this.sequencer.open();
    const checkpoint = openCheckpoint(note, ...(await this.sequencer.verifiers()));
    if (checkpoint?.origin !== origin) return { kind: 'foreign' };
    const detail = await this.contradiction(checkpoint);
    return detail === undefined ? { kind: 'agrees', checkpoint } : { kind: 'rollback', checkpoint, detail };
  }

  /** Whether the database lacks what was accepted as lost. */
  async isLost({ size, root }: LostCheckpoint): Promise<boolean> {
    return (await this.contradiction({ size, root: Buffer.from(root, 'base64') })) !== undefined;
  }

  private async contradiction({
    size,
    root,
  }: Pick<Checkpoint, 'size' | 'root'>): Promise<string | undefined> {
    const sealed = await this.tree.size();
    if (size > sealed) {
      return `A checkpoint over ${size} entries was signed, the database holds ${sealed}.`;
    }
    // Missing hashes are as bad as wrong ones.
    const held = await this.tree.root(size).catch((error: unknown) => {
      if (error instanceof MissingHashes) return undefined;
      throw error;
    });
    return held?.equals(root)
      ? undefined
      : `The checkpoint over ${size} entries signs another tree than the database holds.`;
  }
}
