import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { AssignService } from '../../backend/src/gaps/assign.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { Keyring } from '../../backend/src/ledger/keyring.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { EventLog } from '../support/event-log.js';
import { type ModelServer, openModelServer } from '../support/model-server.js';
import { takeEvents } from '../support/sample-app.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Gap = AnswerOf<typeof routes.gapGet>;

let now = Date.parse('2026-06-01T00:00:00Z');
let server: ModelServer;
let app: TestApp;

const get = <T>(token: new (...args: never[]) => T) => app.app.get<T>(token, { strict: false });
const gaps = async () => (await (await app.as('viewer'))<Gaps>('GET', '/api/gaps')).body;
const askedFor = () => server.asked.flatMap(({ body }) => body.input ?? []);
const textOf = async (place: number) =>
  (
    await app.database.one<{ text: string }>(sql`
      select text from escalation join handoff using (handoff_key) where handoff_id = ${`h-${place}`}`)
  )?.text ?? '';
const keptFor = (text: string) =>
  app.database.one(sql`
    select model from embedding where digest = ${get(Keyring).digest('embedding', text)}`);

/** Escalations of whom no two say the same. */
const differentLogs = (count: number, first = 0): CloudEvent[] =>
  escalationLogs(count, first).flatMap((events, i) => {
    const own = [...String(first + i)].map((digit) => 'qwrtzpsdfg'[Number(digit)]).join('');
    return events.map((event) => {
      const { role, text } = event.data as { role?: string; text?: string };
      return role === 'customer' ? { ...event, data: { ...event.data, text: `${own} ${text}` } } : event;
    });
  });
/** What the customer of a conversation allows from now on. */
async function allow(place: number, scopes: string[], party?: string): Promise<void> {
  const log = new EventLog(`e-${place}`, 'shop');
  log.add('consent.changed', 9_000 + place, { scopes, party }, { id: `consent-${place}-${scopes.join()}` });
  await takeEvents(app, log.events);
}

beforeAll(async () => {
  server = await openModelServer();
  server.says = 'Some title';
  const model = (path: string) => ({ url: `${server.url}${path}`, model: 'tiny', key: 'secret' });
  const config = { embeddings: model('/v1/embeddings'), titles: model('/v1/chat/completions') };
  app = await startTestApp({ clock: () => ++now, config });
  await takeEvents(app, differentLogs(120));
});
afterAll(async () => {
  await app?.close();
  await server?.close();
});
beforeEach(() => {
  server.asked.length = 0;
});

test('words go to a model only where they may be shown and be learnt from', async () => {
  await allow(3, ['identity', 'transcript']);
  await allow(4, ['identity', 'training']);
  await allow(5, [], 'training');
  // Said about somebody else, or covered.
  await allow(6, [], 'partner');
  await allow(7, ['transcript', 'training']);
  const refused = await Promise.all([3, 4, 5].map(textOf));
  const allowed = await Promise.all([6, 7].map(textOf));
  expect(new Set([...refused, ...allowed]).size).toBe(5);
  expect(await get(DiscoveryService).run()).toBe(true);
  const asked = askedFor();
  expect(asked).toHaveLength(117);
  expect(asked).toEqual(expect.arrayContaining(allowed));
  expect(asked.filter((text) => refused.includes(text))).toEqual([]);
  expect((await gaps()).run).toMatchObject({ embeddings: 'tiny', embeddingsFailure: null });
});

test('new escalations without it wait for no vector', async () => {
  const before = (await gaps()).escalations;
  await takeEvents(app, differentLogs(8, 120));
  await allow(121, ['identity']);
  const text = await textOf(121);
  await get(AssignService).fillVectors();
  expect(askedFor()).toHaveLength(7);
  expect(askedFor()).not.toContain(text);
  await get(AssignService).run();
  const left = await app.database.one<{ n: number }>(sql`select count(*) as n from gap_news`);
  expect(left?.n).toBe(0);
  const { inGaps } = (await gaps()).escalations;
  expect(inGaps).toBeGreaterThan(before.inGaps + 4);
});

test('a title is asked for without their words', async () => {
  const trainer = await app.as('trainer');
  const [gap] = (await gaps()).gaps;
  const pathOf = `/api/gaps/${gap?.id}`;
  const { examples } = (await trainer<Gap>('GET', pathOf)).body;
  const [first] = examples;
  const place = examples.length > 0 ? await placeOf(first?.handoffKey ?? '') : -1;
  // It is still shown: only learning from it is refused.
  await allow(place, ['transcript']);
  expect((await trainer<Gap>('GET', pathOf)).body.examples[0]).toEqual(first);
  expect((await trainer('POST', `${pathOf}/title`)).status).toBe(200);
  const said = JSON.stringify(server.asked.map(({ body }) => body.messages));
  expect(said).not.toContain(JSON.stringify(first?.text).slice(1, -1));
  expect(said).toContain(JSON.stringify(examples[1]?.text).slice(1, -1));
});

async function placeOf(handoffKey: string): Promise<number> {
  const row = await app.database.one<{ id: string }>(sql`
    select handoff_id as id from handoff where handoff_key = ${Buffer.from(handoffKey, 'base64url')}`);
  return Number(row?.id.split('-')[1]);
}

test('a vector goes when consent is taken back; when many refuse, nobody’s words are sent', async () => {
  const text = await textOf(6);
  expect(await keptFor(text)).toEqual({ model: 'tiny' });
  await allow(6, ['identity']);
  now += 3_600_000;
  await get(DiscoveryService).run();
  expect(await keptFor(text)).toBeUndefined();
  for (let place = 60; place < 66; place += 1) await allow(place, ['identity']);
  await takeEvents(app, differentLogs(4, 128));
  server.asked.length = 0;
  expect(await get(DiscoveryService).run()).toBe(true);
  expect(server.asked).toEqual([]);
  const { run } = await gaps();
  expect(run).toMatchObject({ embeddings: null, embeddingsFailure: expect.stringContaining('consent') });
});
