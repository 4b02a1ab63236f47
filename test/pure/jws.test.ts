import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { eventsIn, readAs, sampleOf } from '../support/vendor-samples.js';

const pairs = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
};
type Algorithm = keyof typeof pairs;
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const vcon = JSON.parse(sampleOf('vcon')) as Record<string, unknown>;

function signed(alg: Algorithm, header: Record<string, unknown> = {}) {
  const guarded = encode({ alg, ...header });
  const payload = encode(vcon);
  const key = pairs[alg].privateKey;
  const options =
    alg === 'PS256'
      ? { key, padding: 6, saltLength: 32 }
      : alg === 'ES256'
        ? { key, dsaEncoding: 'ieee-p1363' as const }
        : key;
  const bytes = sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(`${guarded}.${payload}`), options);
  return { payload, signatures: [{ protected: guarded, signature: bytes.toString('base64url') }] };
}
const keyOf = (alg: Algorithm, form: 'pem' | 'jwk') =>
  form === 'pem'
    ? pairs[alg].publicKey.export({ format: 'pem', type: 'spki' }).toString()
    : JSON.stringify(pairs[alg].publicKey.export({ format: 'jwk' }));

test.each(Object.keys(pairs) as Algorithm[])(
  'a vCon signed with %s gives what it gives unsigned',
  async (alg) => {
    const plain = eventsIn(await readAs('vcon', JSON.stringify(vcon)));
    for (const form of ['pem', 'jwk'] as const) {
      const read = await readAs('vcon', JSON.stringify(signed(alg)), { key: keyOf(alg, form) });
      expect(eventsIn(read)).toEqual(plain);
    }
    const [{ payload, signatures }] = [signed(alg)];
    const flat = { payload, ...signatures[0] };
    expect(eventsIn(await readAs('vcon', JSON.stringify(flat), { key: keyOf(alg, 'pem') }))).toEqual(plain);
  },
);

test('what was changed, signed by another, or cannot be checked is refused, with the reason', async () => {
  const whole = signed('ES256');
  const reason = async (record: unknown, key?: string) => {
    const [first] = await readAs('vcon', JSON.stringify(record), key === undefined ? {} : { key });
    return first && 'reason' in first ? first.reason : undefined;
  };
  const key = keyOf('ES256', 'pem');
  expect(await reason({ ...whole, payload: encode({ ...vcon, subject: 'changed' }) }, key)).toMatch(
    /does not hold/,
  );
  expect(
    await reason(
      whole,
      generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .publicKey.export({ format: 'pem', type: 'spki' })
        .toString(),
    ),
  ).toMatch(/does not hold/);
  expect(await reason(whole, keyOf('RS256', 'pem'))).toMatch(/another kind/);
  expect(await reason(whole)).toMatch(/--key/);
  const none = {
    payload: whole.payload,
    signatures: [{ protected: encode({ alg: 'none' }), signature: 'AA' }],
  };
  expect(await reason(none, key)).toMatch(/not accepted/);
  expect(await reason(signed('ES256', { crit: ['exp'] }), key)).toMatch(/critical/);
  expect(await reason({ ...whole, signatures: [] }, key)).toMatch(/no signature/);
  expect(await reason({ vcon: '0.4.0', ciphertext: 'x' })).toMatch(/encrypted/);
});
