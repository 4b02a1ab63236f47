import { GrowingTree, type TileNode } from '../../backend/src/ledger/merkle.js';
import type { ReadHashes } from '../../backend/src/ledger/proofs.js';

/** A whole tree in memory: the root at every size, and the hashes that proofs are made from. */
export class TreeOf {
  private readonly roots: Buffer[] = [];
  private readonly nodes: TileNode[] = [];

  constructor(readonly leaves: readonly Buffer[]) {
    const tree = new GrowingTree();
    this.roots.push(tree.root);
    for (const leaf of leaves) {
      this.nodes.push(...tree.append(leaf));
      this.roots.push(tree.root);
    }
  }

  root(size: number): Buffer {
    const root = this.roots[size];
    if (!root) throw new RangeError(`the tree has no size ${size}`);
    return root;
  }

  readonly read: ReadHashes = async (ranges) =>
    ranges.map(({ level, start, count }) =>
      Array.from({ length: count }, (_, i) => this.stored(level, start + i)).filter(
        (hash) => hash !== undefined,
      ),
    );

  private stored(level: number, index: number): Buffer | undefined {
    if (level === 0) return this.leaves[index];
    return this.nodes.find((node) => node.level === level && node.index === index)?.hash;
  }
}
