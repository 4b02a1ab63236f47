import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { EntriesStore } from './entries.store.js';
import { logName } from './log.store.js';
import { TreeStore } from './tree.store.js';

type Proof = AnswerOf<typeof routes.logInclusion>;

const base64 = (hash: Buffer) => hash.toString('base64');

/** What a verifier fetches: the checkpoint, and proofs against it. Nothing is proved that was not signed. */
@Injectable()
export class LogService {
  constructor(
    private readonly entries: EntriesStore,
    private readonly tree: TreeStore,
  ) {}

  async checkpoint(log: string): Promise<string> {
    expectLog(log);
    const checkpoint = await this.entries.checkpoint();
    if (!checkpoint) throw new Problem('not_found', { detail: 'Nothing was signed yet.' });
    return checkpoint.note;
  }

  async inclusion(log: string, index: number, size: number): Promise<Proof> {
    expectLog(log);
    await this.expectSigned(size);
    const leafHash = await this.tree.leafHash(index);
    if (index >= size || !leafHash) {
      throw new Problem('not_found', { detail: `A tree of ${size} entries has no entry ${index}.` });
    }
    const [hashes, root] = await Promise.all([this.tree.inclusion(index, size), this.tree.root(size)]);
    return { hashes: hashes.map(base64), root: base64(root), leafHash: base64(leafHash) };
  }

  async consistency(log: string, first: number, second: number): Promise<Proof> {
    expectLog(log);
    if (first > second) {
      throw new Problem('invalid_input', { detail: 'first must not be larger than second.' });
    }
    await this.expectSigned(second);
    const [hashes, root, firstRoot] = await Promise.all([
      this.tree.consistency(first, second),
      this.tree.root(second),
      this.tree.root(first),
    ]);
    return { hashes: hashes.map(base64), root: base64(root), firstRoot: base64(firstRoot) };
  }

  private async expectSigned(size: number): Promise<void> {
    const checkpoint = await this.entries.checkpoint();
    if (!checkpoint || size > checkpoint.size) {
      throw new Problem('not_found', { detail: `No checkpoint covers ${size} entries yet.` });
    }
  }
}

function expectLog(log: string): void {
  if (log !== logName) throw new Problem('not_found', { detail: `There is no log of this name here.` });
}
