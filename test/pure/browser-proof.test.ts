import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64 } from '../../frontend/src/features/ledger/verify/bytes';
import { checkField, commitmentOf } from '../../frontend/src/features/ledger/verify/check-commitment';
import { checkSignatures, noteNames, readNote } from '../../frontend/src/features/ledger/verify/check-note';
import { leafHashOf, verifyInclusion } from '../../frontend/src/features/ledger/verify/verify-proof';

const entries = [
  '{"at":1767225600000,"c":{"/agent/id":"_1s1PGeIJI9iyEucwPVwyi9ZLctGSyq9SgKWZsfdJJs","/customer/email":"5ngNg3WhLGhIABDHedlDfryMxt8G1w5SnV8qdUzs68g","/customer/name":"tuklrzMPJ4cNKEEPmGWVCbGy-THcUNmnBafsb_ZmL-g","/turns/0/text":"CeMsSE0rxSzjreLTJDBlrdqp1kOYHzJyirv6cK1dPUA"},"eid":"BpHPi4B92ItsJMX0bJgyVNeB6QR2IhSvfdyMPeP-eNg","pub":{"conf_bp":4312,"intent":"billing.refund","reason":"low_confidence"},"rx":1767225600123,"sch":1,"src":"genesys-eu","t":"handoff.started","v":1}',
  '{"n":1,"rx":1767312000000,"sch":1,"t":"erasure","v":1}',
  '{"v":1}',
];
const root = '4UBIhP2jOvToK4eC63sa3pJ/8T6zUnQF0UQZ8sTJJbs=';
const vkey = 'ledger.example.com/acme+5cbf3414+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4';
const note = `ledger.example.com/acme\n3\n${root}\n\n— ledger.example.com/acme XL80FO7GgeBMzFa9m2l3Q9+OJgRbw7m1AvFRzV/EXgFoJuPmaCyCU17IdxF69qsWQ85vR6Kc9SFPCWokM9KpFnozrQ4=\n`;

const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
const pair = (a: Uint8Array, b: Uint8Array): Buffer => sha(Uint8Array.of(1), a, b);

/** RFC 6962, section 2.1 and 2.1.1, written out recursively. */
function treeOf(leaves: Buffer[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return pair(treeOf(leaves.slice(0, k)), treeOf(leaves.slice(k)));
}
function pathOf(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return index < k
    ? [...pathOf(index, leaves.slice(0, k)), treeOf(leaves.slice(k))]
    : [...pathOf(index - k, leaves.slice(k)), treeOf(leaves.slice(0, k))];
}

describe('an inclusion proof checked in the browser', () => {
  it('leads every leaf of the worked example to the signed root', async () => {
    const leaves = await Promise.all(entries.map(async (e) => Buffer.from(fromBase64(await leafHashOf(e)))));
    expect(leaves[0]?.toString('hex')).toBe(
      'd7892320faf8c365bdf6cd46fe88be939fdd1c4c55213a17396ed1c8962ad05d',
    );
    for (const [index, leaf] of leaves.entries()) {
      const hashes = pathOf(index, leaves).map((hash) => hash.toString('base64'));
      const check = await verifyInclusion({
        index,
        size: 3,
        leafHash: leaf.toString('base64'),
        hashes,
        root,
      });
      expect(check).toMatchObject({ ok: true, reason: null, root });
      expect(check.steps).toHaveLength(hashes.length);
    }
  });

  it('accepts the path of any leaf of any tree, and no path with a flipped bit', async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constantFrom(127, 128, 129));
    await fc.assert(
      fc.asyncProperty(size, fc.nat(), fc.nat(), async (n, at, flip) => {
        const index = at % n;
        const leaves = Array.from({ length: n }, (_, i) => sha(Uint8Array.of(0), Buffer.from(`entry ${i}`)));
        const path = pathOf(index, leaves);
        const claim = {
          index,
          size: n,
          leafHash: leaves[index]?.toString('base64') ?? '',
          hashes: path.map((hash) => hash.toString('base64')),
          root: treeOf(leaves).toString('base64'),
        };
        expect((await verifyInclusion(claim)).ok).toBe(true);
        const broken = Buffer.from(fromBase64(claim.root));
        broken[flip % 32] = (broken[flip % 32] ?? 0) ^ (1 << (flip % 8));
        expect((await verifyInclusion({ ...claim, root: broken.toString('base64') })).ok).toBe(false);
        expect((await verifyInclusion({ ...claim, hashes: [...claim.hashes, claim.root] })).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  const probes = join(process.env.BATON_SHARED ?? '../shared', 'data/merkle/inclusion-probes.jsonl');
  it.skipIf(!existsSync(probes))('agrees with the public reference vectors', async () => {
    const lines = readFileSync(probes, 'utf8').trim().split('\n');
    for (const line of lines) {
      const probe = JSON.parse(line);
      const check = await verifyInclusion({
        index: probe.leafIdx,
        size: probe.treeSize,
        leafHash: probe.leafHash ?? '',
        hashes: probe.proof ?? [],
        root: probe.root ?? '',
      });
      expect(check.ok, `${probe.name}: ${probe.desc}`).toBe(!probe.wantErr);
    }
  });
});

describe('a commitment checked in the browser', () => {
  const salt = fromBase64(
    Buffer.from('f847207dfe3530bbe836f8ccb0b070b845888c4a7126a097b60b65af860a00be', 'hex').toString('base64'),
  );
  const field = {
    pointer: '/customer/email',
    commitment: '5ngNg3WhLGhIABDHedlDfryMxt8G1w5SnV8qdUzs68g',
    salt: Buffer.from(salt).toString('base64'),
    value: 'zoe@example.com' as unknown,
  };
  const [entry = ''] = entries;

  it('gives the commitment of the worked example', async () => {
    expect(await commitmentOf(salt, field.pointer, field.value)).toBe(field.commitment);
    expect(await checkField(field, entry)).toBe('matches');
  });

  it('does not depend on the order of keys', async () => {
    const [one, other] = [
      { a: 1, b: [2, { d: 3, c: 4 }] },
      { b: [2, { c: 4, d: 3 }], a: 1 },
    ];
    expect(await commitmentOf(salt, '/x', one)).toBe(await commitmentOf(salt, '/x', other));
  });

  it('believes only commitments that stand in the bytes', async () => {
    expect(await checkField(field, '{"v":1}')).toBe('differs');
    expect(await checkField({ ...field, salt: null }, '{"c":{}}')).toBe('differs');
    expect(await checkField(field, 'no JSON')).toBe('differs');
  });

  it('refuses another value, another field and a broken salt, and says when it is closed', async () => {
    expect(await checkField({ ...field, value: 'eve@example.com' }, entry)).toBe('differs');
    expect(await checkField({ ...field, pointer: '/customer/name' }, entry)).toBe('differs');
    expect(await checkField({ ...field, salt: 'AAAA' }, entry)).toBe('differs');
    expect(await checkField({ ...field, salt: null }, entry)).toBe('closed');
  });
});

describe('a checkpoint checked in the browser', () => {
  const read = readNote(note);
  if (!read) throw new Error('the note of the worked example must be readable');
  const verdictOf = async (text: string, vkeys = [vkey]) => {
    const found = readNote(text);
    return found === null ? 'unreadable' : (await checkSignatures(found, vkeys)).verdict;
  };
  const [, signatureLine = ''] = note.split('\n\n');

  it('is read and its signature holds', async () => {
    expect(read).toMatchObject({ origin: 'ledger.example.com/acme', size: 3, root });
    expect(noteNames(read, { size: 3, root })).toBe(true);
    expect(await verdictOf(note)).toBe('valid');
  });

  it('is refused when one character of it changed', async () => {
    expect(await verdictOf(note.replace('\n3\n', '\n4\n'))).toBe('invalid');
    expect(noteNames(read, { size: 4, root })).toBe(false);
    expect(await verdictOf(note, [vkey.replace('5cbf', '5cbe')])).toBe('invalid');
    expect(await verdictOf(note, ['nonsense'])).toBe('invalid');
    expect(await verdictOf(note, [])).toBe('invalid');
  });

  it('is refused whichever bit of it is flipped', async () => {
    const bytes = Buffer.from(note);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(await verdictOf(changed.toString('utf8'))).not.toBe('valid');
      }),
      { numRuns: 200 },
    );
  });

  it('may carry the signature of a witness or of the next key, which says nothing by itself', async () => {
    const other = `— witness.example ${Buffer.alloc(76, 7).toString('base64')}\n`;
    const next = `— ledger.example.com/acme ${Buffer.alloc(68, 9).toString('base64')}\n`;
    expect(await verdictOf(note + other + next)).toBe('valid');
    expect(await verdictOf(`${read.text}\n${other}${next}`)).toBe('invalid');
    const found = readNote(note + other);
    const results = found && (await checkSignatures(found, [vkey])).lines.map(({ result }) => result);
    expect(results).toEqual(['valid', 'unknown']);
  });

  it('is refused when a second line claims a known key, whether it repeats or forges', async () => {
    const forged = Buffer.from(signatureLine.trim().split(' ')[2] ?? '', 'base64');
    forged[40] = (forged[40] as number) ^ 1;
    const line = `— ledger.example.com/acme ${forged.toString('base64')}\n`;
    expect(await verdictOf(note + signatureLine)).toBe('unreadable');
    expect(await verdictOf(note + line)).toBe('unreadable');
    expect(await verdictOf(`${read.text}\n${line}`)).toBe('invalid');
  });

  it.each([
    '',
    'a\n1\n',
    'a\n01\nroot\n\n— a AAAA\n',
    'a\n1\nroot\n\n',
    note.replace('—', '-'),
    note.slice(0, -1),
    `${note}\n`,
    `${note} `,
    `\n${note}`,
    `\ufeff${note}`,
    note.replace('\n\n', '\n\n\n'),
    note.replaceAll('\n', '\r\n'),
    note.replace('\n3\n', '\n03\n'),
    note.replace('\n3\n', '\n+3\n'),
    note.replace(`${root}\n`, `${root}\nan extension line\n`),
    note.replace(root, root.slice(0, -1)),
    note.replace(root, root.replace('s=', 't=')),
    note.replace('rQ4=', 'rQ5='),
    note.replace('rQ4=', 'rQ4'),
    note.replaceAll('/', '_'),
    `${note}no signature\n`,
    `${note}${Array.from({ length: 40 }, (_, i) => `— w${i} ${Buffer.alloc(68).toString('base64')}\n`).join('')}`,
  ])('is no checkpoint: %j', (text) => {
    expect(readNote(text)).toBeNull();
  });
});

describe('base64 in the browser', () => {
  it('has one spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(Buffer.from(fromBase64(text)).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
    for (const text of ['AAA', 'AB==', 'AAB=', 'AA=A', '=AAA', '____', 'AA==\n', 'A A=', 'AAAA=', 'AA===='])
      expect(() => fromBase64(text), text).toThrow();
  });
});
