import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Role, roles } from '../../backend/src/contract/roles.js';
import type { RouteSpec } from '../../backend/src/contract/route.js';
import { routes } from '../../backend/src/contract/routes.js';
import { type Answer, type Call, type Person, startTestApp, type TestApp } from '../support/app.js';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp();
});
afterAll(() => fixture.close());

/** Signing out last: it ends the session that the other calls need. */
const table = (Object.entries(routes) as [string, RouteSpec][]).sort(
  ([a], [b]) => Number(a === 'sessionEnd') - Number(b === 'sessionEnd'),
);
const people = roles.filter((role): role is Person => role !== 'ingest');
const sessionRoutes = ['sessionGet', 'sessionEnd'];

/** Any value will do: the guard decides before anything is parsed. */
const pathOf = (spec: RouteSpec) => spec.path.replace(/:[a-z]+/gi, '0');
const bodyOf = (spec: RouteSpec) => (spec.body || spec.consumes ? {} : undefined);

async function codes(call: Call): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, spec] of table) {
    const answer: Answer<{ code?: string }> = await call(spec.method, pathOf(spec), bodyOf(spec));
    expect(answer.status, `${name}: ${JSON.stringify(answer.body)}`).toBeLessThan(500);
    const refused = answer.status === 401 || answer.status === 403;
    found[name] = refused ? (answer.body.code ?? 'refused') : 'open';
  }
  return found;
}

function expected(role: Role | undefined, via: 'nothing' | 'session' | 'key'): Record<string, string> {
  return Object.fromEntries(
    table.map(([name, { access }]) => {
      // Whoever may deliver is known by the signature.
      if (name === 'hookReceive') return [name, 'not_authentic'];
      if (access === 'anyone') return [name, 'open'];
      if (!role) return [name, 'not_signed_in'];
      const open = access.includes(role) && !(via === 'key' && sessionRoutes.includes(name));
      return [name, open ? 'open' : 'forbidden'];
    }),
  );
}

describe('every route as every role', () => {
  test('anonymous', async () => {
    expect(await codes(fixture.anonymous)).toEqual(expected(undefined, 'nothing'));
  });

  test.each(people)('%s by session', async (role) => {
    expect(await codes(await fixture.as(role))).toEqual(expected(role, 'session'));
  });

  test.each(roles)('%s by key', async (role) => {
    expect(await codes(await fixture.withKey(role))).toEqual(expected(role, 'key'));
  });
});

test('every row of the table is bound to a controller', () => {
  const server = fixture.app.getHttpAdapter().getInstance();
  const unbound = table.filter(([, { method, path }]) => !server.hasRoute({ method, url: path }));
  expect(unbound.map(([name]) => name)).toEqual([]);
});

test.each(['nonsense', 'Basic dTpw', 'Bearer', 'Bearer baton_wrong', 'bearer '])(
  '%j opens nothing',
  async (value) => {
    const response = await fetch(`${fixture.url}/api/users`, { headers: { authorization: value } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  },
);

test('a wrong key is not made good by a session cookie beside it', async () => {
  await fixture.as('admin');
  const login = await fixture.anonymous('POST', '/api/session', {
    email: 'admin@test.example',
    password: 'a long test password',
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const response = await fetch(`${fixture.url}/api/users`, {
    headers: { cookie, authorization: 'Bearer wrong' },
  });
  expect(response.status).toBe(401);
});

describe('a request from another site', () => {
  const body = JSON.stringify({ name: 'k', role: 'viewer' });
  async function post(headers: Record<string, string>, sent = body): Promise<number> {
    const login = await fixture.anonymous('POST', '/api/session', {
      email: 'admin@test.example',
      password: 'a long test password',
    });
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const all = { cookie, 'content-type': 'application/json', ...headers };
    return (await fetch(`${fixture.url}/api/keys`, { method: 'POST', headers: all, body: sent })).status;
  }

  test('is refused by its origin, by its fetch metadata, or for having neither', async () => {
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ origin: fixture.url, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await post({ origin: fixture.url, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await post({})).toBe(403);
  });

  test('cannot come as a form', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      expect(await post({ origin: fixture.url, 'content-type': type })).toBe(415);
    }
  });

  test('our own page and our own address pass', async () => {
    expect(await post({ origin: fixture.url })).toBe(201);
    expect(await post({ origin: fixture.config.publicUrl, 'sec-fetch-site': 'same-origin' })).toBe(201);
  });
});
