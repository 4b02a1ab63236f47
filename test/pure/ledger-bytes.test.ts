import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../backend/src/ledger/canonical.js';
import { commitmentOf, EventSecret, SubjectSecret } from '../../backend/src/ledger/commitment.js';
import { GrowingTree, leafHash } from '../../backend/src/ledger/merkle.js';
import {
  checkpointText,
  makeSigner,
  openCheckpoint,
  readVerifierKey,
  signCheckpoint,
} from '../../backend/src/ledger/note.js';
import { seal, unseal } from '../../backend/src/ledger/payload.js';

/** The worked example that an independent verifier was built against. */
const eventKey = Buffer.alloc(32, 0x11);
const signer = makeSigner('ledger.example.com/acme', Buffer.from(Array.from({ length: 32 }, (_, i) => i)));
const root = Buffer.from('e1404884fda33af4e82b8782eb7b1ade927ff13eb3527405d14419f2c4c925bb', 'hex');
const note = `ledger.example.com/acme
3
4UBIhP2jOvToK4eC63sa3pJ/8T6zUnQF0UQZ8sTJJbs=

— ledger.example.com/acme XL80FO7GgeBMzFa9m2l3Q9+OJgRbw7m1AvFRzV/EXgFoJuPmaCyCU17IdxF69qsWQ85vR6Kc9SFPCWokM9KpFnozrQ4=
`;
const firstEntry = {
  v: 1,
  t: 'handoff.started',
  src: 'genesys-eu',
  sch: 1,
  at: 1767225600000,
  rx: 1767225600123,
  eid: 'BpHPi4B92ItsJMX0bJgyVNeB6QR2IhSvfdyMPeP-eNg',
  pub: { reason: 'low_confidence', intent: 'billing.refund', conf_bp: 4312 },
  c: {
    '/turns/0/text': 'CeMsSE0rxSzjreLTJDBlrdqp1kOYHzJyirv6cK1dPUA',
    '/customer/name': 'tuklrzMPJ4cNKEEPmGWVCbGy-THcUNmnBafsb_ZmL-g',
    '/customer/email': new EventSecret(eventKey).commit('/customer/email', '"zoe@example.com"'),
    '/agent/id': '_1s1PGeIJI9iyEucwPVwyi9ZLctGSyq9SgKWZsfdJJs',
  },
};

describe('the worked example', () => {
  test('gives the salt and the commitment', () => {
    const secret = new EventSecret(eventKey);
    expect(secret.salt('/customer/email').toString('hex')).toBe(
      'f847207dfe3530bbe836f8ccb0b070b845888c4a7126a097b60b65af860a00be',
    );
    expect(
      Buffer.from(secret.commit('/customer/email', '"zoe@example.com"'), 'base64url').toString('hex'),
    ).toBe('e6780d8375a12c68480010c779d9437ebc8cc6df06d70e529d5f2a754cecebc8');
  });

  test('gives a salt that stays as it is while others are made', () => {
    const secret = new EventSecret(eventKey);
    const salt = secret.salt('/customer/email');
    const before = salt.toString('hex');
    secret.commit('/agent/id', '"7"');
    new SubjectSecret(eventKey).forEvent(Buffer.alloc(16)).salt('/agent/id');
    expect(salt.toString('hex')).toBe(before);
  });

  test('gives the 474 bytes of the first entry, its leaf, and the root of three', () => {
    const entries = [firstEntry, { n: 1, rx: 1767312000000, sch: 1, t: 'erasure', v: 1 }, { v: 1 }];
    const bytes = entries.map((entry) => Buffer.from(canonical(entry)));
    expect(bytes[0]).toHaveLength(474);
    const tree = new GrowingTree();
    for (const entry of bytes) tree.append(leafHash(entry));
    expect(leafHash(bytes[0] as Buffer).toString('hex')).toBe(
      'd7892320faf8c365bdf6cd46fe88be939fdd1c4c55213a17396ed1c8962ad05d',
    );
    expect(tree.root.equals(root)).toBe(true);
  });

  test('gives the verifier key and the note', () => {
    expect(signer.vkey).toBe('ledger.example.com/acme+5cbf3414+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4');
    expect(signCheckpoint({ origin: signer.name, size: 3, root }, signer)).toBe(note);
  });
});

describe('a note', () => {
  const verifier = readVerifierKey(signer.vkey);

  test('opens with the verifier key', () => {
    expect(openCheckpoint(note, verifier)).toEqual({ origin: signer.name, size: 3, root });
    expect(checkpointText({ origin: signer.name, size: 3, root })).toBe(
      note.slice(0, note.indexOf('\n\n') + 1),
    );
  });

  test('opens beside a signature of somebody else', () => {
    const other = makeSigner('witness.example.com', Buffer.alloc(32, 7));
    const cosigned = signCheckpoint({ origin: signer.name, size: 3, root }, other).split('\n\n')[1];
    expect(openCheckpoint(note + cosigned, verifier)?.size).toBe(3);
  });

  test('does not open with any one character changed, added or missing', () => {
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.constantFrom('', 'x', '\n', ' '), (at, insert) => {
        const changed = note.slice(0, at) + insert + note.slice(at + 1);
        fc.pre(changed !== note);
        expect(openCheckpoint(changed, verifier)).toBeUndefined();
      }),
    );
    expect(openCheckpoint(`${note}x`, verifier)).toBeUndefined();
    expect(openCheckpoint(note.slice(0, -1), verifier)).toBeUndefined();
  });

  test('does not open with another key', () => {
    const stranger = makeSigner(signer.name, Buffer.alloc(32, 9));
    expect(openCheckpoint(note, readVerifierKey(stranger.vkey))).toBeUndefined();
  });
});

describe('canonical form', () => {
  test('is that of the reference implementation for any JSON value', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.dictionary(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true })),
        (value, more) => {
          const parsed: unknown = JSON.parse(JSON.stringify([value, more]));
          expect(canonical(parsed)).toBe(canonicalize(parsed));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('sorts keys by UTF-16 units, numbers among them, and keeps __proto__', () => {
    const value: unknown = JSON.parse(
      '{"10":1,"9":2,"\\ud83d\\ude00":3,"\\ufb33":4,"__proto__":{"a":1},"":5}',
    );
    expect(canonical(value)).toBe('{"":5,"10":1,"9":2,"__proto__":{"a":1},"😀":3,"\ufb33":4}');
  });

  test('does not exist for lone surrogates, NaN and infinity', () => {
    for (const value of ['\ud800', 'a\udc00b', { '\ud800': 1 }, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => canonical(value)).toThrow(TypeError);
    }
    expect(canonical('\\ud800 😀')).toBe('"\\\\ud800 😀"');
  });
});

describe('a payload', () => {
  test('opens only with its own key, context and bytes', () => {
    const secret = new SubjectSecret(Buffer.alloc(32, 1)).forEvent(Buffer.alloc(16, 2));
    const context = Buffer.alloc(16, 2);
    const sealed = seal(secret.payloadKey, 'Grüße', context);
    expect(unseal(secret.payloadKey, sealed, context).toString()).toBe('Grüße');
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const flipped = Buffer.from(sealed);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(() => unseal(secret.payloadKey, flipped, context)).toThrow();
      }),
    );
    expect(() => unseal(secret.payloadKey, sealed, Buffer.alloc(16, 3))).toThrow();
    expect(() => unseal(secret.payloadKey, sealed.subarray(0, 20), context)).toThrow();
  });

  test('is sealed under another nonce each time', () => {
    const key = Buffer.alloc(32, 5);
    const nonces = new Set(
      Array.from({ length: 3000 }, () => seal(key, '', key).subarray(0, 12).toString('hex')),
    );
    expect(nonces.size).toBe(3000);
  });
});

test('equal values of two events of one subject do not have equal commitments', () => {
  const subject = new SubjectSecret(Buffer.alloc(32, 1));
  const one = subject.forEvent(Buffer.alloc(16, 1)).commit('/a', '1');
  expect(subject.forEvent(Buffer.alloc(16, 2)).commit('/a', '1')).not.toBe(one);
});

test('pointer and value cannot be shifted into each other', () => {
  const salt = Buffer.alloc(32, 4);
  expect(commitmentOf(salt, '/a', '"b"')).not.toBe(commitmentOf(salt, '/a"', 'b"'));
});
