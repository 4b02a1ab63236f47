import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Population, populations } from '../../backend/src/contract/dimensions.js';
import { metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import { sql } from '../../backend/src/db/sql.js';
import { anchorColumn } from '../../backend/src/episodes/fact-filter.store.js';
import { checkRollups } from '../../backend/src/metrics/check.service.js';
import { predicateOf } from '../../backend/src/metrics/plan.js';
import { grainNames } from '../../backend/src/metrics/range.js';
import { RollupService } from '../../backend/src/metrics/rollup.service.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { generateFacts } from '../support/generate-facts.js';

let fixture: TestDatabase;
let rollups: RollupService;
let end: Date;
beforeAll(async () => {
  fixture = await openTestDatabase();
  rollups = new RollupService(fixture.database, Date.now);
  end = await generateFacts(fixture.database, {
    episodes: 1500,
    from: new Date('2026-03-01T00:00:00Z'),
    days: 20,
  });
  await rollups.runOnce();
});
afterAll(() => fixture.close());

const wrong = async () => (await checkRollups(fixture.database)).filter((check) => check.wrong > 0);

test('sums equal a full recompute from the facts', async () => {
  const checks = await checkRollups(fixture.database);
  expect(checks).toHaveLength(12);
  expect(checks.filter(({ sums }) => sums < 300)).toEqual([]);
  expect(await wrong()).toEqual([]);
});

/** Changes facts as a follower does: the rows, and a mark on every bucket that they were or are in. */
async function change(population: Population, set: string, from: number, length: number): Promise<void> {
  const table = sql.ident(population);
  const anchor = sql.ident(anchorColumn[population]);
  const begin = new Date(Date.parse('2026-03-01T00:00:00Z') + from * 3_600_000);
  const range = sql`${anchor} >= ${begin} and ${anchor} < ${begin}::timestamptz + ${length} * interval '1 hour'`;
  // Rows move by seven hours at most.
  const mark = sql`
    insert into dirty_bucket (population, bucket_at)
    select distinct ${population}, date_bin('15 minutes', ${anchor}, 'epoch')
    from ${table}
    where ${anchor} >= ${begin} and ${anchor} < ${begin}::timestamptz + ${length + 7} * interval '1 hour'
    on conflict do nothing`;
  await fixture.database.transaction(async (tx) => {
    await tx.query(mark);
    await tx.query(
      set === 'delete'
        ? sql`delete from ${table} where ${range}`
        : sql`update ${table} set ${sql.raw(set)} where ${range}`,
    );
    await tx.query(mark);
  });
}

const changes = {
  episode: [
    "same_after_at = started_at + interval '1 day'",
    "outcome = 'abandoned'",
    'bot = null',
    "started_at = started_at + interval '7 hours'",
    'delete',
  ],
  handoff: [
    "judged_due_at = initiated_at + interval '9 days'",
    'handle_seconds = null',
    "queue = 'new'",
    'first_action_at = null',
    "leak_at = leak_at + interval '3 days'",
    'delete',
  ],
  survey: ['points = null', "leg = 'bot'", 'promotes = -100', 'delete'],
  action: ["result = 'incorrect'", "due_at = anchor_at + interval '9 days'", 'handoff_key = null', 'delete'],
};

test('sums equal a recompute after any changes, wherever the watermark goes', async () => {
  const one = fc
    .constantFrom(...populations)
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        fc.constantFrom(...changes[name]),
        fc.nat(400),
        fc.integer({ min: 1, max: 90 }),
      ),
    );
  const round = fc.record({ edits: fc.array(one, { maxLength: 3 }), hoursBack: fc.nat(300) });
  await fc.assert(
    fc.asyncProperty(round, async ({ edits, hoursBack }) => {
      for (const edit of edits) await change(...edit);
      const watermark = new Date(end.getTime() - hoursBack * 3_600_000);
      await fixture.database.query(sql`update follower set watermark_at = ${watermark}`);
      await rollups.runOnce();
      expect(await wrong()).toEqual([]);
    }),
    { numRuns: 5 },
  );
});

test('a source that signals its first handoff is measured from then on, in all of its past', async () => {
  await fixture.database.query(sql`update conversation set handoff_signal = true where source = 'kiosk'`);
  expect(await rollups.runOnce()).toBeGreaterThan(0);
  expect(await wrong()).toEqual([]);
});

test('old data changes exactly the buckets it falls into', async () => {
  const { database } = fixture;
  const read = (table: string) =>
    database.query<{ row: string; bucket_at: Date }>(
      sql`select bucket_at, r::text as row from ${sql.ident(table)} as r`,
    );
  const tables = populations.flatMap((name) => grainNames.map((grain) => `rollup_${name}_${grain}`));
  const before = await Promise.all(tables.map(read));
  const at = new Date('2026-03-04T10:20:00Z');
  await database.query(sql`
    insert into episode (customer_key, conversation_key, episode_no, source, initiated_by, started_at, times_assumed,
      eligible, requested, escalated, accepted, completed, customer_turns, bot_turns, resumed, silent)
    values ('\\x01', '\\x01', 1, 'late', 'customer', ${at}, false, true, false, false, false, false, 1, 1, false, false)`);
  await database.query(sql`insert into dirty_bucket values ('episode', '2026-03-04T10:15:00Z')`);
  expect(await rollups.runOnce()).toBe(1);
  const after = await Promise.all(tables.map(read));
  const changed = tables.flatMap((table, i) => {
    const known = new Set(before[i]?.map(({ row }) => row));
    const fresh = after[i]?.filter(({ row }) => !known.has(row)) ?? [];
    return [...new Set(fresh.map(({ bucket_at }) => `${table} ${bucket_at.toISOString()}`))];
  });
  expect(changed).toEqual([
    'rollup_episode_quarter 2026-03-04T10:15:00.000Z',
    'rollup_episode_hour 2026-03-04T10:00:00.000Z',
    'rollup_episode_day 2026-03-04T00:00:00.000Z',
  ]);
});

test('a changed sum is found', async () => {
  await fixture.database.query(sql`
    update rollup_handoff_hour set sums[1] = sums[1] + 1
    where ctid in (select ctid from rollup_handoff_hour limit 1)`);
  expect(await wrong()).toEqual([
    expect.objectContaining({ population: 'handoff', grain: 'hour', wrong: 1 }),
  ]);
});

test('filling them anew gives the same sums', async () => {
  expect(await rollups.rebuild()).toBeGreaterThan(500);
  expect(await wrong()).toEqual([]);
});

test('only one replica sums at a time, and none is lost', async () => {
  await change('episode', 'bot = null', 0, 400);
  const replicas = [1, 2, 3].map(() => new RollupService(fixture.database, Date.now).runOnce());
  await Promise.all(replicas);
  await rollups.runOnce();
  expect(await fixture.database.query(sql`select from dirty_bucket`)).toEqual([]);
  expect(await wrong()).toEqual([]);
});

test('every predicate is one that PostgreSQL can plan', async () => {
  for (const name of metricNames) {
    for (const part of ['numerator', 'denominator'] as const) {
      const table = sql.ident(metricOf(name).population);
      const plan = await fixture.database.query(
        sql`explain select from ${table} where ${predicateOf(name, part, end)}`,
      );
      expect(plan.length).toBeGreaterThan(0);
    }
  }
});
