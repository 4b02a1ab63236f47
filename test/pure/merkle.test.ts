import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyRoot,
  GrowingTree,
  leafHash,
  nodeHash,
  type TileNode,
} from '../../backend/src/ledger/merkle.js';
import {
  computeRoot,
  type KnownRoots,
  proveConsistency,
  proveInclusion,
  type ReadHashes,
  verifyConsistency,
  verifyInclusion,
} from '../../backend/src/ledger/proofs.js';

/** Inputs and roots of transparency-dev/merkle, testonly/constants.go. */
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** RFC 6962, 2.1, as it is written. */
function rootOf(leaves: Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return emptyRoot;
  if (leaves.length === 1) return only;
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

function grow(size: number) {
  const leaves = Array.from({ length: size }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
  const tree = new GrowingTree();
  const nodes: TileNode[] = [];
  for (const leaf of leaves) nodes.push(...tree.append(leaf));
  const stored = (level: number, index: number) =>
    level === 0 ? leaves[index] : nodes.find((node) => node.level === level && node.index === index)?.hash;
  const read: ReadHashes = async (ranges) =>
    ranges.map(({ level, start, count }) =>
      Array.from({ length: count }, (_, i) => stored(level, start + i)).filter((hash) => hash !== undefined),
    );
  return { leaves, tree, nodes, read };
}

const edges = [1, 2, 3, 4, 5, 7, 8, 9, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025];
const anySize = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 1, max: 1100 }));
const big = grow(1100);

describe('the tree', () => {
  test('has the roots of the reference vectors for 0 to 8 leaves', () => {
    const tree = new GrowingTree();
    expect(tree.root.toString('hex')).toBe(roots[0]);
    inputs.forEach((input, i) => {
      tree.append(leafHash(Buffer.from(input, 'hex')));
      expect(tree.root.toString('hex')).toBe(roots[i + 1]);
    });
  });

  test('is that of RFC 6962 at every edge, also when it is taken up again from its frontier', () => {
    for (const size of [0, ...edges]) {
      const { leaves, tree } = grow(size);
      expect(tree.root.equals(rootOf(leaves))).toBe(true);
      const again = new GrowingTree(size, tree.frontier);
      const next = leafHash(Buffer.from('next'));
      again.append(next);
      expect(again.root.equals(rootOf([...leaves, next]))).toBe(true);
    }
  });

  test('reports each full tile once, with its root', () => {
    const { leaves, nodes } = grow(1025);
    expect(nodes.map(({ level, index }) => [level, index])).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    nodes.forEach((node, i) => {
      expect(node.hash.equals(rootOf(leaves.slice(256 * i, 256 * (i + 1))))).toBe(true);
    });
  });

  test('reports the tiles of the second level', () => {
    const tree = new GrowingTree();
    const leaf = leafHash(Buffer.from('x'));
    const above: TileNode[] = [];
    for (let i = 0; i < 2 * 65_536; i += 1)
      above.push(...tree.append(leaf).filter(({ level }) => level === 2));
    expect(above.map(({ index }) => index)).toEqual([0, 1]);
    expect(tree.frontier.length).toBe(32);
  });

  test('refuses a frontier that is not of its size', () => {
    expect(() => new GrowingTree(3, big.tree.frontier)).toThrow();
    expect(() => new GrowingTree(1, Buffer.alloc(31))).toThrow();
  });
});

describe('proofs', () => {
  test('of inclusion verify for any leaf of any tree', async () => {
    await fc.assert(
      fc.asyncProperty(anySize, fc.nat(), async (size, seed) => {
        const index = seed % size;
        const root = rootOf(big.leaves.slice(0, size));
        expect((await computeRoot(size, big.read)).equals(root)).toBe(true);
        const proof = await proveInclusion(index, size, big.read);
        const claim = { index, size, leaf: big.leaves[index] as Buffer, proof, root };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
        if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  test('are the same with roots that are known from others', async () => {
    const known: KnownRoots = new Map();
    let asked = 0;
    const counting: ReadHashes = (ranges) => {
      asked += ranges.filter(({ level }) => level > 0).length;
      return big.read(ranges);
    };
    const proofsOf = async () => {
      for (let i = 0; i < 60; i += 1) {
        const size = big.leaves.length - (i % 3);
        const index = (i * 7919) % size;
        expect(await proveInclusion(index, size, counting, known)).toEqual(
          await proveInclusion(index, size, big.read),
        );
      }
    };
    await proofsOf();
    expect(asked).toBeGreaterThan(0);
    asked = 0;
    await proofsOf();
    expect(asked).toBe(0);
  });

  test('of consistency verify between any two sizes, and from no size 0', async () => {
    await fc.assert(
      fc.asyncProperty(anySize, anySize, async (a, b) => {
        const [first, second] = a < b ? [a, b] : [b, a];
        const firstRoot = rootOf(big.leaves.slice(0, first));
        const secondRoot = rootOf(big.leaves.slice(0, second));
        const proof = await proveConsistency(first, second, big.read);
        const claim = { first, second, firstRoot, secondRoot, proof };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, first: 0 })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...proof, firstRoot] })).toBe(false);
        if (first < second) {
          expect(verifyConsistency({ ...claim, secondRoot: firstRoot })).toBe(false);
          expect(verifyConsistency({ ...claim, proof: proof.slice(0, -1) })).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
    await expect(proveConsistency(0, 3, big.read)).rejects.toThrow(RangeError);
    await expect(proveInclusion(3, 3, big.read)).rejects.toThrow(RangeError);
  });

  test('do not verify with any one bit flipped', async () => {
    const proof = await proveInclusion(700, 1025, big.read);
    const root = rootOf(big.leaves.slice(0, 1025));
    fc.assert(
      fc.property(fc.nat(proof.length * 256 - 1), (bit) => {
        const changed = proof.map((hash) => Buffer.from(hash));
        const hash = changed[Math.floor(bit / 256)] as Buffer;
        hash[(bit % 256) >> 3] = (hash[(bit % 256) >> 3] as number) ^ (1 << (bit & 7));
        const leaf = big.leaves[700] as Buffer;
        expect(verifyInclusion({ index: 700, size: 1025, leaf, proof: changed, root })).toBe(false);
      }),
    );
  });

  const shared = process.env.BATON_SHARED ?? join(import.meta.dirname, '../../../shared');
  const probes = join(shared, 'data/merkle/inclusion-probes.jsonl');
  test.skipIf(!existsSync(probes))(
    'agree with every probe of transparency-dev/merkle (skipped: probes absent)',
    () => {
      const decode = (text: string) => Buffer.from(text, 'base64');
      const lines = readFileSync(probes, 'utf8').trim().split('\n');
      expect(lines.length).toBeGreaterThan(50);
      for (const line of lines) {
        const probe = JSON.parse(line) as {
          leafIdx: number;
          treeSize: number;
          root: string;
          leafHash: string;
          proof: string[] | null;
          wantErr: boolean;
          name: string;
        };
        const claim = {
          index: probe.leafIdx,
          size: probe.treeSize,
          leaf: decode(probe.leafHash),
          proof: (probe.proof ?? []).map(decode),
          root: decode(probe.root),
        };
        expect(verifyInclusion(claim), probe.name).toBe(!probe.wantErr);
      }
    },
  );
});
