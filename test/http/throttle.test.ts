import { afterAll, beforeAll, expect, test } from 'vitest';
import { caller, emailOf, password, startTestApp, type TestApp } from '../support/app.js';

let now = Date.parse('2026-03-01T10:00:00Z');
let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp({ clock: () => now, config: { trustProxy: '127.0.0.1' } });
  for (const role of ['viewer', 'trainer', 'auditor', 'admin'] as const) await fixture.as(role);
});
afterAll(() => fixture.close());

const minute = 60_000;

async function attempt(email: string, guess: string, address: string) {
  const call = caller(fixture.url, { 'x-forwarded-for': address });
  const answer = await call<{ code?: string }>('POST', '/api/session', { email, password: guess });
  return { status: answer.status, code: answer.body.code, retryAfter: answer.headers.get('retry-after') };
}

test('an account that is guessed at is closed to strangers for a while, right password or not', async () => {
  const email = emailOf('viewer');
  for (let i = 0; i < 10; i++)
    expect(await attempt(email, 'wrong', `10.0.0.${i}`)).toMatchObject({ status: 401 });
  const refused = await attempt(email, password, '10.0.1.1');
  expect(refused).toMatchObject({ status: 429, code: 'too_many_attempts' });
  expect(Number(refused.retryAfter)).toBeGreaterThan(0);
  now += 16 * minute;
  expect(await attempt(email, password, '10.0.1.1')).toMatchObject({ status: 201 });
});

test('its owner still gets in from an address that is known', async () => {
  const email = emailOf('trainer');
  expect(await attempt(email, password, '10.1.0.1')).toMatchObject({ status: 201 });
  for (let i = 0; i < 25; i++) await attempt(email, 'wrong', `10.1.1.${i}`);
  expect(await attempt(email, password, '10.1.2.1')).toMatchObject({ status: 429 });
  expect(await attempt(email, password, '10.1.0.1')).toMatchObject({ status: 201 });
});

test('an address that tries one password at many accounts is stopped', async () => {
  const address = '10.2.0.1';
  const statuses: number[] = [];
  for (let i = 0; i < 35; i++)
    statuses.push((await attempt(`user${i}@test.example`, 'summer', address)).status);
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
  expect(statuses.slice(30)).toEqual(Array(5).fill(429));
  expect(await attempt(emailOf('auditor'), password, '10.2.0.2')).toMatchObject({ status: 201 });
});

test('many guesses at once count like one after the other', async () => {
  const guesses = Array.from({ length: 40 }, (_, i) => attempt(emailOf('admin'), 'wrong', `10.3.0.${i}`));
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
});

test('an unknown account answers like a wrong password', async () => {
  const unknown = await attempt('nobody@test.example', 'wrong', '10.4.0.1');
  const wrong = await attempt(emailOf('auditor'), 'wrong', '10.4.0.1');
  expect(unknown).toEqual(wrong);
});

test('without a trusted proxy the address cannot be made up', async () => {
  const direct = await startTestApp({ clock: () => now });
  const statuses = [];
  for (let i = 0; i < 32; i++) {
    const call = caller(direct.url, { 'x-forwarded-for': `10.5.0.${i}` });
    const body = { email: `user${i}@test.example`, password: 'x' };
    statuses.push((await call('POST', '/api/session', body)).status);
  }
  expect(statuses.slice(-2)).toEqual([429, 429]);
  await direct.close();
});
