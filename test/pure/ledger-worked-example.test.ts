import { describe, expect, it } from 'vitest';
import { canonicalBytes } from '../../backend/src/ledger/canonical.js';
import { commitmentOf, EventKey } from '../../backend/src/ledger/commitment.js';
import { Appender, hashLeaf } from '../../backend/src/ledger/merkle.js';
import { checkpointText, openCheckpoint, signerFrom } from '../../backend/src/ledger/note.js';

/** The worked example that an independent program recomputed. */
const entry0 = {
  at: 1767225600000,
  c: {
    '/agent/id': '_1s1PGeIJI9iyEucwPVwyi9ZLctGSyq9SgKWZsfdJJs',
    '/customer/email': '5ngNg3WhLGhIABDHedlDfryMxt8G1w5SnV8qdUzs68g',
    '/customer/name': 'tuklrzMPJ4cNKEEPmGWVCbGy-THcUNmnBafsb_ZmL-g',
    '/turns/0/text': 'CeMsSE0rxSzjreLTJDBlrdqp1kOYHzJyirv6cK1dPUA',
  },
  eid: 'BpHPi4B92ItsJMX0bJgyVNeB6QR2IhSvfdyMPeP-eNg',
  pub: { conf_bp: 4312, intent: 'billing.refund', reason: 'low_confidence' },
  rx: 1767225600123,
  sch: 1,
  src: 'genesys-eu',
  t: 'handoff.started',
  v: 1,
};
const origin = 'ledger.example.com/acme';
const note = `${origin}
3
4UBIhP2jOvToK4eC63sa3pJ/8T6zUnQF0UQZ8sTJJbs=

\u2014 ${origin} XL80FO7GgeBMzFa9m2l3Q9+OJgRbw7m1AvFRzV/EXgFoJuPmaCyCU17IdxF69qsWQ85vR6Kc9SFPCWokM9KpFnozrQ4=
`;

describe('the ledger’s bytes, against the worked example', () => {
  it('derives the salt and the commitment of a field', () => {
    const key = new EventKey(Buffer.alloc(32, 0x11));
    const salt = key.saltOf('/customer/email');
    expect(salt.toString('hex')).toBe('f847207dfe3530bbe836f8ccb0b070b845888c4a7126a097b60b65af860a00be');
    const commitment = commitmentOf(salt, '/customer/email', 'zoe@example.com');
    expect(Buffer.from(commitment, 'base64url').toString('hex')).toBe(
      'e6780d8375a12c68480010c779d9437ebc8cc6df06d70e529d5f2a754cecebc8',
    );
  });

  it('hashes entries and grows the tree', () => {
    const bytes = canonicalBytes(entry0);
    expect(bytes.length).toBe(474);
    expect(hashLeaf(bytes).toString('hex')).toBe(
      'd7892320faf8c365bdf6cd46fe88be939fdd1c4c55213a17396ed1c8962ad05d',
    );
    const tree = new Appender(0, []);
    for (const entry of [entry0, { n: 1, rx: 1767312000000, sch: 1, t: 'erasure', v: 1 }, { v: 1 }]) {
      tree.append(hashLeaf(canonicalBytes(entry)));
    }
    expect(tree.root.toString('hex')).toBe('e1404884fda33af4e82b8782eb7b1ade927ff13eb3527405d14419f2c4c925bb');
  });

  it('signs the checkpoint as a note that its verifier key opens', () => {
    const signer = signerFrom(origin, Buffer.from(Array.from({ length: 32 }, (_, i) => i)));
    expect(signer.vkey).toBe(`${origin}+5cbf3414+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4`);
    const root = Buffer.from('e1404884fda33af4e82b8782eb7b1ade927ff13eb3527405d14419f2c4c925bb', 'hex');
    expect(signer.sign(checkpointText({ origin, size: 3, root }))).toBe(note);
    expect(openCheckpoint(note, signer.vkey)).toEqual({ origin, size: 3, root });
    expect(openCheckpoint(note.replace('\n3\n', '\n4\n'), signer.vkey)).toBeUndefined();
  });
});
