import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { Standing } from '../../backend/src/ledger/standing.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { crowd, findBytes } from '../support/erasure.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Done = AnswerOf<typeof routes.erasureCreate>;
type Gap = AnswerOf<typeof routes.gapGet>;
type GapList = AnswerOf<typeof routes.gapList>;
type Dataset = AnswerOf<typeof routes.datasetGet>;
type User = AnswerOf<typeof routes.userList>[number];
type Verification = AnswerOf<typeof routes.ledgerVerify>;

let app: TestApp;
let admin: Call;

const anonymous = (source: string) =>
  new EventLog('visit-77', source)
    .customer(1, { text: 'quibblewort wants something' })
    .escalated(2, { handoff_id: 'quibblehand', context: { summary: { situation: 'quibblesaid' } } })
    .human(3, { text: 'quibbledone' })
    .resolved(4, { words: 'quibbledone' }, 'quibblehand')
    .events.map((event, i) => ({ ...event, id: `${source}-${i}` }));
const words = ['quibblewort', 'quibblehand', 'quibblesaid', 'quibbledone', 'visit-77'];

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.as('admin');
  await takeEvents(app, [...crowd(40), ...anonymous('web'), ...anonymous('shop')]);
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(() => app.close());

const erase = (subject: object) => admin<Done>('POST', '/api/ledger/erasures', { subject });
async function expectWhole() {
  const { body } = await admin<Verification>('POST', '/api/ledger/verification');
  expect(body.problems).toEqual([]);
  const follow = app.app.get(FollowService, { strict: false });
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  const left = await fingerprintsOf(app.database, follow.tables);
  await follow.rebuild();
  expect(await fingerprintsOf(app.database, follow.tables)).toEqual(left);
}

test('a conversation of nobody in particular is erased by its id, in the source that is named', async () => {
  const unclear = await erase({ kind: 'conversation', id: 'visit-77' });
  expect(unclear.status).toBe(422);
  expect(unclear.body).toMatchObject({ detail: expect.stringContaining('shop') });
  const { status, body } = await erase({ kind: 'conversation', id: 'visit-77', source: 'web' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ keys: 1, entries: 4, conversations: 1, handoffs: 1 });
  expect((await findBytes(app.database, words)).length).toBeGreaterThan(0);
  expect((await erase({ kind: 'conversation', id: 'visit-77', source: 'shop' })).status).toBe(201);
  expect(await findBytes(app.database, words)).toEqual([]);
  expect((await erase({ kind: 'conversation', id: 'nowhere' })).status).toBe(404);
  await expectWhole();
});

test('whoever asks is found by an address or a number, however it is written', async () => {
  const known = (id: string, no: number) =>
    new EventLog(`known-${no}`, 'mail').started(1, { customer: { id } }).customer(2, { text: 'snorkelfax' });
  const logs = ['mailto:ada@example.com', 'Ada@example.com', 'tel:+441632960001'].map(known);
  await takeEvents(
    app,
    logs.flatMap((log) => log.events),
  );
  const extent = async (id: string) =>
    (await admin('POST', '/api/ledger/erasures/preview', { subject: { kind: 'customer', id } })).body;
  expect(await extent('ADA@example.com')).toMatchObject({ conversations: 2, entries: 4 });
  expect(await extent('ben@example.com')).toMatchObject({ conversations: 0, entries: 0 });

  const hold = {
    subject: { kind: 'customer', id: 'ada@example.com' },
    reference: 'LG 12',
    reason: 'a claim',
  };
  const placed = await admin<{ id: string }>('POST', '/api/ledger/holds', hold);
  expect((await erase({ kind: 'customer', id: 'mailto:ada@example.com' })).status).toBe(409);
  await admin('POST', `/api/ledger/holds/${placed.body.id}/lift`, { reason: 'settled' });

  expect((await erase({ kind: 'customer', id: 'ada@example.com' })).body).toMatchObject({ conversations: 2 });
  expect((await erase({ kind: 'customer', id: '+44 1632 960001' })).body).toMatchObject({ conversations: 1 });
  expect(await findBytes(app.database, ['snorkelfax'])).toEqual([]);
  await expectWhole();
});

test('whoever decided is forgotten, with the names they gave; what they dismissed stays dismissed', async () => {
  const trainer = await app.as('trainer');
  const { gaps } = (await admin<GapList>('GET', '/api/gaps')).body;
  const gap = gaps[0]?.id ?? '';
  const before = gaps[0]?.name;
  const built = await trainer<Dataset>('POST', '/api/datasets', { name: 'Mine' });
  await trainer('POST', `/api/gaps/${gap}/name`, { name: 'Flummoxed cards' });
  expect(built.body.builtBy).toBe('The trainer');
  await trainer('POST', `/api/gaps/${gap}/dismissal`, { reason: 'flummoxing' });
  const users = (await admin<User[]>('GET', '/api/users')).body;
  const id = users.find(({ role }) => role === 'trainer')?.id;

  const { status, body } = await erase({ kind: 'actor', id });
  expect(status).toBe(201);
  expect(body).toMatchObject({ keys: 1, entries: 3, conversations: 0 });
  expect(await findBytes(app.database, ['flummox'])).toEqual([]);
  const after = (await admin<Gap>('GET', `/api/gaps/${gap}`)).body;
  expect(after).toMatchObject({ name: before, status: 'dismissed', named: false });
  const dataset = (await admin<Dataset>('GET', `/api/datasets/${built.body.id}`)).body;
  expect(dataset.builtBy).toBe('(erased)');
  await expectWhole();
  // Whoever goes on working decides under a new key.
  expect((await trainer('DELETE', `/api/gaps/${gap}/dismissal`)).status).toBe(200);
  await expectWhole();
});

test('who asks may erase themselves', async () => {
  const users = (await admin<User[]>('GET', '/api/users')).body;
  const id = users.find(({ role }) => role === 'admin')?.id;
  expect((await erase({ kind: 'actor', id })).status).toBe(201);
  const { body } = await admin<{ items: { by: string | null }[] }>('GET', '/api/ledger/erasures');
  expect(body.items[0]?.by).toBe('The admin');
  expect(body.items.at(-1)?.by).toBeNull();
  await expectWhole();
});

test('while the ledger may not be written to, nothing is erased by request', async () => {
  app.app.get(Standing, { strict: false }).close('it is older than its checkpoint');
  const answer = await erase({ kind: 'customer', id: 'someone-3' });
  expect(answer.status).toBe(503);
  expect(await findBytes(app.database, ['someone-3'])).not.toEqual([]);
});
