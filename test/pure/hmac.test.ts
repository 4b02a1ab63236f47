import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockBytes, HmacKey, LongHmacKey } from '../../backend/src/ledger/hmac.js';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });

test('the keyed digest is that of node:crypto for every length up to several blocks', () => {
  const message = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 131) % 256));
  const key = new HmacKey(Buffer.from('key'));
  for (let length = 0; length <= message.length; length += 1) {
    const expected = createHmac('sha256', 'key').update(message.subarray(0, length)).digest('hex');
    expect(key.sign(message, length).toString('hex')).toBe(expected);
  }
});

test('and for any key and message', () => {
  fc.assert(
    fc.property(bytes(64), bytes(1000), (key, message) => {
      const expected = createHmac('sha256', key).update(message).digest('hex');
      expect(new HmacKey(key).sign(message).toString('hex')).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('a key may sign again and again, and others between', () => {
  const one = new HmacKey(Buffer.from('one'));
  const first = one.sign(Buffer.from('message'));
  new HmacKey(Buffer.from('two')).sign(Buffer.from('another'));
  expect(one.sign(Buffer.from('message')).equals(first)).toBe(true);
  expect(one.sign(Buffer.from('message and more'), 7).equals(first)).toBe(true);
});

test('what is signed may lie where the digest goes', () => {
  const one = new HmacKey(Buffer.from('one'));
  const bytes = Buffer.alloc(32, 7);
  const expected = one.sign(bytes);
  one.signInto(bytes, bytes);
  expect(bytes.equals(expected)).toBe(true);
});

test('a key longer than a block is refused', () => {
  expect(() => new HmacKey(new Uint8Array(65))).toThrow(RangeError);
  expect(() => new LongHmacKey(new Uint8Array(65))).toThrow(RangeError);
});

test('natively too, again and again', () => {
  fc.assert(
    fc.property(bytes(64), fc.array(bytes(300), { maxLength: 5 }), (key, messages) => {
      const long = new LongHmacKey(key);
      const room = Buffer.alloc(blockBytes + 400);
      for (const message of messages) {
        room.set(message, blockBytes);
        const expected = createHmac('sha256', key).update(message).digest('hex');
        expect(long.sign(room, blockBytes + message.length).toString('hex')).toBe(expected);
      }
    }),
    { numRuns: 200 },
  );
});
