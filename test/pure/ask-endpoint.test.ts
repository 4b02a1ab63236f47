import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { embedTexts } from '../../backend/src/gaps/embedding/embed.js';
import { askEndpoint, EndpointError } from '../../backend/src/outgoing/ask-endpoint.js';
import { type ModelServer, openModelServer } from '../support/model-server.js';

let server: ModelServer;
beforeAll(async () => {
  server = await openModelServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.asked.length = 0;
  server.instead.length = 0;
  server.dimension = 64;
});

const now = Date.parse('2026-03-02T08:00:00Z');
const attempts = { count: 3, patienceMs: 1_000, pauseMs: 1, clock: () => now };
const endpoint = (path = '/v1/embeddings') => ({ url: `${server.url}${path}`, model: 'tiny', key: 'secret' });
const ask = () => askEndpoint(endpoint(), { input: ['a card was lost'] }, attempts);
const embed = (texts: readonly string[]) => embedTexts(endpoint(), texts, attempts);
const failureOf = (asked: Promise<unknown>): Promise<EndpointError> =>
  asked.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: EndpointError) => error,
  );

describe('an endpoint', () => {
  test('is asked again while what is wrong may pass', async () => {
    server.instead.push('cut', { status: 503 });
    expect(await ask()).toMatchObject({ data: [{ index: 0 }] });
    expect(server.asked).toHaveLength(3);
    expect(server.asked[0]).toMatchObject({ path: '/v1/embeddings', authorization: 'Bearer secret' });
  });

  test.each([400, 401, 404, 302])(
    'is not asked again after %i, which will be the same next time',
    async (status) => {
      server.instead.push({ status, headers: { location: `${server.url}/elsewhere` } });
      expect(await failureOf(ask())).toMatchObject({ message: `it answered ${status}` });
      expect(server.asked).toHaveLength(1);
    },
  );

  test('is left alone for as long as it says', async () => {
    const before = performance.now();
    server.instead.push({ status: 429, headers: { 'retry-after': '1' } });
    await ask();
    expect(performance.now() - before).toBeGreaterThan(950);
    const later = new Date(now + 3_600_000).toUTCString();
    server.instead.push({ status: 429, headers: { 'retry-after': later } });
    expect(await failureOf(ask())).toMatchObject({ pauseMs: 3_600_000 });
  });

  test('that is not there, or whose answer is no JSON, is said to be so, without what was said', async () => {
    const nowhere = { ...endpoint(), url: 'http://127.0.0.1:9/v1/embeddings' };
    const away = await failureOf(askEndpoint(nowhere, {}, { ...attempts, count: 1 }));
    expect(away).toBeInstanceOf(EndpointError);
    expect(away.message).toMatch(/^it cannot be reached/);
    server.instead.push({ body: 'no json: a card was lost' });
    const odd = await failureOf(ask());
    expect(odd.message).toBe('it answered with something other than JSON');
    expect(odd.cause).toBeUndefined();
  });
});

describe('vectors', () => {
  test('come in the order of the texts, of unit length, in requests of at most 32', async () => {
    const texts = Array.from({ length: 70 }, (_, i) => `need ${'abcdefghij'[i % 10]} ${'klmnop'[i % 6]}`);
    const vectors = await embed(texts);
    const asked = server.asked.map(({ body }) => body.input ?? []);
    expect(asked.map(({ length }) => length).sort((a, b) => b - a)).toEqual([32, 32, 6]);
    expect(asked.flat().sort()).toEqual([...texts].sort());
    expect(vectors).toHaveLength(70);
    for (const vector of vectors) expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
    expect(vectors[30]).toEqual(vectors[0]);
    expect(vectors[1]).not.toEqual(vectors[0]);
  });

  test('are made of all texts but the one that is refused', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `need ${'abcdefghij'[i % 10]}${'klmno'[i % 5]}${i}`);
    server.refuses = texts[11];
    const vectors = await embed(texts);
    server.refuses = undefined;
    expect([...vectors.keys()].filter((i) => vectors[i] === undefined)).toEqual([11]);
    expect(server.asked.length).toBeLessThan(16);
    server.asked.length = 0;
    server.always = { status: 400 };
    expect(await failureOf(embed(texts))).toMatchObject({ message: 'it answered 400' });
    server.always = undefined;
    expect(server.asked.length).toBeLessThan(24);
  });

  test.each([
    { data: [{ index: 0, embedding: [1, 0] }] },
    {
      data: [
        { index: 0, embedding: [1, 0] },
        { index: 0, embedding: [1, 0] },
      ],
    },
    {
      data: [
        { index: 0, embedding: [1, 0] },
        { index: 1, embedding: [0, 0] },
      ],
    },
    {
      data: [
        { index: 0, embedding: [1, 0] },
        { index: 1, embedding: [1, 0, 0] },
      ],
    },
    {
      data: [
        { index: 0, embedding: [1, 0] },
        { index: 1, embedding: [1, null] },
      ],
    },
    {
      data: [
        { index: 0, embedding: [1, 0] },
        { index: 1, embedding: 'AACAPwAAAAA=' },
      ],
    },
    { error: { message: 'a card was lost' } },
    [],
  ])('that cannot be vectors of these texts are refused: %j', async (body) => {
    server.instead.push({ body });
    const failure = await failureOf(embed(['a card was lost', 'the wifi fails']));
    expect(failure).toBeInstanceOf(EndpointError);
    expect(failure.message).not.toContain('card');
  });
});
