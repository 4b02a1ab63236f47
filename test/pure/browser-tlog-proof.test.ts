import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../backend/src/ledger/merkle.js';
import { makeSigner, signCheckpoint } from '../../backend/src/ledger/note.js';
import { proveInclusion } from '../../backend/src/ledger/proofs.js';
import { checkTlogProof } from '../../frontend/src/features/ledger/verify/check-tlog-proof';
import { readTlogProof } from '../../frontend/src/features/ledger/verify/read-tlog-proof';
import { verifyEntry } from '../../frontend/src/features/ledger/verify/verify-entry';
import { TreeOf } from '../support/tree-of.js';

const entries = Array.from({ length: 300 }, (_, i) => `{"at":${i},"t":"turn.recorded","v":1}`);
const tree = new TreeOf(entries.map((entry) => leafHash(Buffer.from(entry))));
const origin = 'log.example/baton';
const signer = makeSigner(origin, Buffer.alloc(32, 1));
const stranger = makeSigner(origin, Buffer.alloc(32, 2));
const trust = { vkeys: [signer.vkey] };
const index = 170;
const size = 299;
const note = signCheckpoint({ origin, size, root: tree.root(size) }, signer);
const hashes = (await proveInclusion(index, size, tree.read)).map((hash) => hash.toString('base64'));
const file = `c2sp.org/tlog-proof@v1\nindex ${index}\n${hashes.join('\n')}\n\n${note}`;

/** The verdict on a file for the entry; why it was not even read. */
async function verdictOf(text: string, entry = entries[index] ?? ''): Promise<string> {
  const read = readTlogProof(text);
  if ('refused' in read) return 'refused';
  return (await checkTlogProof(read.proof, entry, trust)).ok ? 'holds' : 'fails';
}

describe('a proof file checked in the browser', () => {
  it('holds for the bytes it was made for, with and without data that nobody signed', async () => {
    expect(await verdictOf(file)).toBe('holds');
    expect(await verdictOf(file.replace('\nindex', '\nextra aGVsbG8=\nindex'))).toBe('holds');
    const read = readTlogProof(file.replace('\nindex', '\nextra aGVsbG8=\nindex'));
    expect(read).toMatchObject({ proof: { index, hashes, extraBytes: 5 } });
  });

  it('holds for the only entry of a log, which has no path', async () => {
    const one = new TreeOf([leafHash(Buffer.from('{"v":1}'))]);
    const only = signCheckpoint({ origin, size: 1, root: one.root(1) }, signer);
    expect(await verdictOf(`c2sp.org/tlog-proof@v1\nindex 0\n\n${only}`, '{"v":1}')).toBe('holds');
  });

  it('fails for any other bytes, however alike they look', async () => {
    const entry = entries[index] ?? '';
    for (const other of ['', `${entry}\n`, ` ${entry}`, `\ufeff${entry}`, entries[index + 1] ?? ''])
      expect(await verdictOf(file, other)).toBe('fails');
  });

  it('fails or is refused whichever bit of it is flipped', async () => {
    const bytes = Buffer.from(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(await verdictOf(changed.toString('utf8'))).not.toBe('holds');
      }),
      { numRuns: 300 },
    );
  });

  it('is refused wherever it is cut', async () => {
    for (let end = 0; end < file.length; end += 1)
      expect(await verdictOf(file.slice(0, end)), String(end)).not.toBe('holds');
  });

  it('fails when two hashes are swapped, one is left out or one is added', async () => {
    const withPath = (path: string[]) =>
      `c2sp.org/tlog-proof@v1\nindex ${index}\n${path.join('\n')}\n\n${note}`;
    const [a = '', b = '', ...rest] = hashes;
    expect(await verdictOf(withPath(hashes))).toBe('holds');
    expect(await verdictOf(withPath([b, a, ...rest]))).toBe('fails');
    expect(await verdictOf(withPath([b, ...rest]))).toBe('fails');
    expect(await verdictOf(withPath([...hashes, a]))).toBe('fails');
    expect(await verdictOf(withPath(Array.from({ length: 64 }, () => a)))).toBe('refused');
  });

  it('fails when its checkpoint is of another size or by another key', async () => {
    const later = signCheckpoint({ origin, size: 300, root: tree.root(300) }, signer);
    const other = signCheckpoint({ origin, size, root: tree.root(size) }, stranger);
    expect(await verdictOf(file.replace(note, later))).toBe('fails');
    expect(await verdictOf(file.replace(note, other))).toBe('fails');
  });

  const [first = ''] = hashes;
  it.each([
    ['another version', file.replace('@v1', '@v2')],
    ['a byte order mark', `\ufeff${file}`],
    ['lines of another system', file.replaceAll('\n', '\r\n')],
    ['an index with a zero in front', file.replace('index ', 'index 0')],
    ['an index below zero', file.replace('index ', 'index -')],
    ['an index no number can hold', file.replace(`index ${index}`, 'index 9999999999999999')],
    ['no index', file.replace(`index ${index}\n`, '')],
    ['two index lines', file.replace('index', `index ${index}\nindex`)],
    ['an empty extra line', file.replace('\nindex', '\nextra \nindex')],
    ['an extra line that is no base64', file.replace('\nindex', '\nextra hello\nindex')],
    ['two extra lines', file.replace('\nindex', '\nextra aGk=\nextra aGk=\nindex')],
    ['a hash without padding', file.replace(first, first.replace('=', ''))],
    ['a hash in base64url', file.replaceAll('+', '-').replaceAll('/', '_')],
    ['a hash that is too long', file.replace(first, `AAAA${first}`)],
    ['a space after a hash', file.replace(first, `${first} `)],
    ['something behind the checkpoint', `${file}more\n`],
    ['an empty line behind the checkpoint', `${file}\n`],
    ['a second signature line of the same key', file + (note.split('\n\n')[1] ?? '')],
  ])('is refused with %s', async (_, text) => {
    expect(text).not.toBe(file);
    expect(await verdictOf(text)).toBe('refused');
  });
});

describe('an entry checked in the browser', () => {
  const entry = entries[index] ?? '';
  const leafOf = (text: string) => leafHash(Buffer.from(text)).toString('base64');
  const proved = {
    index,
    entry,
    leafHash: leafOf(entry),
    inclusion: { index, size, hashes, root: tree.root(size).toString('base64'), note },
  };

  it('is proved with every step open to be recomputed', async () => {
    const result = await verifyEntry(proved, { ...trust, receipt: leafOf(entry), ownKey: signer.vkey });
    expect(result).toMatchObject({ ok: true, partial: false });
    expect(result.steps.map(({ name }) => name)).toEqual([
      'leaf',
      'path',
      'checkpoint',
      'signature',
      'ownKey',
    ]);
    const path = result.steps[1]?.parts.map(({ text }) => text).join('\n') ?? '';
    for (const hash of hashes) expect(path).toContain(hash);
    expect(path).toContain(`= ${proved.inclusion.root}`);
  });

  it('is not proved by a key other than the one that the auditor brought', async () => {
    const result = await verifyEntry(proved, { ...trust, ownKey: stranger.vkey });
    expect(result).toMatchObject({ ok: false, partial: false });
    expect(result.steps.at(-1)).toMatchObject({ name: 'ownKey', result: 'failed' });
  });

  it('is refused when the receipt or the ledger states another hash, and waits for its checkpoint', async () => {
    const other = leafOf('other');
    expect((await verifyEntry(proved, { ...trust, receipt: other })).ok).toBe(false);
    expect((await verifyEntry({ ...proved, leafHash: other }, trust)).ok).toBe(false);
    expect(await verifyEntry({ ...proved, inclusion: null }, trust)).toMatchObject({
      ok: false,
      partial: true,
    });
  });
});
