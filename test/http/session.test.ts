import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { caller, emailOf, password, startTestApp, type TestApp } from '../support/app.js';

let now = Date.parse('2026-03-01T10:00:00Z');
let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp({ clock: () => now });
  await fixture.as('admin');
});
afterAll(() => fixture.close());

const hour = 3_600_000;

async function freshSession(email: string) {
  const answer = await fixture.anonymous('POST', '/api/session', { email, password });
  expect(answer.status).toBe(201);
  const cookie = answer.headers.get('set-cookie') ?? '';
  return { cookie, call: caller(fixture.url, { cookie: cookie.split(';')[0] ?? '' }) };
}

async function newUser(email: string) {
  const admin = await fixture.withKey('admin');
  const answer = await admin<{ id: string }>('POST', '/api/users', {
    name: 'A',
    email,
    role: 'viewer',
    password,
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

test('signing in gives a cookie that scripts cannot read and other sites do not send', async () => {
  await newUser('cookie@test.example');
  const { cookie, call } = await freshSession('cookie@test.example');
  expect(cookie).toMatch(/^baton=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
  expect(await call('GET', '/api/session')).toMatchObject({
    status: 200,
    body: { name: 'A', email: 'cookie@test.example', role: 'viewer' },
  });
});

test('whoever asks who is signed in before they know is told, without an error', async () => {
  await newUser('current@test.example');
  const { call } = await freshSession('current@test.example');
  const nobody = { status: 200, body: { session: null } };
  expect(await fixture.anonymous('GET', '/api/session/current')).toMatchObject(nobody);
  expect(await call('GET', '/api/session/current')).toMatchObject({
    status: 200,
    body: { session: { email: 'current@test.example', role: 'viewer' } },
  });
  const key = await fixture.withKey('admin');
  expect(await key('GET', '/api/session/current')).toMatchObject(nobody);
  await call('DELETE', '/api/session');
  expect(await call('GET', '/api/session/current')).toMatchObject(nobody);
});

test('over TLS the cookie is Secure and bound to the host', async () => {
  const secure = await startTestApp({ config: { publicUrl: 'https://baton.example' } });
  await secure.as('viewer');
  const body = { email: emailOf('viewer'), password };
  const answer = await secure.anonymous('POST', '/api/session', body);
  expect(answer.headers.get('set-cookie')).toMatch(/^__Host-baton=.*; Secure$/);
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000');
  await secure.close();
});

test('every sign-in has a new token, and only its hash is kept', async () => {
  await newUser('fresh@test.example');
  const first = await freshSession('fresh@test.example');
  const second = await freshSession('fresh@test.example');
  expect(first.cookie).not.toBe(second.cookie);
  const rows = await fixture.database.query(sql`select encode(token_hash, 'escape') as kept from session`);
  const token = first.cookie.slice('baton='.length).split(';')[0] ?? '';
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('signing out ends the session on the server', async () => {
  await newUser('out@test.example');
  const { call } = await freshSession('out@test.example');
  const out = await call('DELETE', '/api/session');
  expect(out.status).toBe(204);
  expect(out.headers.get('clear-site-data')).toContain('storage');
  expect((await call('GET', '/api/session')).status).toBe(401);
});

test('a session ends when idle, and at its absolute end however busy', async () => {
  await newUser('idle@test.example');
  const idle = await freshSession('idle@test.example');
  const busy = await freshSession('idle@test.example');
  now += 13 * hour;
  expect((await idle.call('GET', '/api/session')).status).toBe(401);
  const start = now;
  const worker = await freshSession('idle@test.example');
  expect((await busy.call('GET', '/api/session')).status).toBe(401);
  while (now - start < 14 * 24 * hour - 11 * hour) {
    now += 11 * hour;
    expect((await worker.call('GET', '/api/session')).status).toBe(now - start < 14 * 24 * hour ? 200 : 401);
  }
  now = start + 14 * 24 * hour;
  expect((await worker.call('GET', '/api/session')).status).toBe(401);
});

test('disabling an account or changing its password ends its sessions', async () => {
  const id = await newUser('gone@test.example');
  const admin = (await freshAdmin()).call;
  const first = await freshSession('gone@test.example');
  expect((await admin('PATCH', `/api/users/${id}`, { password: 'another password' })).status).toBe(200);
  expect((await first.call('GET', '/api/session')).status).toBe(401);
  await admin('PATCH', `/api/users/${id}`, { password });
  const second = await freshSession('gone@test.example');
  expect(await admin('PATCH', `/api/users/${id}`, { disabled: true })).toMatchObject({
    body: { disabled: true },
  });
  expect((await second.call('GET', '/api/session')).status).toBe(401);
  const again = await fixture.anonymous('POST', '/api/session', { email: 'gone@test.example', password });
  expect(again).toMatchObject({ status: 401, body: { code: 'wrong_credentials' } });
});

test('a person changes their own password: the current one is asked for, and other sessions end', async () => {
  await newUser('own@test.example');
  const own = await freshSession('own@test.example');
  const other = await freshSession('own@test.example');
  const change = (current: string, next: string) =>
    own.call('POST', '/api/session/password', { current, password: next });
  const wrong = await change('not the password', 'a new long password');
  expect(wrong).toMatchObject({ status: 400, body: { detail: 'The current password is not right.' } });
  expect((await change(password, 'own@test.example')).status).toBe(400);
  expect((await own.call('GET', '/api/session')).status).toBe(200);
  const done = await change(password, 'a new long password');
  expect(done).toMatchObject({ status: 200, body: { email: 'own@test.example' } });
  expect(done.headers.get('set-cookie')).toContain('HttpOnly');
  expect((await other.call('GET', '/api/session')).status).toBe(401);
  const signIn = (tried: string) =>
    fixture.anonymous('POST', '/api/session', { email: 'own@test.example', password: tried });
  expect((await signIn(password)).status).toBe(401);
  expect((await signIn('a new long password')).status).toBe(201);
});

test('whoever sets a password, it has 12 characters or more', async () => {
  const admin = (await freshAdmin()).call;
  const account = { name: 'Short', email: 'short@test.example', role: 'viewer' };
  const create = (password: string) => admin<{ id: string }>('POST', '/api/users', { ...account, password });
  expect(await create('elevenchars')).toMatchObject({ status: 400, body: { code: 'invalid_input' } });
  const made = await create('twelve chars');
  expect(made.status).toBe(201);
  const reset = (password: string) => admin('PATCH', `/api/users/${made.body.id}`, { password });
  expect((await reset('elevenchars')).status).toBe(400);
  expect((await reset('other twelve')).status).toBe(200);
  const setUp = { token: 'none', name: 'First', email: 'first@test.example', password: 'elevenchars' };
  expect((await fixture.anonymous('POST', '/api/setup', setUp)).status).toBe(400);
});

test('guesses at the current password are throttled', async () => {
  await newUser('guessed@test.example');
  const { call } = await freshSession('guessed@test.example');
  const guess = () =>
    call('POST', '/api/session/password', { current: 'guess', password: 'a long password' });
  const answers = [];
  for (let i = 0; i < 11; i++) answers.push((await guess()).status);
  expect(answers).toEqual([...Array(10).fill(400), 429]);
});

test('a changed role counts from the next request on', async () => {
  const id = await newUser('promoted@test.example');
  const { call } = await freshSession('promoted@test.example');
  expect((await call('GET', '/api/users')).status).toBe(403);
  await (await freshAdmin()).call('PATCH', `/api/users/${id}`, { role: 'admin' });
  expect((await call('GET', '/api/users')).status).toBe(200);
  await (await freshAdmin()).call('PATCH', `/api/users/${id}`, { role: 'viewer' });
});

async function freshAdmin() {
  return freshSession(emailOf('admin'));
}

test('the last administrator cannot be disabled or demoted', async () => {
  const { call } = await freshAdmin();
  const users = await call<{ id: string; role: string }[]>('GET', '/api/users');
  const [admin] = users.body.filter((user) => user.role === 'admin');
  for (const change of [{ disabled: true }, { role: 'viewer' }]) {
    expect((await call('PATCH', `/api/users/${admin?.id}`, change)).status).toBe(409);
  }
});

test('an account exists once, whatever the letters of its address', async () => {
  await newUser('twice@test.example');
  const body = { name: 'B', email: 'Twice@Test.example', role: 'viewer', password };
  expect(await (await freshAdmin()).call('POST', '/api/users', body)).toMatchObject({ status: 409 });
});

test('a revoked key opens nothing', async () => {
  const { call } = await freshAdmin();
  const made = await call<{ id: string; key: string }>('POST', '/api/keys', { name: 'k', role: 'admin' });
  const program = caller(fixture.url, { authorization: `Bearer ${made.body.key}` });
  expect((await program('GET', '/api/users')).status).toBe(200);
  expect((await call('DELETE', `/api/keys/${made.body.id}`)).status).toBe(204);
  expect((await program('GET', '/api/users')).status).toBe(401);
  const kept = JSON.stringify(await fixture.database.query(sql`select * from api_key`));
  expect(kept).not.toContain(made.body.key);
});
