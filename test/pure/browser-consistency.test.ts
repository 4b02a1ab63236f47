import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../backend/src/ledger/merkle.js';
import { makeSigner, signCheckpoint } from '../../backend/src/ledger/note.js';
import { proveConsistency } from '../../backend/src/ledger/proofs.js';
import { type Note, readNote } from '../../frontend/src/features/ledger/verify/check-note';
import {
  compareCheckpoints,
  type ServedProof,
} from '../../frontend/src/features/ledger/verify/compare-checkpoints';
import { verifyConsistency } from '../../frontend/src/features/ledger/verify/verify-consistency';
import { TreeOf } from '../support/tree-of.js';

const tree = new TreeOf(Array.from({ length: 1100 }, (_, i) => leafHash(Buffer.from(`entry ${i}`))));
const text = (hash: Buffer | undefined): string => hash?.toString('base64') ?? '';

async function claimOf(first: number, second: number) {
  const proof = await proveConsistency(first, second, tree.read);
  const [firstRoot, secondRoot] = [text(tree.root(first)), text(tree.root(second))];
  return { first, second, firstRoot, secondRoot, hashes: proof.map(text) };
}

const sizes = fc
  .tuple(
    fc.oneof(fc.integer({ min: 1, max: 1100 }), fc.constantFrom(1, 2, 255, 256, 257, 512, 1024)),
    fc.oneof(fc.integer({ min: 1, max: 1100 }), fc.constantFrom(1, 2, 3, 256, 257, 1023, 1024, 1025)),
  )
  .map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]));

describe('a consistency proof checked in the browser', () => {
  it('holds between any two sizes of one tree', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([first, second]) => {
        const claim = await claimOf(first, second);
        expect(await verifyConsistency(claim)).toMatchObject({ ok: true, reason: null });
      }),
      { numRuns: 150 },
    );
  });

  it('is refused when it is cut, prolonged, reordered, or between other trees', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ([first, second]) => {
        const claim = await claimOf(first, second);
        const refused = async (part: Partial<typeof claim>) =>
          expect((await verifyConsistency({ ...claim, ...part })).ok).toBe(false);
        await refused({ hashes: [...claim.hashes, claim.firstRoot] });
        await refused({ hashes: [claim.firstRoot, ...claim.hashes] });
        await refused({ first: 0 });
        await refused({ first: second + 1 });
        await refused({ firstRoot: text(randomBytes(32)) });
        await refused({ secondRoot: text(randomBytes(32)) });
        if (first === second) return;
        await refused({ hashes: claim.hashes.slice(1) });
        await refused({ hashes: claim.hashes.slice(0, -1) });
        await refused({ firstRoot: claim.secondRoot, secondRoot: claim.firstRoot });
        const [a = '', b = '', ...rest] = claim.hashes;
        if (claim.hashes.length > 1) await refused({ hashes: [b, a, ...rest] });
      }),
      { numRuns: 100 },
    );
  });

  it('is refused whichever bit of it is flipped, and for a hash that is spelt otherwise', async () => {
    const claim = await claimOf(700, 1025);
    await fc.assert(
      fc.asyncProperty(fc.nat(claim.hashes.length - 1), fc.nat(255), async (at, bit) => {
        const hash = Buffer.from(claim.hashes[at] ?? '', 'base64');
        hash[bit >> 3] = (hash[bit >> 3] as number) ^ (1 << (bit & 7));
        const hashes = claim.hashes.map((one, i) => (i === at ? text(hash) : one));
        expect((await verifyConsistency({ ...claim, hashes })).ok).toBe(false);
      }),
    );
    for (const spell of [
      (hash: string) => hash.replace(/=+$/, ''),
      (hash: string) => `${hash}=`,
      (hash: string) => hash.slice(0, -4),
      (hash: string) => ` ${hash}`,
      (hash: string) =>
        `${hash.slice(0, 42)}${hash[42] === 'A' ? 'B' : String.fromCharCode((hash.charCodeAt(42) ?? 0) + 1)}=`,
    ]) {
      const hashes = claim.hashes.map((hash, i) => (i === 0 ? spell(hash) : hash));
      expect((await verifyConsistency({ ...claim, hashes })).ok).toBe(false);
    }
  });

  it('says which of the two roots it misses', async () => {
    const claim = await claimOf(3, 7);
    const wrong = text(randomBytes(32));
    expect((await verifyConsistency({ ...claim, firstRoot: wrong })).reason).toContain('older root');
    expect((await verifyConsistency({ ...claim, secondRoot: wrong })).reason).toContain('newer root');
    expect((await verifyConsistency({ ...claim, second: 3 })).reason).toContain('equal sizes');
  });
});

describe('two checkpoints compared in the browser', () => {
  const origin = 'log.example/baton';
  const seedOf = () =>
    generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const [signer, stranger] = [makeSigner(origin, seedOf()), makeSigner(origin, seedOf())];
  const noteOf = (size: number, root = tree.root(size), by = signer): Note => {
    const note = readNote(signCheckpoint({ origin, size, root }, by));
    if (!note) throw new Error('the log must sign what can be read');
    return note;
  };
  const served = async (first: number, second: number): Promise<ServedProof> => {
    const { hashes, firstRoot, secondRoot } = await claimOf(first, second);
    return { state: 'served', hashes, firstRoot, root: secondRoot };
  };
  const trust = { vkeys: [stranger.vkey, signer.vkey] };

  it('belong to one history in whichever order they are given', async () => {
    const proof = await served(300, 1000);
    const pair = [noteOf(1000), noteOf(300)] as const;
    expect(await compareCheckpoints(pair, proof, trust)).toMatchObject({ ok: true, evidence: null });
    const result = await compareCheckpoints([pair[1], pair[0]], proof, trust);
    expect(result.steps.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'older ok',
      'newer ok',
      'history ok',
    ]);
  });

  it('are evidence when the log never had that root', async () => {
    const forged = noteOf(300, randomBytes(32));
    const result = await compareCheckpoints([forged, noteOf(1000)], await served(300, 1000), trust);
    expect(result).toMatchObject({ ok: false, partial: false });
    expect(result.evidence).toContain('does not know that root');
    expect(result.evidence).toContain('own key signed both');
  });

  it('are evidence when the log does not know a size, and when it was forked', async () => {
    const unknown: ServedProof = { state: 'unknown', detail: 'No checkpoint covers 1100 entries yet.' };
    const larger = await compareCheckpoints([noteOf(1000), noteOf(1100)], unknown, trust);
    expect(larger.evidence).toContain('does not know one of these sizes');
    const one: ServedProof = { state: 'served', hashes: [], root: '' };
    const fork = await compareCheckpoints([noteOf(1000), noteOf(1000, randomBytes(32))], one, trust);
    expect(fork.evidence).toContain('forked');
  });

  it('prove nothing, and are no evidence either, when one is of an empty log', async () => {
    const one: ServedProof = { state: 'served', hashes: [], root: '' };
    const result = await compareCheckpoints([noteOf(0), noteOf(1000)], one, trust);
    expect(result).toMatchObject({ ok: false, partial: true, evidence: null });
  });

  it('prove nothing when a stranger signed one of them', async () => {
    const other = noteOf(300, tree.root(300), stranger);
    const result = await compareCheckpoints([other, noteOf(1000)], await served(300, 1000), {
      vkeys: [signer.vkey],
    });
    expect(result.ok).toBe(false);
    expect(result.steps[0]).toMatchObject({ name: 'older', result: 'failed' });
  });

  it('are checked with the key that the auditor brought, too', async () => {
    const pair = [noteOf(300), noteOf(1000)] as const;
    const proof = await served(300, 1000);
    const good = await compareCheckpoints(pair, proof, { ...trust, ownKey: signer.vkey });
    expect(good.ok).toBe(true);
    for (const ownKey of [stranger.vkey, 'no key', `${signer.vkey}=`])
      expect((await compareCheckpoints(pair, proof, { ...trust, ownKey })).ok).toBe(false);
  });
});
