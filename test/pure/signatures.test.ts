import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkSignature, type Delivery } from '../../backend/src/connections/check-signature.js';
import { goodAt, newSecret } from '../../backend/src/connections/secrets.js';
import { TokenBuckets } from '../../backend/src/connections/token-bucket.js';
import { type Signature, signature, signatureKinds } from '../../backend/src/contract/connections.js';
import { signDelivery } from '../support/sign-delivery.js';

const now = Date.parse('2026-03-02T09:00:00Z');
const url = 'https://baton.example/api/hooks/desk';
const settings: Record<Signature['kind'], Signature> = {
  twilio: { kind: 'twilio' },
  zendesk: { kind: 'zendesk' },
  sunshine: { kind: 'sunshine' },
  intercom: { kind: 'intercom' },
  chatwoot: { kind: 'chatwoot' },
  standard: { kind: 'standard' },
  stripe: { kind: 'stripe', header: 'stripe-signature' },
  hmac: {
    kind: 'hmac',
    header: 'x-hub-signature-256',
    algorithm: 'sha256',
    encoding: 'hex',
    prefix: 'sha256=',
  },
  token: { kind: 'token', header: 'x-my-token' },
};
const timed: Signature['kind'][] = ['zendesk', 'chatwoot', 'standard', 'stripe'];
const bearing: Signature['kind'][] = ['sunshine', 'token'];

function signed(kind: Signature['kind'], secret: string, body: string, at = now): Delivery {
  const { headers, query } = signDelivery({ kind, secret, body, at, url });
  return { url: url + query, headers, body: Buffer.from(body) };
}
const check = (kind: Signature['kind'], delivery: Delivery, secrets: string[], at = now) =>
  checkSignature(settings[kind], delivery, secrets, at);

test('an HMAC in base64 is read in either alphabet, and its time in seconds or milliseconds', () => {
  const given = signature.parse({ kind: 'hmac', header: 'x-sign', encoding: 'base64', timeHeader: 'x-time' });
  const body = '{"a":1}';
  for (const time of [String(now / 1000), String(now)])
    for (const form of ['base64', 'base64url'] as const) {
      // Until one has a sign that the alphabets differ in.
      const secret = Array.from({ length: 50 }, (_, i) => `secret number ${i}`).find((one) =>
        /[+/]/.test(createHmac('sha256', one).update(`${time}.${body}`).digest('base64')),
      ) as string;
      const sign = createHmac('sha256', secret).update(`${time}.${body}`).digest(form);
      const headers = { 'x-sign': sign, 'x-time': time };
      const delivery = { url, headers, body: Buffer.from(body) };
      expect(checkSignature(given, delivery, [secret], now)).toBe('good');
      expect(checkSignature(given, delivery, [secret], now + 301_000)).toBe('old');
      expect(checkSignature(given, delivery, ['another secret'], now)).toBe('wrong');
    }
});

describe('what the vendors themselves publish', () => {
  const verdict = (
    given: Signature,
    headers: Record<string, string>,
    body: string,
    secret: string,
    rest: { address?: string; at?: number } = {},
  ) =>
    checkSignature(
      given,
      { url: rest.address ?? url, headers, body: Buffer.from(body) },
      [secret],
      rest.at ?? now,
    );

  test('Twilio, a form: the example of its security page and of its libraries’ tests', () => {
    const body = new URLSearchParams({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    }).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    };
    const address = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    expect(verdict({ kind: 'twilio' }, headers, body, '12345', { address })).toBe('good');
    expect(verdict({ kind: 'twilio' }, headers, `${body}&x=1`, '12345', { address })).toBe('wrong');
    const withPort = 'https://mycompany.com:443/myapp.php?foo=1&bar=2';
    expect(verdict({ kind: 'twilio' }, headers, body, '12345', { address: withPort })).toBe('good');
  });

  test('Standard Webhooks: the example of its specification', () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature':
        'v1,bm9ldHUjKzFob2VudXRob2VodWUzMjRvdWVvdW9ldQo= v2,MzJsNDk4MzI0K2VvdSMjMTEjQEBAQDEyMzMzMzEyMwo= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const body = '{"test": 2432232314}';
    const at = 1_614_265_330_000;
    expect(verdict({ kind: 'standard' }, headers, body, secret, { at })).toBe('good');
    expect(verdict({ kind: 'standard' }, headers, body, secret, { at: at + 301_000 })).toBe('old');
    expect(verdict({ kind: 'standard' }, headers, body, secret, { at: at - 301_000 })).toBe('old');
  });

  test('GitHub: the example of “Validating webhook deliveries”', () => {
    const headers = {
      'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
    };
    const secret = "It's a Secret to Everybody";
    expect(verdict(settings.hmac, headers, 'Hello, World!', secret)).toBe('good');
    expect(verdict(settings.hmac, headers, 'Hello, World?', secret)).toBe('wrong');
  });
});

describe.each(signatureKinds)('%s', (kind) => {
  const secret = newSecret(kind);
  const body = '{"event":"one","text":"Grüße"}';

  test('what is signed with the secret, or with the one before it, is good', () => {
    expect(check(kind, signed(kind, secret, body), [secret])).toBe('good');
    expect(check(kind, signed(kind, secret, body), [newSecret(kind), secret])).toBe('good');
  });

  test('what is signed with another secret, not at all, or in another form is wrong', () => {
    expect(check(kind, signed(kind, newSecret(kind), body), [secret])).toBe('wrong');
    expect(check(kind, { url, headers: {}, body: Buffer.from(body) }, [secret])).toBe('wrong');
    const delivery = signed(kind, secret, body);
    for (const name of Object.keys(delivery.headers).filter((header) => header !== 'content-type')) {
      for (const bad of ['', 'x', '=', 'sha256=', 'v1,', ['a', 'b']]) {
        if (kind === 'standard' && name === 'webhook-id') continue;
        const headers = { ...delivery.headers, [name]: bad };
        expect(check(kind, { ...delivery, headers }, [secret])).toBe('wrong');
      }
    }
  });

  test.skipIf(bearing.includes(kind))('another body is wrong', () => {
    const delivery = { ...signed(kind, secret, body), body: Buffer.from(body.replace('one', 'two')) };
    expect(check(kind, delivery, [secret])).toBe('wrong');
  });

  test.runIf(timed.includes(kind))('a signature of another time is old, in either direction', () => {
    for (const off of [-301_000, 301_000]) {
      expect(check(kind, signed(kind, secret, body, now + off), [secret])).toBe('old');
    }
    for (const off of [-299_000, 299_000]) {
      expect(check(kind, signed(kind, secret, body, now + off), [secret])).toBe('good');
    }
  });
});

test('the name of a header is compared in lower case', () => {
  expect(signature.parse({ kind: 'token', header: 'X-My-Token' })).toEqual(settings.token);
});

test('the secret before is good until its time', () => {
  const secrets = { secret: 'new', old: { secret: 'old', until: now } };
  expect(goodAt(secrets, now - 1)).toEqual(['new', 'old']);
  expect(goodAt(secrets, now)).toEqual(['new']);
});

test('a bucket lets its burst through and then fills by the second', () => {
  const buckets = new TokenBuckets({ burst: 2, perSecond: 1 });
  expect([buckets.take('a', now), buckets.take('a', now), buckets.take('a', now)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(buckets.take('b', now)).toBe(true);
  expect(buckets.has('a', now + 999)).toBe(false);
  expect(buckets.take('a', now + 1000)).toBe(true);
});
