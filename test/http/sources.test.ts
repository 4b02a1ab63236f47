import { afterAll, beforeAll, expect, test } from 'vitest';
import { HealthService } from '../../backend/src/connections/health.service.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';

type List = AnswerOf<typeof routes.sourceList>;
type Detail = AnswerOf<typeof routes.sourceGet>;

const dayMs = 86_400_000;
const start = Date.parse('2026-03-30T12:00:00Z');
let now = start;

let app: TestApp;
let send: Call;
let viewer: Call;
beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  send = await app.withKey('ingest');
  viewer = await app.withKey('viewer');
});
afterAll(() => app.close());

let number = 0;
const event = (source: string, type: string, subject: string, at: number, data: object) => ({
  specversion: '1.0',
  id: `e-${++number}`,
  source,
  type,
  subject,
  time: new Date(at).toISOString(),
  data,
});
const started = (source: string, subject: string, at: number, customer?: string) =>
  event(source, 'conversation.started', subject, at, {
    bot: 'ada',
    initiated_by: 'customer',
    ...(customer ? { customer: { id: customer } } : {}),
  });
async function take(events: object[]) {
  const answer = await send<{ accepted: number; duplicate: number; conflict: number; invalid: number }>(
    'POST',
    '/api/events',
    events,
  );
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  return answer.body;
}
const health = async (name: string) => {
  const { body } = await viewer<List>('GET', '/api/sources');
  const found = body.sources.find(({ source }) => source === name);
  if (!found) throw new Error(`no source ${name}`);
  return found;
};

test('what came is counted by what became of it', async () => {
  const events = [started('desk', 'c-1', now - 90_000), started('desk', 'c-2', now - 10_000)];
  await take(events);
  await take(events);
  await take([
    { ...events[0], data: { bot: 'other' } },
    { ...events[0], id: 'e-bad', data: { bot: 7 } },
  ]);
  const { intake, lastAt, lastArrivalAt, lag, format } = await health('desk');
  expect(intake).toMatchObject({ accepted: 2, duplicate: 2, conflict: 1, invalid: 1, rejected: 0 });
  expect(lastAt).toBe(new Date(now - 10_000).toISOString());
  expect(lastArrivalAt).toBe(new Date(now).toISOString());
  expect(lag).toEqual({ events: 2, median: 15, p90: 300 });
  expect(format).toBeNull();
});

test('a name that no source may have is counted and breaks nothing', async () => {
  await take([{ ...started('x', 'c', now), source: 'not a source\u0000' }]);
  expect((await health('desk')).intake.accepted).toBe(2);
});

test('volume is told against the same hours of the weeks before', async () => {
  const begun = (day: number, times: number) =>
    Array.from({ length: times }, (_, i) =>
      started('steady', `d${day}-${i}`, now - day * dayMs - (i + 1) * 60_000),
    );
  await take([28, 21, 14, 7].flatMap((day) => begun(day, 40)));
  const { volume } = await health('steady');
  expect(volume).toMatchObject({ now: 0, usual: { value: 40, weeks: 4 }, verdict: 'less' });
  await take(begun(0, 38));
  expect((await health('steady')).volume).toMatchObject({ now: 38, verdict: 'usual' });
  const { body } = await viewer<Detail>('GET', '/api/sources/steady');
  expect(body.days).toHaveLength(28);
  expect(body.days.at(-1)).toBe(38);
});

test('how far sources are joined by their customers', async () => {
  const turn = (source: string, subject: string) =>
    event(source, 'turn.recorded', subject, now - 5000, { role: 'customer', text: 'Hello' });
  await take([
    started('chat', 'i-1', now - 6000, 'ana'),
    turn('chat', 'i-1'),
    started('chat', 'i-2', now - 6000, 'bo'),
    turn('chat', 'i-2'),
    started('chat', 'i-3', now - 6000),
    turn('chat', 'i-3'),
    started('phone', 'j-1', now - 6000, ' ANA '),
    turn('phone', 'j-1'),
  ]);
  const { identity } = await health('chat');
  expect(identity.known).toMatchObject({ numerator: 2, denominator: 3 });
  expect(identity.elsewhere).toMatchObject({ numerator: 1, denominator: 2 });
  expect((await health('phone')).identity.elsewhere).toMatchObject({ numerator: 1, denominator: 1 });
});

test('fields that are empty, now and before', async () => {
  const spoken = (day: number, times: number, more: object) =>
    Array.from({ length: times }, (_, i) =>
      event('fields', 'turn.recorded', `f${day}-${i}`, now - day * dayMs, {
        role: 'customer',
        text: 'Hello',
        ...more,
      }),
    );
  await take([...spoken(20, 60, { intent: 'greeting' }), ...spoken(2, 40, {})]);
  const { body } = await viewer<Detail>('GET', '/api/sources/fields');
  expect(body.nulls.find(({ field }) => field === 'intent')).toMatchObject({
    type: 'turn.recorded',
    now: { numerator: 40, denominator: 40 },
    before: { numerator: 0, denominator: 60 },
    moved: 'vanished',
  });
  expect(body.moved).toBeGreaterThan(0);
});

test('what is counted over weeks is counted by the schedule, and by whoever asks where no schedule runs', async () => {
  const service = app.app.get(HealthService, { strict: false });
  const known = async () => (await health('weeks')).identity.known;
  await take([started('weeks', 'w-1', now - 60_000, 'w-one')]);
  await service.refresh();
  expect(await known()).toMatchObject({ numerator: 1, denominator: 1 });
  await take([started('weeks', 'w-2', now - 30_000)]);
  expect(await known()).toMatchObject({ denominator: 1 });
  expect((await health('weeks')).lastAt).toBe(new Date(now - 30_000).toISOString());
  await service.refresh();
  expect(await known()).toMatchObject({ numerator: 1, denominator: 2 });
  await take([started('weeks', 'w-3', now - 20_000)]);
  now = start + 200_000;
  expect(await known()).toMatchObject({ denominator: 3 });
  now = start;
});

test('what an imported log lacks is told by its own weeks', async () => {
  const long = now - 400 * dayMs;
  await take(Array.from({ length: 40 }, (_, i) => started('archive', `old-${i}`, long + i * 60_000)));
  // What was counted for others a moment ago is not shown any more.
  now += 10 * 60_000;
  const { unmeasured } = await health('archive');
  expect(unmeasured).toEqual(expect.arrayContaining(['handoffs', 'turns', 'customers']));
  expect(unmeasured).not.toContain('context');
});

test('where nobody can tell what is missing, it is said how little there is to tell it from', async () => {
  const long = now - 500 * dayMs;
  const people = Array.from({ length: 40 }, (_, i) => {
    const [subject, at] = [`people-${i}`, long + i * 60_000];
    return [
      event('people', 'conversation.started', subject, at, { initiated_by: 'customer' }),
      event('people', 'turn.recorded', subject, at + 1000, { role: 'customer', text: 'Hello' }),
      event('people', 'turn.recorded', subject, at + 2000, { role: 'human', text: 'Hello' }),
    ];
  });
  await take([...people.flat(), started('seldom', 'seldom-1', now - 60_000)]);
  now += 10 * 60_000;
  expect(await health('people')).toMatchObject({
    unmeasured: null,
    toldFrom: { conversations: 40, episodes: 0, handoffs: 0 },
  });
  expect(await health('seldom')).toMatchObject({
    unmeasured: null,
    toldFrom: { conversations: 1, episodes: 1, handoffs: 0 },
  });
});

test('a source that nobody knows is not there', async () => {
  expect((await viewer('GET', '/api/sources/nobody')).status).toBe(404);
});
