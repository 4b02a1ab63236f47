import { hash } from 'node:crypto';

/** RFC 6962 with SHA-256: a leaf is H(0x00 ‖ entry), a node H(0x01 ‖ left ‖ right). */
export const hashBytes = 32;

/** `node` rows hold the roots of full subtrees of 2^(8·level) leaves. */
export const tileHeight = 8;

const pair = Buffer.alloc(1 + 2 * hashBytes);
pair[0] = 1;

export const emptyRoot: Buffer = hash('sha256', '', 'buffer');

export function leafHash(entry: Uint8Array): Buffer {
  const leaf = Buffer.allocUnsafe(entry.length + 1);
  leaf[0] = 0;
  leaf.set(entry, 1);
  return hash('sha256', leaf, 'buffer');
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  left.copy(pair, 1);
  right.copy(pair, 1 + hashBytes);
  return hash('sha256', pair, 'buffer');
}

export interface TileNode {
  level: number;
  index: number;
  hash: Buffer;
}

/** Roots of adjacent subtrees, largest first, to the one root above them. */
export function foldRight(roots: readonly Buffer[]): Buffer {
  let root: Buffer | undefined;
  for (let i = roots.length - 1; i >= 0; i -= 1) {
    const left = roots[i] as Buffer;
    root = root ? nodeHash(left, root) : left;
  }
  return root ?? emptyRoot;
}

/** A tree that only grows: it holds one hash per set bit of its size (the compact range), largest first. */
export class GrowingTree {
  private readonly roots: Buffer[];

  constructor(
    private leaves = 0,
    frontier: Buffer = Buffer.alloc(0),
  ) {
    this.roots = [];
    for (let at = 0; at < frontier.length; at += hashBytes) {
      this.roots.push(Buffer.from(frontier.subarray(at, at + hashBytes)));
    }
    if (frontier.length % hashBytes || this.roots.length !== countBits(leaves)) {
      throw new Error(`a frontier of ${frontier.length} bytes does not belong to ${leaves} leaves`);
    }
  }

  get size(): number {
    return this.leaves;
  }

  get frontier(): Buffer {
    return Buffer.concat(this.roots);
  }

  get root(): Buffer {
    return foldRight(this.roots);
  }

  /** Returns the tile nodes that this leaf completes. */
  append(leaf: Buffer): TileNode[] {
    const completed: TileNode[] = [];
    let hash = leaf;
    let rest = this.leaves;
    for (let height = 1; rest % 2 === 1; height += 1) {
      hash = nodeHash(this.roots.pop() as Buffer, hash);
      rest = (rest - 1) / 2;
      if (height % tileHeight === 0) completed.push({ level: height / tileHeight, index: rest, hash });
    }
    this.roots.push(hash);
    this.leaves += 1;
    return completed;
  }
}

function countBits(value: number): number {
  let bits = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
