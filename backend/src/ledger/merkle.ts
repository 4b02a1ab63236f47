import { hash } from 'node:crypto';

/** RFC 6962 Merkle trees over SHA-256. */

const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);
const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer');

export const emptyRoot = sha256(Buffer.alloc(0));
export const hashLeaf = (entry: Buffer): Buffer => sha256(Buffer.concat([leafPrefix, entry]));
export const hashNode = (left: Buffer, right: Buffer): Buffer =>
  sha256(Buffer.concat([nodePrefix, left, right]));

/** Roots of the full subtrees that make up a tree, largest first: one per set bit of its size. */
export type Frontier = readonly Buffer[];

/** A stored inner node: `level` counts tiles of 256, level 1 covers 256 leaves. */
export interface TileNode {
  level: number;
  index: number;
  hash: Buffer;
}

/** A tree that grows: its size and frontier are all that appending needs. */
export class Appender {
  private readonly stack: Buffer[];

  constructor(
    public size: number,
    frontier: Frontier,
    private readonly onTileNode: (node: TileNode) => void = () => {},
  ) {
    if (frontier.length !== bitCount(size)) throw new RangeError('the frontier does not fit the size');
    this.stack = [...frontier];
  }

  append(leafHash: Buffer): void {
    let node = leafHash;
    let index = this.size;
    let height = 0;
    while (index % 2 === 1) {
      const left = this.stack.pop();
      if (!left) throw new RangeError('the frontier does not fit the size');
      node = hashNode(left, node);
      index = (index - 1) / 2;
      height += 1;
      if (height % 8 === 0) this.onTileNode({ level: height / 8, index, hash: node });
    }
    this.stack.push(node);
    this.size += 1;
  }

  get frontier(): Frontier {
    return [...this.stack];
  }

  get root(): Buffer {
    return rootOfFrontier(this.stack);
  }
}

export function rootOfFrontier(frontier: Frontier): Buffer {
  return frontier.length === 0 ? emptyRoot : frontier.reduceRight((right, left) => hashNode(left, right));
}

/** Reads the root of the full subtree of 2^height leaves that begins at leaf index · 2^height. */
export type SubtreeReader = (height: number, index: number) => Promise<Buffer>;

/** A run of leaves [from, to) that is a subtree, or the right edge, of some tree. */
async function rootOfRange(read: SubtreeReader, from: number, to: number): Promise<Buffer> {
  const size = to - from;
  if (size === 0) return emptyRoot;
  const height = Math.log2(size);
  if (Number.isInteger(height)) return read(height, from / size);
  const split = from + splitOf(size);
  const [left, right] = await Promise.all([rootOfRange(read, from, split), rootOfRange(read, split, to)]);
  return hashNode(left, right);
}

export const rootAt = (read: SubtreeReader, size: number): Promise<Buffer> => rootOfRange(read, 0, size);

/** Hashes of an inclusion proof, lowest sibling first (RFC 6962 section 2.1.1). */
export async function proveInclusion(read: SubtreeReader, index: number, size: number): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError('the index lies outside the tree');
  const path = async (from: number, to: number): Promise<Buffer[]> => {
    if (to - from === 1) return [];
    const split = from + splitOf(to - from);
    return index < split
      ? [...(await path(from, split)), await rootOfRange(read, split, to)]
      : [...(await path(split, to)), await rootOfRange(read, from, split)];
  };
  return path(0, size);
}

/** Hashes of a consistency proof (RFC 6962 section 2.1.2). Nothing can be proven from an empty tree. */
export async function proveConsistency(
  read: SubtreeReader,
  first: number,
  second: number,
): Promise<Buffer[]> {
  if (!(first > 0 && first <= second)) throw new RangeError('sizes must be 0 < first <= second');
  const proof = async (from: number, to: number, size: number, whole: boolean): Promise<Buffer[]> => {
    if (size === to - from) return whole ? [] : [await rootOfRange(read, from, to)];
    const split = splitOf(to - from);
    return size <= split
      ? [
          ...(await proof(from, from + split, size, whole)),
          await rootOfRange(read, from + split, to),
        ]
      : [
          ...(await proof(from + split, to, size - split, false)),
          await rootOfRange(read, from, from + split),
        ];
  };
  return proof(0, second, first, true);
}

/** Whether the proof leads from the leaf to the root; trailing or missing hashes are refused. */
export function verifyInclusion(
  index: number,
  size: number,
  leafHash: Buffer,
  proof: readonly Buffer[],
  root: Buffer,
): boolean {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)) return false;
  let node = leafHash;
  let at = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) return false;
    if (at % 2 === 1 || at === last) {
      node = hashNode(sibling, node);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      node = hashNode(node, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && node.equals(root);
}

/** Whether the tree of `first` leaves is a prefix of the tree of `second` leaves. Size 0 is refused. */
export function verifyConsistency(
  first: number,
  second: number,
  proof: readonly Buffer[],
  firstRoot: Buffer,
  secondRoot: Buffer,
): boolean {
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first > 0 && first <= second)) return false;
  if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot);
  const hashes = isPowerOfTwo(first) ? [firstRoot, ...proof] : [...proof];
  const [start, ...rest] = hashes;
  if (!start || hashes.some((item) => item.length !== 32)) return false;
  let at = first - 1;
  let last = second - 1;
  while (at % 2 === 1) {
    at = (at - 1) / 2;
    last = Math.floor(last / 2);
  }
  let old = start;
  let grown = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = hashNode(sibling, old);
      grown = hashNode(sibling, grown);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      grown = hashNode(grown, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && old.equals(firstRoot) && grown.equals(secondRoot);
}

/** Largest power of two below `size` (size > 1). */
function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

function bitCount(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

const isPowerOfTwo = (size: number) => bitCount(size) === 1;
