import { foldRight, hashBytes, nodeHash, tileHeight } from './merkle.js';

/** Adjacent stored hashes: of leaves at level 0, of full subtrees of 256^level leaves above. */
export interface HashRange {
  level: number;
  start: number;
  count: number;
}

/** The stored tree has a hole: somebody took something away. */
export class MissingHashes extends Error {}

/** Everything a proof needs, read at once. */
export type ReadHashes = (ranges: readonly HashRange[]) => Promise<Buffer[][]>;

/** Leaves `from` to before `to`: one subtree of RFC 6962. */
interface Span {
  from: number;
  to: number;
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** RFC 6962, 2.1.1: the subtrees whose roots are the audit path, lowest first. */
function inclusionSpans(index: number, from: number, to: number): Span[] {
  if (to - from === 1) return [];
  const middle = from + largestPowerBelow(to - from);
  return index < middle
    ? [...inclusionSpans(index, from, middle), { from: middle, to }]
    : [...inclusionSpans(index, middle, to), { from, to: middle }];
}

/** RFC 6962, 2.1.2; `known` while the subtree is one that the verifier has the root of. */
function consistencySpans(size: number, from: number, to: number, known: boolean): Span[] {
  if (size === to) return known ? [] : [{ from, to }];
  const middle = from + largestPowerBelow(to - from);
  return size <= middle
    ? [...consistencySpans(size, from, middle, known), { from: middle, to }]
    : [...consistencySpans(size, middle, to, false), { from, to: middle }];
}

/** The full subtrees that a span is made of, largest first. */
function rangesOf({ from, to }: Span): HashRange[] {
  const ranges: HashRange[] = [];
  for (let at = from; at < to; ) {
    let height = 0;
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= to) height += 1;
    const level = Math.floor(height / tileHeight);
    ranges.push({ level, start: at / 2 ** (level * tileHeight), count: 2 ** (height % tileHeight) });
    at += 2 ** height;
  }
  return ranges;
}

/** Root of a full subtree from a power of two of adjacent hashes. */
function foldFull(hashes: readonly Buffer[]): Buffer {
  let row = hashes;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i] as Buffer, row[i + 1] as Buffer));
    row = above;
  }
  return row[0] as Buffer;
}

/** Roots of full subtrees above the leaves by `nameOf`: once a subtree is full, its root never changes. */
export type KnownRoots = Map<string, Buffer>;

const nameOf = ({ level, start, count }: HashRange) => `${level} ${start} ${count}`;

async function rootsOf(
  spans: readonly Span[],
  read: ReadHashes,
  known: KnownRoots = new Map(),
): Promise<Buffer[]> {
  const ranges = spans.map(rangesOf);
  const wanted = ranges.flat().filter((range) => !known.has(nameOf(range)));
  const found = wanted.length === 0 ? [] : await read(wanted);
  const roots = new Map<string, Buffer>();
  wanted.forEach((range, i) => {
    const hashes = found[i];
    if (hashes?.length !== range.count) {
      throw new MissingHashes(
        `hashes are missing at level ${range.level}, ${range.start} to ${range.start + range.count}`,
      );
    }
    const root = foldFull(hashes);
    roots.set(nameOf(range), root);
    if (range.level > 0) known.set(nameOf(range), root);
  });
  const rootOf = (range: HashRange) => roots.get(nameOf(range)) ?? (known.get(nameOf(range)) as Buffer);
  return ranges.map((own) => foldRight(own.map(rootOf)));
}

/** Audit path of a leaf in the tree of `size` leaves, lowest sibling first. What is `known` is not read; it grows. */
export async function proveInclusion(
  index: number,
  size: number,
  read: ReadHashes,
  known?: KnownRoots,
): Promise<Buffer[]> {
  if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  return rootsOf(inclusionSpans(index, 0, size), read, known);
}

/** Audit paths of several leaves; what they have in common is read once. */
export async function proveInclusions(
  indices: readonly number[],
  size: number,
  read: ReadHashes,
): Promise<Buffer[][]> {
  const known = new Map<string, Buffer[]>();
  const wanted = new Map<string, HashRange>();
  for (const index of indices) {
    if (!(index >= 0 && index < size)) throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
    for (const range of inclusionSpans(index, 0, size).flatMap(rangesOf)) wanted.set(nameOf(range), range);
  }
  const ranges = [...wanted.values()];
  const found = ranges.length === 0 ? [] : await read(ranges);
  ranges.forEach((range, i) => {
    known.set(nameOf(range), found[i] ?? []);
  });
  const readKnown: ReadHashes = async (asked) => asked.map((range) => known.get(nameOf(range)) ?? []);
  return Promise.all(indices.map((index) => proveInclusion(index, size, readKnown)));
}

/** Shows that the tree of `first` leaves is a prefix of the tree of `second`. From size 0 there is nothing to show. */
export async function proveConsistency(first: number, second: number, read: ReadHashes): Promise<Buffer[]> {
  if (!(first >= 1 && first <= second)) throw new RangeError(`there is no proof from ${first} to ${second}`);
  return rootsOf(consistencySpans(first, 0, second, true), read);
}

/** Root of the first `size` leaves. */
export async function computeRoot(size: number, read: ReadHashes): Promise<Buffer> {
  const [root] = await rootsOf([{ from: 0, to: size }], read);
  return root as Buffer;
}

export interface InclusionClaim {
  index: number;
  size: number;
  leaf: Buffer;
  proof: readonly Buffer[];
  root: Buffer;
}

const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0;
const areHashes = (hashes: readonly Buffer[]) => hashes.every((hash) => hash.length === hashBytes);
const halve = (value: number) => Math.floor(value / 2);

/** RFC 9162, 2.1.3.2. */
export function verifyInclusion({ index, size, leaf, proof, root }: InclusionClaim): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([leaf, root, ...proof])) return false;
  let position = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash);
      while (position % 2 === 0 && position !== 0) {
        position = halve(position);
        last = halve(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    position = halve(position);
    last = halve(last);
  }
  return last === 0 && hash.equals(root);
}

export interface ConsistencyClaim {
  first: number;
  second: number;
  firstRoot: Buffer;
  secondRoot: Buffer;
  proof: readonly Buffer[];
}

/** RFC 9162, 2.1.4.2. Size 0 is refused: every tree would be consistent with it. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { first, second, firstRoot, secondRoot } = claim;
  if (!isSize(first) || !isSize(second) || first < 1 || first > second) return false;
  if (!areHashes([firstRoot, secondRoot, ...claim.proof])) return false;
  if (first === second) return claim.proof.length === 0 && firstRoot.equals(secondRoot);
  const isPower = 2 ** Math.round(Math.log2(first)) === first;
  const [start, ...path] = isPower ? [firstRoot, ...claim.proof] : claim.proof;
  if (!start) return false;
  let position = first - 1;
  let last = second - 1;
  while (position % 2 === 1) {
    position = halve(position);
    last = halve(last);
  }
  let before = start;
  let after = start;
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      while (position % 2 === 0 && position !== 0) {
        position = halve(position);
        last = halve(last);
      }
    } else {
      after = nodeHash(after, sibling);
    }
    position = halve(position);
    last = halve(last);
  }
  return last === 0 && before.equals(firstRoot) && after.equals(secondRoot);
}
