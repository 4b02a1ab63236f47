import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSecrets, openKeyring } from '../../backend/src/ledger/keyring.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-keys-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the keys are made once, for their owner only, and read again', () => {
  const path = join(folder, 'data', 'keys.json');
  const first = openKeyring(path, true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, 'utf8');
  expect(openKeyring(path, true).check.equals(first.check)).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(openKeyring(text, false).check.equals(first.check)).toBe(true);
});

test('a file that was named must be there, and whole', () => {
  expect(() => openKeyring(join(folder, 'absent.json'), false)).toThrow('ENOENT');
  const path = join(folder, 'half.json');
  const secrets = newSecrets();
  for (const text of ['', secrets.slice(0, 40), '{}', secrets.replace(/"kek": "..../, '"kek": "')]) {
    writeFileSync(path, text);
    expect(() => openKeyring(path, false)).toThrow(`${path} does not hold the ledger's keys`);
  }
});

test('what is wrong with the keys is said without saying the keys', () => {
  const { kek } = JSON.parse(newSecrets()) as { kek: string };
  const told = () => {
    try {
      openKeyring(`{"kek":"${kek}"`, false);
    } catch (error) {
      return `${(error as Error).stack} ${String((error as Error).cause)}`;
    }
    return '';
  };
  expect(told()).toContain('BATON_KEYS');
  expect(told()).not.toContain(kek.slice(0, 8));
});

test('a wrapped key opens only for its own subject and whole', () => {
  const keyring = openKeyring(newSecrets(), false);
  const key = Buffer.alloc(32, 7);
  const subject = Buffer.alloc(32, 1);
  const wrapped = keyring.wrap(key, subject);
  expect(keyring.unwrap(wrapped, subject).equals(key)).toBe(true);
  expect(() => keyring.unwrap(wrapped, Buffer.alloc(32, 2))).toThrow();
  for (let at = 0; at < wrapped.length; at += 1) {
    const changed = Buffer.from(wrapped);
    changed[at] = (changed[at] as number) ^ 1;
    expect(() => keyring.unwrap(changed, subject)).toThrow();
  }
});

test('pseudonyms differ by purpose, by part and by pepper', () => {
  const keyring = openKeyring(newSecrets(), false);
  const made = [
    keyring.pseudonym('customer', 'a'),
    keyring.pseudonym('conversation', 'a'),
    keyring.pseudonym('conversation', 'a', 'b'),
    keyring.pseudonym('conversation', 'ab'),
    openKeyring(newSecrets(), false).pseudonym('customer', 'a'),
    keyring.pseudonym('customer', 'x'.repeat(5000)),
  ];
  expect(new Set(made).size).toBe(made.length);
  expect(keyring.pseudonym('customer', 'a')).toBe(made[0]);
  expect(made[0]).toMatch(/^[\w-]{22}$/);
});

test('a keyed digest is the HMAC of purpose and parts, however long and in whatever script', () => {
  const secrets = newSecrets();
  const keyring = openKeyring(secrets, false);
  const pepper = Buffer.from((JSON.parse(secrets) as { pepper: string }).pepper, 'base64');
  const text = fc.string({ unit: 'grapheme', maxLength: 400 });
  const long = fc.nat(20_000).map((length) => 'ü€'.repeat(length));
  const bytes = fc.uint8Array({ maxLength: 400 }).map((part) => Buffer.from(part));
  fc.assert(
    fc.property(fc.array(fc.oneof(text, bytes, long), { maxLength: 5 }), (parts) => {
      const hmac = createHmac('sha256', pepper).update('content');
      for (const part of parts) hmac.update('\0').update(part);
      expect(keyring.digest('content', ...parts).toString('hex')).toBe(hmac.digest('hex'));
    }),
  );
});
