import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemKinds } from '../../backend/src/contract/problem.js';
import { startTestApp, type TestApp } from '../support/app.js';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp();
});
afterAll(() => fixture.close());

interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: keyof typeof problemKinds;
  detail?: string;
  errors?: { pointer: string; message: string }[];
}

async function problem(response: Response): Promise<ProblemBody> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const body = (await response.json()) as ProblemBody;
  expect(body.status).toBe(response.status);
  expect(body.title).toBe(problemKinds[body.code].title);
  return body;
}

function signIn(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${fixture.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

test('a text that no database keeps is refused where it stands, wherever it comes', async () => {
  const trainer = await fixture.as('trainer');
  const sent: [string, string, unknown, string][] = [
    ['POST', '/api/datasets', { name: 'n\0ul' }, '/name'],
    ['POST', '/api/datasets/preview', { name: 'x', languages: ['en', '\0'] }, '/languages/1'],
    ['POST', '/api/datasets', { name: 'half \ud800' }, '/name'],
    ['GET', '/api/handoffs?queue=%00', undefined, '/queue/0'],
  ];
  for (const [method, path, body, pointer] of sent) {
    const { status, body: found } = await trainer<ProblemBody>(method as 'GET', path, body);
    expect([status, found.errors?.[0]?.pointer]).toEqual([400, pointer]);
  }
});

test('what is wrong is located', async () => {
  const found = await problem(await signIn('{"email":"nobody"}'));
  expect(found).toMatchObject({ status: 400, code: 'invalid_input' });
  expect(found.errors?.map(({ pointer }) => pointer)).toEqual(['/email', '/password']);
});

describe('a request that cannot be read is refused with a problem', () => {
  const cases: [string, BodyInit, Record<string, string>, string][] = [
    ['truncated JSON', '{"email":', {}, 'bad_request'],
    ['an empty body', '', {}, 'bad_request'],
    ['invalid UTF-8', Buffer.from('7b2261223a22ff227d', 'hex'), {}, 'bad_request'],
    ['a prototype', '{"__proto__":{"x":1}}', {}, 'bad_request'],
    ['a constructor prototype', '{"constructor":{"prototype":{"x":1}}}', {}, 'bad_request'],
    ['another content type', 'a=b', { 'content-type': 'text/plain' }, 'unsupported_media'],
    ['a compressed body', '{}', { 'content-encoding': 'gzip' }, 'unsupported_media'],
    ['events at another route', '{}', { 'content-type': 'application/x-ndjson' }, 'unsupported_media'],
    ['too much', `"${'x'.repeat(1 << 20)}"`, {}, 'too_large'],
  ];
  test.each(cases)('%s', async (_, body, headers, code) => {
    const found = await problem(await signIn(body, headers));
    expect(found.code).toBe(code);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('too much without a length', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(1 << 16));
    let sent = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (sent++ < 20) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
    };
    const response = await fetch(`${fixture.url}/api/session`, init as RequestInit).catch(() => undefined);
    // The server may close while we are still sending.
    if (response) expect((await problem(response)).code).toBe('too_large');
  });

  test.each(['/api/nothing', '/api/session/x', '/log/x/y/z', '/healthz/x', '/assets/none.js'])(
    'the unknown address %s',
    async (path) => {
      expect(await problem(await fetch(fixture.url + path))).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    },
  );

  test.each(['/api/handoffs/%E0%A4%A', `/api/handoffs/${'x'.repeat(2000)}`])(
    'a broken address',
    async (path) => {
      const response = await fetch(fixture.url + path);
      expect([400, 404]).toContain((await problem(response)).status);
    },
  );
});

test('whatever is sent, nobody but the sender is at fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), async (body) => {
      const response = await signIn(body);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      await problem(response);
    }),
    { numRuns: 150 },
  );
});

test('without its database the service says when to come back, and keeps its secrets', async () => {
  const lonely = await startTestApp({ config: { checkResponses: false } });
  const viewer = await lonely.as('viewer');
  await lonely.dataSource.destroy();
  const response = await viewer<ProblemBody>('GET', '/api/session');
  expect(response).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(response.headers.get('retry-after')).toBe('2');
  expect(JSON.stringify(response.body)).not.toContain('pool');
  expect((await fetch(`${lonely.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${lonely.url}/readyz`)).status).toBe(503);
  await lonely.app.close();
});

test('answers carry the headers that keep browsers safe, and no policy that plain HTTP cannot keep', async () => {
  const { headers } = await fetch(`${fixture.url}/api/status`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('upgrade-insecure-requests');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('strict-transport-security')).toBeNull();
});

test('no other site may read an answer', async () => {
  const response = await fetch(`${fixture.url}/api/status`, { headers: { origin: 'https://evil.example' } });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
});

test('a request that is no HTTP ends its connection and nothing else', async () => {
  const { port } = new URL(fixture.url);
  const answer = await new Promise<string>((done) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('\u0000\u0001 nonsense\r\n\r\n'));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => done(text));
  });
  expect(answer).toContain('400 Bad Request');
  expect((await fetch(`${fixture.url}/healthz`)).status).toBe(200);
});
