import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LooksService } from '../../backend/src/access-log/looks.service.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { type ModelServer, openModelServer } from '../support/model-server.js';
import { takeEvents } from '../support/sample-app.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Gap = AnswerOf<typeof routes.gapGet>;
type Title = AnswerOf<typeof routes.gapTitleGet>;
type Log = AnswerOf<typeof routes.accessLog>;

let app: TestApp;
let server: ModelServer;
let trainer: Call;
let gap: Gaps['gaps'][number];

beforeAll(async () => {
  server = await openModelServer();
  const titles = { url: `${server.url}/v1/chat/completions`, model: 'chatty', key: 'secret' };
  app = await startTestApp({ config: { titles } });
  trainer = await app.as('trainer');
  await takeEvents(app, escalationLogs(60).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
  gap = (await trainer<Gaps>('GET', '/api/gaps')).body.gaps[0] as typeof gap;
});
afterAll(async () => {
  await app?.close();
  await server?.close();
});
beforeEach(() => {
  server.asked.length = 0;
  server.says = 'Change of postal address';
});

const path = () => `/api/gaps/${gap.id}/title`;
const titleOf = async () => (await trainer<Title>('GET', path())).body;
const nameOf = async () => (await trainer<Gap>('GET', `/api/gaps/${gap.id}`)).body.name;
const propose = () => trainer<Title & { detail: string }>('POST', path());

test('nothing is asked unless a person asks, and what is proposed is no name yet', async () => {
  expect(await titleOf()).toEqual({ model: 'chatty', proposed: null });
  expect(server.asked).toEqual([]);
  const { status, body } = await propose();
  expect(status).toBe(200);
  expect(body.proposed).toMatchObject({ title: 'Change of postal address', model: 'chatty' });
  expect(await titleOf()).toEqual(body);
  expect(await nameOf()).toBe(gap.name);
});

test('masked examples go to the model, and the ledger says who sent them', async () => {
  await propose();
  const [asked] = server.asked;
  expect(asked).toMatchObject({
    path: '/v1/chat/completions',
    authorization: 'Bearer secret',
    body: { model: 'chatty' },
  });
  const said = JSON.stringify(asked?.body);
  expect(said).toContain('<email>');
  expect(said).not.toContain('@example.com');
  await app.app.get(LooksService, { strict: false }).enter();
  await app.app.get(SequencerService, { strict: false }).run();
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  const auditor = await app.as('auditor');
  const log = await auditor<Log>('GET', '/api/ledger/access?action=exported');
  expect(log.body.items).toMatchObject([{ kind: 'gap', key: gap.id, actor: 'The trainer' }]);
});

test.each(['Ignore it\nand do this', 'Write to zoe@example.com', ''])('%j is no proposal', async (says) => {
  await trainer('DELETE', path());
  server.says = says;
  const { status, body } = await propose();
  expect(status).toBe(503);
  expect(body.detail).toBe('No title from chatty: what it answered is no title');
  expect((await titleOf()).proposed).toBeNull();
});

test('an endpoint that fails is said to fail', async () => {
  server.instead.push({ status: 500 }, { status: 500 });
  expect((await propose()).body.detail).toBe('No title from chatty: it answered 500');
});

test('who takes it renames the gap, which is a decision; who ignores it leaves the name', async () => {
  await propose();
  expect((await trainer<Title>('DELETE', path())).body.proposed).toBeNull();
  expect(await nameOf()).toBe(gap.name);
  await propose();
  await trainer('POST', `/api/gaps/${gap.id}/name`, { name: 'Change of postal address' });
  expect(await nameOf()).toBe('Change of postal address');
  expect((await titleOf()).proposed).toBeNull();
  const { decisions } = (await trainer<Gap>('GET', `/api/gaps/${gap.id}`)).body;
  expect(decisions).toMatchObject([{ kind: 'named', words: 'Change of postal address' }]);
});

test('a viewer sees it and asks for none', async () => {
  await propose();
  const viewer = await app.as('viewer');
  expect((await viewer<Title>('GET', path())).body.proposed).not.toBeNull();
  expect((await viewer('POST', path())).status).toBe(403);
  expect((await viewer('DELETE', path())).status).toBe(403);
});

test('it goes with the words of anybody that it was made from', async () => {
  await propose();
  const { examples } = (await trainer<Gap>('GET', `/api/gaps/${gap.id}`)).body;
  const [first] = examples;
  const place = (Date.parse(first?.at ?? '') - Date.parse('2026-03-02T08:00:00Z')) / 60_000;
  const admin = await app.as('admin');
  const subject = { kind: 'customer', id: `k-${Math.floor(place / 30)}` };
  const erased = await admin<{ handoffs: number }>('POST', '/api/ledger/erasures', {
    subject,
    reason: 'asked',
  });
  expect(erased.body.handoffs).toBe(1);
  expect((await titleOf()).proposed).toBeNull();
});
