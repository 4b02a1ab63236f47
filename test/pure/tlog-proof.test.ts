import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowingTree, leafHash } from '../../backend/src/ledger/merkle.js';
import { makeSigner, openCheckpoint, signCheckpoint } from '../../backend/src/ledger/note.js';
import { proveInclusion, verifyInclusion } from '../../backend/src/ledger/proofs.js';
import { readTlogProof, writeTlogProof } from '../../backend/src/ledger/tlog-proof.js';

const signer = makeSigner('ledger.example.com/acme', Buffer.alloc(32, 1));
const entries = Array.from({ length: 21 }, (_, i) => Buffer.from(`{"n":${i}}`));
const leaves = entries.map(leafHash);

async function proofOf(index: number, size: number): Promise<string> {
  const tree = new GrowingTree();
  for (const leaf of leaves.slice(0, size)) tree.append(leaf);
  const hashes = await proveInclusion(index, size, async (ranges) =>
    ranges.map(({ start, count }) => leaves.slice(start, start + count)),
  );
  const checkpoint = signCheckpoint({ origin: signer.name, size, root: tree.root }, signer);
  return writeTlogProof({ index, hashes, checkpoint });
}

/** What an auditor does with the file and the entry: true only when all of it holds. */
function verify(bytes: Uint8Array, index: number): boolean {
  const proof = readTlogProof(bytes);
  const checkpoint = proof && openCheckpoint(proof.checkpoint, signer);
  if (!proof || !checkpoint || checkpoint.origin !== signer.name) return false;
  const { size, root } = checkpoint;
  const leaf = leafHash(entries[index] ?? Buffer.alloc(0));
  return proof.index === index && verifyInclusion({ index, size, leaf, proof: proof.hashes, root });
}

const places = fc
  .integer({ min: 1, max: entries.length })
  .chain((size) => fc.tuple(fc.nat(size - 1), fc.constant(size)));

describe('a proof as a file', () => {
  test('is written as c2sp.org/tlog-proof@v1 says', async () => {
    const text = await proofOf(2, 3);
    const [first, index, hash, blank, origin, size] = text.split('\n');
    expect([first, index, blank, origin, size]).toEqual([
      'c2sp.org/tlog-proof@v1',
      'index 2',
      '',
      signer.name,
      '3',
    ]);
    expect(hash).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  test('comes back as it was written, and verifies', async () => {
    await fc.assert(
      fc.asyncProperty(places, fc.option(fc.uint8Array({ minLength: 1 })), async ([index, size], extra) => {
        const bytes = Buffer.from(await proofOf(index, size));
        expect(verify(bytes, index)).toBe(true);
        const proof = readTlogProof(bytes);
        if (!proof) throw new Error('unread');
        expect(writeTlogProof(proof)).toBe(bytes.toString());
        const more = { ...proof, ...(extra ? { extra: Buffer.from(extra) } : {}) };
        expect(readTlogProof(Buffer.from(writeTlogProof(more)))).toEqual(more);
      }),
    );
  });

  test('does not verify with any bit flipped', async () => {
    for (const [index, size] of [
      [0, 1],
      [5, 21],
    ] as const) {
      const bytes = Buffer.from(await proofOf(index, size));
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(verify(flipped, index), `bit ${bit}`).toBe(false);
      }
    }
  });

  test('does not verify cut short, with a byte more, or with two bytes or lines exchanged', async () => {
    const text = await proofOf(5, 21);
    const bytes = Buffer.from(text);
    const withLine = (at: number, put: string[], taken = 0) => {
      const lines = text.split('\n');
      lines.splice(at, taken, ...put);
      return Buffer.from(lines.join('\n'));
    };
    for (let end = 0; end < bytes.length; end += 1) expect(verify(bytes.subarray(0, end), 5)).toBe(false);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.uint8Array({ minLength: 1, maxLength: 3 }), (at, put) => {
        expect(verify(Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at)]), 5)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(bytes.length - 1), (a, b) => {
        fc.pre(bytes[a] !== bytes[b]);
        const swapped = Buffer.from(bytes);
        [swapped[a], swapped[b]] = [bytes[b] as number, bytes[a] as number];
        expect(verify(swapped, 5)).toBe(false);
      }),
    );
    const lines = text.split('\n');
    lines.forEach((line, i) => {
      const next = lines[i + 1];
      if (next !== undefined && next !== line) expect(verify(withLine(i, [next, line], 2), 5)).toBe(false);
      expect(verify(withLine(i, [], 1), 5)).toBe(false);
    });
  });

  const hash = Buffer.alloc(32, 3).toString('base64');
  const checkpoint = signCheckpoint({ origin: signer.name, size: 2, root: Buffer.alloc(32) }, signer);
  const valid = `c2sp.org/tlog-proof@v1\nindex 0\n${hash}\n\n${checkpoint}`;

  test.each([
    ['another version', valid.replace('@v1', '@v2')],
    ['a byte order mark', `\ufeff${valid}`],
    ['carriage returns', valid.replaceAll('\n', '\r\n')],
    ['a leading zero', valid.replace('index 0', 'index 00')],
    ['a sign', valid.replace('index 0', 'index +0')],
    ['a number that is not exact', valid.replace('index 0', 'index 9007199254740993')],
    ['no index', valid.replace('index 0\n', '')],
    ['the index after the hashes', `c2sp.org/tlog-proof@v1\n${hash}\nindex 0\n\n${checkpoint}`],
    ['extra after the index', valid.replace(hash, `extra ${hash}`)],
    ['extra without data', valid.replace('index 0', 'extra \nindex 0')],
    ['a short hash', valid.replace(hash, Buffer.alloc(31).toString('base64'))],
    ['base64 without padding', valid.replace(hash, hash.slice(0, -1))],
    ['base64 with loose bits', valid.replace(hash, `${hash.slice(0, -2)}N=`)],
    ['base64 for addresses', valid.replace(hash, `_${hash.slice(1)}`)],
    ['a space behind a hash', valid.replace(hash, `${hash} `)],
    ['no blank line', valid.replace('\n\n', '\n')],
    ['two blank lines', valid.replace('\n\n', '\n\n\n')],
    ['something behind the last signature', `${valid}x`],
    ['a line behind the last signature', `${valid}\n`],
    ['no signature', valid.slice(0, valid.indexOf('— '))],
    ['64 hashes', valid.replace(hash, Array.from({ length: 64 }, () => hash).join('\n'))],
  ])('is refused with %s', (_, text) => {
    expect(readTlogProof(Buffer.from(valid))).toBeDefined();
    expect(text).not.toBe(valid);
    expect(readTlogProof(Buffer.from(text))).toBeUndefined();
  });
});

describe('a checkpoint with several signatures', () => {
  const old = makeSigner(signer.name, Buffer.alloc(32, 2));
  const stranger = makeSigner(signer.name, Buffer.alloc(32, 3));
  const checkpoint = { origin: signer.name, size: 2, root: Buffer.alloc(32, 9) };
  const note = signCheckpoint(checkpoint, signer, old);

  test('opens for each of its keys, for all of them, and not for a stranger', () => {
    expect(note.split('\n').filter((line) => line.startsWith('— '))).toHaveLength(2);
    for (const verifiers of [[signer], [old], [old, signer], [stranger, old]]) {
      expect(openCheckpoint(note, ...verifiers)).toEqual(checkpoint);
    }
    expect(openCheckpoint(note, stranger)).toBeUndefined();
    expect(openCheckpoint(note)).toBeUndefined();
  });

  test('is spoilt by one signature that claims to be of a known key and is not', () => {
    const other = signCheckpoint({ ...checkpoint, size: 3 }, old)
      .split('\n')
      .at(-2);
    const forged = `${signCheckpoint(checkpoint, signer)}${other}\n`;
    expect(openCheckpoint(forged, signer, old)).toBeUndefined();
    // Who does not know the old key cannot tell.
    expect(openCheckpoint(forged, signer)).toEqual(checkpoint);
  });
});
