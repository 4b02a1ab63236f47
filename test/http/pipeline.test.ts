import { afterAll, beforeAll, expect, test } from 'vitest';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';

interface Pipeline {
  entries: number;
  pending: number;
  followers: { name: string; cursor: number; lag: number }[];
  caughtUp: boolean;
  watermark: string | null;
  sources: { source: string; conversations: number; lastAt: string; handoffSignal: boolean }[];
}

let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp();
});
afterAll(() => fixture.close());

async function pipeline(): Promise<Pipeline> {
  const viewer = await fixture.as('viewer');
  return (await viewer<Pipeline>('GET', '/api/pipeline')).body;
}

function started(conversation: string, time: string) {
  const type = 'conversation.started';
  return {
    specversion: '1.0',
    id: `${conversation}-1`,
    source: 'shop',
    type,
    subject: conversation,
    time,
    data: { bot: 'b' },
  };
}

test('an empty house is caught up', async () => {
  expect(await pipeline()).toMatchObject({
    entries: 0,
    pending: 0,
    caughtUp: true,
    watermark: null,
    sources: [],
  });
});

test('what was accepted is behind until the schedule has run once', async () => {
  const send = await fixture.withKey('ingest');
  const accepted = await send('POST', '/api/events', started('a', '2026-03-01T10:00:00Z'));
  expect(accepted).toMatchObject({ status: 200, body: { accepted: 1 } });
  expect(await pipeline()).toMatchObject({ pending: 1, caughtUp: false });
  await fixture.app.get(ScheduleService, { strict: false }).runPipeline();
  const after = await pipeline();
  expect(after).toMatchObject({
    entries: 1,
    pending: 0,
    caughtUp: true,
    watermark: '2026-03-01T10:00:00.000Z',
  });
  expect(after.followers.length).toBeGreaterThan(0);
  expect(after.followers.filter(({ lag }) => lag > 0)).toEqual([]);
  expect(after.sources).toEqual([
    { source: 'shop', conversations: 1, lastAt: '2026-03-01T10:00:00.000Z', handoffSignal: false },
  ]);
});
