import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { answer, ask, call, eventsOf, handover, mapped, read, types } from '../support/chat-log.js';

test('messages are found under messages, traj, one key that holds them, or the key that is named', async () => {
  const messages = [ask];
  for (const record of [{ messages }, { traj: messages }, { dialogue: messages, tags: ['x'] }, messages]) {
    expect(await eventsOf(record)).toHaveLength(2);
  }
  expect(await mapped({ a: messages, b: messages })).toMatchObject({
    reason: expect.stringContaining('--messages-key'),
  });
  expect(await eventsOf({ a: messages, b: [] }, { messagesKey: 'a' })).toHaveLength(2);
  expect(await mapped({ messages }, { messagesKey: 'c' })).toMatchObject({ pointer: '/c' });
  expect(await mapped({ messages: [] })).toMatchObject({ reason: 'there are no messages in it' });
});

test('own times are used, in seconds or as RFC 3339, and are not marked', async () => {
  const events = await eventsOf(
    {
      messages: [
        { role: 'system', content: 'x' },
        { ...ask, created_at: 1_715_785_200 },
        { role: 'assistant', content: 'Hm.', timestamp: '2024-05-15T17:00:30+02:00' },
        { role: 'assistant', content: 'Found.' },
      ],
    },
    { start: undefined },
  );
  expect(events.map((event) => [event.time, event.timeassumed ?? false])).toEqual([
    ['2024-05-15T15:00:00.000Z', false],
    ['2024-05-15T15:00:00.000Z', false],
    ['2024-05-15T15:00:30.000Z', false],
    ['2024-05-15T15:00:30.000Z', true],
  ]);
});

test('without times a start is asked for, and with it records and messages are spaced', async () => {
  const text = JSON.stringify([{ messages: [ask, ask] }, { messages: [ask] }]);
  const refused = await read(text, { start: undefined });
  expect(refused).toMatchObject([
    { at: { index: 0 }, reason: expect.stringContaining('--start TIME') },
    { at: { index: 1 }, reason: expect.stringContaining('--start TIME') },
  ]);
  const times = (await read(text)).flatMap((each) =>
    'events' in each ? each.events.map((event) => event.time) : [],
  );
  expect(times).toEqual([
    '2024-05-15T15:00:00.000Z',
    '2024-05-15T15:00:00.000Z',
    '2024-05-15T15:00:10.000Z',
    '2024-05-15T15:10:00.000Z',
    '2024-05-15T15:10:00.000Z',
  ]);
});

test('a second reading gives the same ids, and other content gives other names', async () => {
  const ids = async (text: string) =>
    (await read(text)).flatMap((each) => ('events' in each ? each.events.map((event) => event.id) : []));
  const text =
    '{"messages":[{"role":"user","content":"a"}]}\n{"task_id":3,"trial":1,"messages":[{"role":"user"}]}\n';
  expect(await ids(text)).toEqual(await ids(text));
  expect((await ids(text)).slice(2)).toEqual(['task-3-trial-1:1', 'task-3-trial-1:2']);
  expect((await ids(text))[0]).not.toBe((await ids(text.replace('"a"', '"b"')))[0]);
  const odd = await eventsOf({ id: 'Gespräch 1', messages: [ask] });
  expect(odd[0]).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}:1$/), subject: 'Gespräch 1' });
});

test('what the door would refuse is refused here, with its place', async () => {
  expect(await mapped({ messages: [{ role: 'wizard' }] })).toMatchObject({ pointer: '/messages/0/role' });
  expect(await mapped({ messages: [ask, 7] })).toMatchObject({ pointer: '/messages/1' });
  expect(await mapped({ messages: [{ ...ask, created_at: 'yesterday' }] })).toMatchObject({
    pointer: '/messages/0',
  });
  expect(await mapped({ messages: [{ ...ask, content: 'x'.repeat(200_001) }] })).toMatchObject({
    reason: expect.stringContaining('longer than'),
    pointer: '/messages/0/content',
  });
  expect(await mapped({ id: 'x'.repeat(201), messages: [ask] })).toMatchObject({
    reason: expect.stringContaining('200 characters'),
  });
  expect(await mapped({ messages: [call('x'.repeat(121), {})] })).toMatchObject({
    reason: expect.stringContaining('120 characters'),
    pointer: '/messages/0/tool_calls/0/function/name',
  });
  expect(await mapped({ reward: 'yes', messages: [ask] })).toMatchObject({ pointer: '/reward' });
  expect(await mapped(null)).toMatchObject({ reason: expect.any(String) });
});

test('whatever becomes of a record, it is mapped or refused once and the reading goes on', async () => {
  const valid = {
    id: 'r',
    reward: 1,
    messages: [ask, call('find_bag', { tag: 7 }), answer('Error: x y'), ...handover],
  };
  const places = pathsOf(valid);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ path: fc.constantFrom(...places), value: fc.jsonValue({ maxDepth: 3 }) }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (mutations) => {
        const broken = structuredClone(valid);
        for (const { path, value } of mutations) replace(broken, path, value);
        const results = await read(`${JSON.stringify(broken)}\n${JSON.stringify(valid)}\n`);
        expect(results.map((result) => result.at.index)).toEqual([0, 1]);
        expect(results[1]).toHaveProperty('events');
        for (const result of results) {
          if ('events' in result) expect(result.events.length).toBeGreaterThan(0);
          else expect(result.reason).not.toBe('');
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('every cut through a file gives records or a refusal', async () => {
  const text = JSON.stringify([{ messages: [ask] }, { messages: [ask, ...handover] }]);
  for (let length = 1; length < text.length; length++) {
    const results = await read(text.slice(0, length));
    expect(results.at(-1)).toHaveProperty('reason');
  }
});

test('CloudEvents are handed on as they are, anything but an object is refused', async () => {
  const event = {
    specversion: '1.0',
    id: '1',
    source: 's',
    subject: 'c-1',
    time: '2026-03-02T09:00:00Z',
    type: 'conversation.started',
    data: {},
    extra: 1,
  };
  const results = await read(`${JSON.stringify(event)}\n7\n`, {}, 'cloudevents');
  expect(results).toEqual([
    { at: { index: 0, line: 1 }, events: [event] },
    { at: { index: 1, line: 2 }, reason: 'a CloudEvent must be a JSON object', pointer: '' },
  ]);
});

const shared = resolve(process.env.BATON_SHARED ?? '../shared', 'data/tau-bench/gpt-4o-airline.json');
test.skipIf(!existsSync(shared))(
  '200 real episodes give 48 handoffs, 35 of them right, and 103 failed without one',
  async () => {
    const results = await read(readFileSync(shared, 'utf8'));
    expect(results).toHaveLength(200);
    const episodes = results.map((result) => ('events' in result ? result.events : []));
    expect(episodes.every((events) => events.length > 0)).toBe(true);
    const handedOff = episodes.filter((events) => types(events).includes('handoff.initiated'));
    expect(handedOff).toHaveLength(48);
    const results_ = (list: CloudEvent[][], result: string) =>
      list.filter((events) => events.some((event) => event.data.result === result)).length;
    expect(results_(handedOff, 'correct')).toBe(35);
    expect(results_(handedOff, 'incorrect')).toBe(13);
    const ends = (resolved: string) =>
      episodes.filter((events) =>
        events.some((event) => event.type === 'conversation.ended' && event.data.resolved === resolved),
      ).length;
    expect(ends('no')).toBe(103);
    expect(ends('confirmed')).toBe(49);
    const ids = episodes.flat().map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(episodes.map((events) => events[0]?.subject)).size).toBe(200);
  },
);

type Path = (string | number)[];
function pathsOf(value: unknown, before: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [before];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    pathsOf(each, [...before, Array.isArray(value) ? Number(key) : key]),
  );
  return before.length === 0 ? inner : [before, ...inner];
}
function replace(root: unknown, path: Path, value: unknown): void {
  let at = root as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    if (typeof next !== 'object' || next === null) return;
    at = next as Record<string | number, unknown>;
  }
  at[path.at(-1) as string] = value;
}
