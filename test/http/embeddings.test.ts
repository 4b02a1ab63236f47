import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Endpoint } from '../../backend/src/config.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { AssignService } from '../../backend/src/gaps/assign.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { Keyring } from '../../backend/src/ledger/keyring.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openTestDatabase } from '../support/database.js';
import { escalationLogs } from '../support/escalation-log.js';
import { minute } from '../support/event-log.js';
import { type ModelServer, openModelServer } from '../support/model-server.js';
import { takeEvents } from '../support/sample-app.js';

type Gaps = AnswerOf<typeof routes.gapList>;

let now = Date.parse('2026-06-01T00:00:00Z');
let server: ModelServer;
let database: Awaited<ReturnType<typeof openTestDatabase>>;
let app: TestApp;

const start = (embeddings: Endpoint | undefined) =>
  startTestApp({ clock: () => ++now, config: { embeddings }, databaseUrl: database.url });
const endpoint = (model = 'tiny') => ({ url: `${server.url}/v1/embeddings`, model, key: 'secret' });
const get = <T>(token: new (...args: never[]) => T) => app.app.get<T>(token, { strict: false });
const discovery = () => get(DiscoveryService);
const gaps = async () => (await (await app.as('viewer'))<Gaps>('GET', '/api/gaps')).body;
const askedFor = () => server.asked.flatMap(({ body }) => body.input ?? []);
const vectors = () =>
  database.database.query<{ model: string; bytes: number; count: number }>(sql`
    select model, octet_length(vector) as bytes, count(*) as count from embedding group by 1, 2 order by 1, 2`);
const waiting = async () =>
  (await database.database.one<{ n: number }>(sql`select count(*) as n from gap_news`))?.n;

beforeAll(async () => {
  [server, database] = await Promise.all([openModelServer(), openTestDatabase()]);
  app = await start(endpoint());
  await takeEvents(app, escalationLogs(120).flat());
});
afterAll(async () => {
  await app?.close();
  await database?.close();
  await server?.close();
});
beforeEach(() => {
  server.asked.length = 0;
  server.always = undefined;
});

test('gaps are found with vectors of masked words, and each text is asked for once', async () => {
  expect(await discovery().run()).toBe(true);
  const asked = askedFor();
  expect(asked.length).toBeGreaterThan(100);
  expect(new Set(asked).size).toBe(asked.length);
  for (const text of asked) {
    expect(text).toContain('<email>');
    expect(text).not.toContain('@example.com');
  }
  const { run, escalations, gaps: found } = await gaps();
  expect(run).toMatchObject({ embeddings: 'tiny', embeddingsFailure: null });
  expect(escalations.inGaps).toBeGreaterThan(90);
  expect(found.length).toBeGreaterThanOrEqual(4);
  expect(await vectors()).toEqual([{ model: 'tiny', bytes: 4 * 64, count: asked.length }]);
  server.asked.length = 0;
  expect(await discovery().run()).toBe(false);
  expect(server.asked).toEqual([]);
});

test('new escalations find their gap by vectors too; while there are none they wait, and nothing is lost', async () => {
  server.always = { status: 503 };
  const before = (await gaps()).escalations;
  await takeEvents(app, escalationLogs(24, 120).flat());
  await get(AssignService).fillVectors();
  expect(await get(AssignService).run()).toBe(0);
  // Who says what somebody said before has its vector already.
  const late = await waiting();
  expect(late).toBeGreaterThan(12);
  // It is left alone for a while.
  const asked = server.asked.length;
  await get(AssignService).fillVectors();
  expect(server.asked).toHaveLength(asked);
  server.always = undefined;
  now += 60_000;
  await get(AssignService).fillVectors();
  expect(await get(AssignService).run()).toBeGreaterThan(8);
  expect(await waiting()).toBe(0);
  expect((await gaps()).escalations.inGaps).toBeGreaterThan(before.inGaps + 8);
});

test('without an answer gaps are found by words alone, which is said, and with vectors once they are there', async () => {
  server.always = 'cut';
  await takeEvents(app, escalationLogs(36, 144).flat());
  expect(await discovery().run()).toBe(true);
  const alone = await gaps();
  expect(alone.run).toMatchObject({ embeddings: null, embeddingsFailure: expect.stringMatching(/reached/) });
  expect(alone.escalations.inGaps).toBeGreaterThan(120);
  now += 3_600_000;
  // Still no answer: it is not looked for the same once more.
  expect(await discovery().runIfDue()).toBe(false);
  server.always = undefined;
  now += 3_600_000;
  expect(await discovery().runIfDue()).toBe(true);
  const again = await gaps();
  expect(again.run).toMatchObject({ embeddings: 'tiny', embeddingsFailure: null });
  // Most gaps are the ones that they were.
  const ids = new Set(alone.gaps.map(({ id }) => id));
  expect(again.gaps.filter(({ id }) => ids.has(id)).length * 2).toBeGreaterThan(again.gaps.length);
});

test('vectors go with the words that they were made of', async () => {
  // What only one customer said.
  const words = await database.database.query<{ text: string; at: Date }>(sql`
    select text, min(at) as at from escalation group by text having count(*) = 1 order by at`);
  const [conversation] = words;
  const customer = Math.floor(((conversation?.at.getTime() ?? 0) - minute(0)) / (minute(30) - minute(0)));
  const digest = get(Keyring).digest('embedding', conversation?.text ?? '');
  const kept = () => database.database.one(sql`select model from embedding where digest = ${digest}`);
  expect(words.length).toBeGreaterThan(50);
  expect(await kept()).toEqual({ model: 'tiny' });
  const admin = await app.as('admin');
  const subject = { kind: 'customer', id: `k-${customer}` };
  expect((await admin('POST', '/api/ledger/erasures', { subject, reason: 'asked by mail' })).status).toBe(
    201,
  );
  expect(await kept()).toBeUndefined();
  await get(ScheduleService).runPipeline();
  now += 60_000;
  await discovery().runIfDue();
  expect(await kept()).toBeUndefined();
  expect(askedFor()).not.toContain(conversation?.text);
});

test('of a model whose vectors have another length, all are made again', async () => {
  const [before] = await vectors();
  server.dimension = 96;
  await takeEvents(app, escalationLogs(6, 180).flat());
  expect(await discovery().run()).toBe(true);
  const after = await vectors();
  expect(after).toEqual([{ model: 'tiny', bytes: 4 * 96, count: expect.any(Number) }]);
  expect(after[0]?.count).toBeGreaterThanOrEqual(before?.count ?? 0);
  expect((await gaps()).run).toMatchObject({ embeddings: 'tiny', embeddingsFailure: null });
});

test('another model makes all vectors again, and none is left when there is no endpoint any more', async () => {
  await app.close();
  app = await start(endpoint('small'));
  now += 3_600_000;
  expect(await discovery().runIfDue()).toBe(true);
  expect(await vectors()).toEqual([{ model: 'small', bytes: 4 * 96, count: askedFor().length }]);
  await app.close();
  app = await start(undefined);
  now += 3_600_000;
  server.asked.length = 0;
  expect(await discovery().runIfDue()).toBe(true);
  expect(await vectors()).toEqual([]);
  expect((await gaps()).run).toMatchObject({ embeddings: null, embeddingsFailure: null });
  expect(server.asked).toEqual([]);
});
