import { afterAll, beforeAll, expect, test } from 'vitest';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { EventLog, minute } from '../support/event-log.js';
import { fetchPack } from '../support/pack.js';
import { takeEvents } from '../support/sample-app.js';

let app: TestApp;
let call: Call;
beforeAll(async () => {
  app = await startTestApp();
  const zoe = { customer: { id: 'Zoe-1' } };
  const first = new EventLog('c-1').started(0, { bot: 'ada', ...zoe }).customer(1);
  first.escalated(2, { handoff_id: 'h-1' }).accepted(3).acted(4, { action_id: 'a' }).resolved(5, {}, 'h-1');
  first.escalated(6, { handoff_id: 'h-2' }).accepted(7);
  const second = new EventLog('c-2', 'voice')
    .started(20)
    .escalated(21, { handoff_id: 'h-9', ...zoe })
    .ended(22);
  const same = new EventLog('c-1', 'voice').started(30, { bot: 'ada', customer: { id: 'someone' } });
  await takeEvents(app, [...first.events, ...second.events, ...same.events]);
  call = await app.as('auditor');
});
afterAll(() => app.close());

interface Item {
  index: number;
  type: string;
  source: string;
}
async function find(query: Record<string, string | number>): Promise<Item[]> {
  const text = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const answer = await call<{ items: Item[]; next: number | null }>('GET', `/api/ledger/entries?${text}`);
  expect(answer.status).toBe(200);
  return answer.body.items;
}
const indices = async (query: Record<string, string | number>) =>
  (await find(query)).map(({ index }) => index);

test('a conversation is found in every source that has its id, or in one', async () => {
  expect(await indices({ conversation: 'c-1' })).toEqual([11, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect(await indices({ conversation: 'c-1', source: 'voice' })).toEqual([11]);
  expect(await indices({ conversation: 'c-1', source: 'nowhere' })).toEqual([]);
  expect(await indices({ conversation: 'c-' })).toEqual([]);
});

test('a handoff is found by id and by key, with the events that belong to it without naming it', async () => {
  expect(await indices({ handoff: 'h-1' })).toEqual([5, 4, 3, 2]);
  expect(await indices({ handoff: 'h-2' })).toEqual([7, 6]);
  const list = await call<{ items: { key: string; id: string }[] }>('GET', '/api/handoffs?limit=50');
  const key = list.body.items.find(({ id }) => id === 'h-1')?.key ?? '';
  expect(await indices({ handoff: key })).toEqual([5, 4, 3, 2]);
  expect(await indices({ handoff: 'A'.repeat(22) })).toEqual([]);
});

test('a customer is found with all events of all conversations that name them, in one case or another', async () => {
  const all = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
  expect(await indices({ customer: 'Zoe-1' })).toEqual(all);
  expect(await indices({ customer: ' ZOE-1 ' })).toEqual(all);
  expect(await indices({ customer: 'someone' })).toEqual([11]);
  expect(await indices({ customer: 'zoe' })).toEqual([]);
});

test('what somebody decided is found by name, address, id, and by the name of an API key', async () => {
  await fetchPack(app, { scope: { kind: 'range', first: 0, last: 1 } });
  const session = await call<object>('POST', '/api/ledger/evidence', {
    scope: { kind: 'range', first: 0, last: 2 },
  });
  expect(session.status).toBe(200);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  // Account and key of the tests have the same name: both are meant.
  expect(await indices({ actor: 'the AUDITOR' })).toEqual([13, 12]);
  expect(await indices({ actor: 'auditor@test.example' })).toEqual([13]);
  const admin = await app.as('admin');
  const users = await admin<{ id: string; role: string }[]>('GET', '/api/users');
  const keys = await admin<{ id: string }[]>('GET', '/api/keys');
  expect(await indices({ actor: users.body.find(({ role }) => role === 'auditor')?.id ?? '' })).toEqual([13]);
  expect((await Promise.all(keys.body.map(({ id }) => indices({ actor: id })))).flat()).toEqual([12]);
  expect(await indices({ actor: 'nobody' })).toEqual([]);
});

test('every part of a search must hold', async () => {
  expect(await indices({ type: 'handoff.initiated' })).toEqual([9, 6, 2]);
  expect(await indices({ type: 'handoff.initiated', customer: 'zoe-1', source: 'voice' })).toEqual([9]);
  expect(await indices({ conversation: 'c-1', customer: 'someone' })).toEqual([11]);
  expect(await indices({ handoff: 'h-1', type: 'handoff.accepted' })).toEqual([3]);
  const [from, to] = [new Date(minute(2)).toISOString(), new Date(minute(20)).toISOString()];
  expect(await indices({ from, to })).toEqual([7, 6, 5, 4, 3, 2]);
  expect(await indices({ from, to, customer: 'zoe-1', type: 'handoff.accepted' })).toEqual([7, 3]);
  expect(await indices({ from, to, actor: 'the auditor' })).toEqual([]);
});

test('pages follow one another without a gap', async () => {
  const pages: number[] = [];
  for (let next: number | null | undefined; next !== null; ) {
    const before = next === undefined ? '' : `&before=${next}`;
    const { body } = await call<{ items: Item[]; next: number | null }>(
      'GET',
      `/api/ledger/entries?source=web&limit=3${before}`,
    );
    pages.push(...body.items.map(({ index }) => index));
    next = body.next;
  }
  expect(pages).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
});
