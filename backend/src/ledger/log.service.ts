import { Injectable } from '@nestjs/common';
import { Problem } from '../contract/problem.js';
import type { AnswerOf } from '../contract/route.js';
import type { routes } from '../contract/routes.js';
import { CheckpointStore } from './checkpoint.store.js';
import { type CheckpointRow, EntriesStore } from './entries.store.js';
import { logName } from './log.store.js';
import { MissingHashes } from './proofs.js';
import { bundleOf, isCovered, readTilePath } from './tile-path.js';
import { writeTlogProof } from './tlog-proof.js';
import { TreeStore } from './tree.store.js';

type Proof = AnswerOf<typeof routes.logInclusion>;

const base64 = (hash: Buffer) => hash.toString('base64');

/** What a verifier fetches: checkpoint, tiles, entries and proofs. Nothing is shown that was not signed. */
@Injectable()
export class LogService {
  constructor(
    private readonly entries: EntriesStore,
    private readonly checkpoints: CheckpointStore,
    private readonly tree: TreeStore,
  ) {}

  async checkpoint(log: string): Promise<string> {
    expectLog(log);
    return (await this.newest()).note;
  }

  /** A tile or an entry bundle; what is behind one address never changes. */
  async tile(log: string, path: string): Promise<Buffer> {
    expectLog(log);
    const tile = readTilePath(path);
    if (!tile) throw new Problem('not_found', { detail: 'c2sp.org/tlog-tiles has no such address.' });
    const { size } = await this.newest();
    if (!isCovered(tile, size)) {
      throw new Problem('not_found', { detail: `The checkpoint over ${size} entries does not cover it.` });
    }
    const { level, start, count } = tile;
    if (level === 'entries') return bundleOf(whole(await this.tree.entries(start, count), count));
    return Buffer.concat(whole(await this.tree.hashes({ level, start, count }), count));
  }

  /** c2sp.org/tlog-proof@v1 with the newest checkpoint. */
  async entryProof(log: string, index: number): Promise<string> {
    expectLog(log);
    return this.proofOf(index);
  }

  async proofOf(index: number): Promise<string> {
    const { size, note } = await this.newest();
    if (index >= size) throw new Problem('not_found', { detail: `No checkpoint covers entry ${index}.` });
    const hashes = await this.tree.inclusion(index, size);
    return writeTlogProof({ index, hashes, checkpoint: note });
  }

  async inclusion(log: string, index: number, size: number): Promise<Proof> {
    expectLog(log);
    const [root] = await this.signedRoots(size);
    if (index >= size) {
      throw new Problem('not_found', { detail: `A tree of ${size} entries has no entry ${index}.` });
    }
    const { leafHash, hashes } = await this.tree.leafInclusion(index, size);
    return { hashes: hashes.map(base64), root: base64(root), leafHash: base64(leafHash) };
  }

  async consistency(log: string, first: number, second: number): Promise<Proof> {
    expectLog(log);
    if (first > second) {
      throw new Problem('invalid_input', { detail: 'first must not be larger than second.' });
    }
    const [firstRoot, root] = await this.signedRoots(first, second);
    const hashes = await this.tree.consistency(first, second);
    return { hashes: hashes.map(base64), root: base64(root), firstRoot: base64(firstRoot) };
  }

  private async newest(): Promise<CheckpointRow> {
    const checkpoint = await this.entries.checkpoint();
    if (!checkpoint) throw new Problem('not_found', { detail: 'Nothing was signed yet.' });
    return checkpoint;
  }

  private async signedRoots<Sizes extends readonly number[]>(...sizes: Sizes) {
    const signed = await this.checkpoints.signedRoots(sizes);
    return sizes.map((size) => {
      const root = signed.get(size);
      if (!root) {
        throw new Problem('not_found', { detail: `No checkpoint over ${size} entries was signed.` });
      }
      return root;
    }) as { [Place in keyof Sizes]: Buffer };
  }
}

function whole<T>(found: T[], count: number): T[] {
  if (found.length === count) return found;
  throw new MissingHashes(`${count - found.length} of ${count} leaves or nodes are missing`);
}

function expectLog(log: string): void {
  if (log !== logName) throw new Problem('not_found', { detail: `There is no log of this name here.` });
}
