import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../../backend/src/outgoing/ask.js';
import { Guard, Refused, type Resolve } from '../../backend/src/outgoing/guard.js';
import { isPublic, Receivers } from '../../backend/src/outgoing/receivers.js';

let hits = 0;
const server = createServer((request, response) => {
  hits += 1;
  if (request.url === '/moved') response.writeHead(302, { location: `${base}/inside` });
  response.end('here');
});
let base = '';
let port = 0;
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
  base = `http://127.0.0.1:${port}`;
});
afterAll(() => server.close());

const leadsTo = (...answers: string[][]): Resolve => {
  let asked = 0;
  return (_, done) => {
    const found = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      found.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
};
const post = (url: string) => new Request(url, { method: 'POST', body: 'x' });

describe('an address that somebody typed', () => {
  test.each([
    'http://hooks.example/x',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://0.0.0.0/',
    'https://169.254.169.254/latest/meta-data/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://0x7f000001/',
    'https://2130706433/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://1.1.1.1:22/',
    'https://1.1.1.1:6379/',
    'https://user:secret@1.1.1.1/',
    'ftp://1.1.1.1/',
    'file:///etc/passwd',
  ])('%s is refused before anything is sent', async (url) => {
    const guard = new Guard(new Receivers([]), leadsTo(['127.0.0.1']));
    expect(() => guard.expectUrl(url)).toThrow(Refused);
  });

  test.each(['https://1.1.1.1/', 'https://hooks.example/x', 'https://[2606:4700::1111]:8443/'])(
    '%s may be tried',
    (url) => {
      expect(() => new Guard(new Receivers([])).expectUrl(url)).not.toThrow();
    },
  );

  test.each([
    ['127.0.0.1'],
    ['::1'],
    ['169.254.169.254'],
    ['::ffff:127.0.0.1'],
    // One good address does not make up for another.
    ['1.1.1.1', '10.0.0.1'],
  ])('whose name leads to %s is refused at the moment of connecting', async (...found) => {
    const guard = new Guard(new Receivers([]), leadsTo(found));
    await expect(ask(post('https://hooks.example/'), guard)).rejects.toThrow('not on the internet');
    await expect(guard.connect('mail.example', 587)).rejects.toThrow(Refused);
  });

  test('whose name leads elsewhere at each question is judged by what is connected to', async () => {
    const before = hits;
    const guard = new Guard(
      new Receivers([`flips.example:${port}`]),
      leadsTo(['1.1.1.1'], ['127.0.0.1'], ['127.0.0.1']),
    );
    // The operator vouches for this one, and it arrives where the answer at connecting said.
    guard.lookupFor('flips.example', port)('flips.example', {}, () => undefined);
    expect((await ask(post(`http://flips.example:${port}/`), guard)).text).toBe('here');
    expect(hits).toBe(before + 1);
    const flips = new Guard(new Receivers([]), leadsTo(['1.1.1.1'], ['127.0.0.1']));
    flips.lookupFor('flips.example', 443)('flips.example', {}, () => undefined);
    await expect(ask(post('https://flips.example/'), flips)).rejects.toThrow(Refused);
    expect(hits).toBe(before + 1);
  });
});

test('a redirect is an answer like any other', async () => {
  const guard = Guard.of([`127.0.0.1:${port}`]);
  const before = hits;
  expect((await ask(post(`${base}/moved`), guard)).status).toBe(302);
  expect(hits).toBe(before + 1);
});

test('what the operator vouches for is exactly what is written there', () => {
  const receivers = new Receivers(['10.1.0.0/16', 'mail.corp:2500', '[fd00::1]:8443', '192.168.1.7']);
  expect(receivers.mayReach('x', 443, '10.1.255.255')).toBe(true);
  expect(receivers.mayReach('x', 443, '::ffff:10.1.2.3')).toBe(true);
  expect(receivers.mayReach('x', 443, '10.2.0.0')).toBe(false);
  expect(receivers.mayReach('mail.corp', 2500, '10.9.9.9')).toBe(true);
  expect(receivers.mayReach('mail.corp', 25, '10.9.9.9')).toBe(false);
  expect(receivers.mayReach('x', 8443, 'fd00::1')).toBe(true);
  expect(receivers.mayReach('x', 443, 'fd00::1')).toBe(false);
  expect(receivers.vouchesFor('192.168.1.7', 443, true)).toBe(true);
  expect(receivers.vouchesFor('192.168.1.7', 22, false)).toBe(false);
  expect(() => new Receivers(['http://x'])).toThrow('names no receiver');
});

test('no address of the special ranges is public, however it is written', () => {
  const privately = fc.oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), fc.nat(255), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
    fc.tuple(fc.integer({ min: 224, max: 255 }), fc.nat(255), fc.nat(255), fc.nat(255)),
  );
  fc.assert(
    fc.property(privately, (bytes) => {
      const dotted = bytes.join('.');
      expect(isPublic(dotted)).toBe(false);
      expect(isPublic(`::ffff:${dotted}`)).toBe(false);
      const number = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
      const guard = new Guard(new Receivers([]), leadsTo([dotted]));
      expect(() => guard.expectUrl(`https://0x${number.toString(16)}/`)).toThrow(Refused);
    }),
  );
});
