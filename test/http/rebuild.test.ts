import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuild } from '../../backend/src/cli/rebuild.js';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { sql } from '../../backend/src/db/sql.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { dumpFacts } from '../support/pipeline.js';
import { randomLog } from '../support/random-log.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const log = fc.sample(randomLog({ conversations: 40 }), { numRuns: 1, seed: 5 })[0] as CloudEvent[];
  const send = await app.withKey('ingest');
  expect((await send('POST', '/api/events', log)).status).toBe(200);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
});
afterAll(() => app.close());

async function run(...args: string[]) {
  const lines: string[] = [];
  const surroundings = {
    config: app.config,
    env: {},
    say: (line: string) => void lines.push(line),
    note: () => undefined,
  };
  const code = await rebuild.run(args, surroundings);
  return { code, lines };
}
async function numbers(): Promise<unknown> {
  await app.app.get(HeldFacts, { strict: false }).refresh();
  const view = await app.as('viewer');
  const range = 'from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z';
  const { status, body } = await view('GET', `/api/metrics/breakdown?metric=episodes&by=outcome&${range}`);
  expect(status).toBe(200);
  return body;
}

test('a rebuild gives the same tables and the same numbers, and says so', async () => {
  const before = { facts: await dumpFacts(app.database), numbers: await numbers() };
  expect(before.numbers).toMatchObject({ rows: expect.arrayContaining([expect.anything()]) });
  const { code, lines } = await run();
  expect(code).toBe(0);
  expect(lines.map((line) => line.split('\t')[0])).toContain('handoff');
  for (const line of lines) expect(line).toMatch(/\tas before$/);
  expect({ facts: await dumpFacts(app.database), numbers: await numbers() }).toEqual(before);
});

test('a rebuild mends facts that somebody changed', async () => {
  const before = await dumpFacts(app.database);
  await app.database.query(
    sql`update episode set outcome = 'self_served_confirmed' where outcome is not null`,
  );
  const { lines } = await run('episodes');
  expect(lines.filter((line) => line.endsWith('changed')).map((line) => line.split('\t')[0])).toEqual([
    'episode',
  ]);
  expect(await dumpFacts(app.database)).toBe(before);
});

test('a follower that nobody knows is refused', async () => {
  await expect(run('nobody')).rejects.toThrow('no follower named nobody');
});
