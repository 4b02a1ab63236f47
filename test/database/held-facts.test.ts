import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../../backend/src/config.js';
import { type Population, populations } from '../../backend/src/contract/dimensions.js';
import { metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { markBuckets, markDirty, markMoments } from '../../backend/src/episodes/dirty-bucket.store.js';
import { anchorColumn } from '../../backend/src/episodes/fact-filter.store.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { checkHeld } from '../../backend/src/metrics/check.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { predicateOf } from '../../backend/src/metrics/plan.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { generateFacts } from '../support/generate-facts.js';

const days = 20;

let fixture: TestDatabase;
let buckets: BucketService;
let held: HeldFacts;
let end: Date;
beforeAll(async () => {
  fixture = await openTestDatabase();
  buckets = new BucketService(fixture.database);
  held = new HeldFacts(fixture.database, loadConfig({}));
  end = await generateFacts(fixture.database, {
    episodes: 1500,
    from: new Date('2026-03-01T00:00:00Z'),
    days,
  });
  await catchUp();
});
afterAll(() => fixture.close());

/** What the schedule does; gives how many buckets changed. */
async function catchUp(): Promise<number> {
  const changed = await buckets.runOnce();
  expect(await held.refresh()).toBe(true);
  return changed;
}

const wrong = async () => (await checkHeld(fixture.database, held)).filter((check) => check.wrong > 0);

test('what is held answers as a full recompute from the facts', async () => {
  const checks = await checkHeld(fixture.database, held);
  expect(checks).toHaveLength(populations.length);
  for (const check of checks) {
    expect(check.days).toBeGreaterThanOrEqual(days);
    expect(check.groups).toBeGreaterThan(500);
  }
  expect(await wrong()).toEqual([]);
});

/** Changes facts as a follower does: the rows, and marks on them, or on the buckets, where they were or are. */
async function change(
  population: Population,
  set: string,
  from: number,
  length: number,
  mark = markBuckets,
): Promise<void> {
  const table = sql.ident(population);
  const anchor = sql.ident(anchorColumn[population]);
  const begin = new Date(Date.parse('2026-03-01T00:00:00Z') + from * 3_600_000);
  const range = sql`${anchor} >= ${begin} and ${anchor} < ${begin}::timestamptz + ${length} * interval '1 hour'`;
  // Rows move by seven hours at most.
  const rows = sql`
    select ${population}::text as population, ${anchor} as moment
    from ${table}
    where ${anchor} >= ${begin} and ${anchor} < ${begin}::timestamptz + ${length + 7} * interval '1 hour'`;
  await fixture.database.transaction(async (tx) => {
    await mark(rows, tx);
    await tx.query(
      set === 'delete'
        ? sql`delete from ${table} where ${range}`
        : sql`update ${table} set ${sql.raw(set)} where ${range}`,
    );
    await mark(rows, tx);
  });
}

const oneOf = (source: string) => sql`
  handoff_key = (select handoff_key from handoff where source = ${source} order by handoff_key limit 1)`;

/** Handoffs say what travelled with them, and are marked. */
async function say(fields: string, of: Sql): Promise<void> {
  await fixture.database.transaction(async (tx) => {
    await tx.query(sql`update handoff set context_fields = ${fields}::text[] where ${of}`);
    await markMoments(
      sql`select 'handoff' as population, initiated_at as moment from handoff where ${of}`,
      tx,
    );
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
    "context_fields = '{transcript}', starved = false",
    'first_action_at = null',
    "leak_at = leak_at + interval '3 days'",
    'delete',
  ],
  survey: ['points = null', "leg = 'bot'", 'promotes = -100', 'delete'],
  action: ["result = 'incorrect'", "due_at = anchor_at + interval '9 days'", 'handoff_key = null', 'delete'],
};

test('what is held equals a recompute after any changes, wherever the watermark goes', async () => {
  const one = fc
    .constantFrom(...populations)
    .chain((name) =>
      fc.tuple(
        fc.constant(name),
        fc.constantFrom(...changes[name]),
        fc.nat(400),
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(markBuckets, markMoments),
      ),
    );
  // Of all handoffs of a source or of one: whether the source says what travels may change for all.
  const saying = fc.oneof(
    fc.record({ fields: fc.constantFrom('{}', '{intent,confidence}'), ofAll: fc.constant(true) }),
    fc.record({ fields: fc.constantFrom('{phone}', '{transcript}', '{}'), ofAll: fc.constant(false) }),
  );
  const round = fc.record({
    edits: fc.array(one, { maxLength: 3 }),
    said: fc.array(saying, { minLength: 1, maxLength: 4 }),
    hoursBack: fc.nat(300),
    unread: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(round, async ({ edits, said, hoursBack, unread }) => {
      for (const edit of edits) {
        await change(...edit);
        // What was numbered, and not read, by the time of the next change.
        if (unread) await buckets.runOnce();
      }
      for (const { fields, ofAll } of said) {
        await say(fields, ofAll ? sql`source = 'voice'` : oneOf('voice'));
        await catchUp();
      }
      const watermark = new Date(end.getTime() - hoursBack * 3_600_000);
      await fixture.database.query(sql`update follower set watermark_at = ${watermark}`);
      await catchUp();
      expect(await wrong()).toEqual([]);
    }),
    { numRuns: 5 },
  );
});

test('a source that signals its first handoff is measured from then on, in all of its past', async () => {
  await fixture.database.query(sql`update conversation set handoff_signal = true where source = 'kiosk'`);
  expect(await catchUp()).toBeGreaterThan(0);
  expect(await wrong()).toEqual([]);
});

test('a source that first says what travelled is measured from then on, in all of its past, and back', async () => {
  const { database } = fixture;
  const measured = async () => {
    const [row] = await database.query<{ rows: number }>(sql`
      select count(*) as rows from handoff
      where source = 'voice' and ${predicateOf('starvation_rate', 'denominator', end)}`);
    return row?.rows;
  };
  const all = async () =>
    (
      await database.query<{ rows: number }>(sql`select count(*) as rows from handoff where source = 'voice'`)
    )[0]?.rows;
  const from = sql`source = 'voice'`;
  const saying = async (fields: string, of: Sql) => {
    await say(fields, of);
    expect(await catchUp()).toBeGreaterThan(0);
    expect(await wrong()).toEqual([]);
  };
  await saying('{intent,confidence}', from);
  expect(await measured()).toBe(0);
  await saying('{phone}', oneOf('voice'));
  expect(await measured()).toBe(await all());
  await saying('{}', from);
  expect(await measured()).toBe(0);
});

test('old data changes exactly the bucket it falls into', async () => {
  const { database } = fixture;
  const numbers = () =>
    database.query<{ population: string; bucket_at: Date }>(sql`
      select population, bucket_at from bucket_change
      where change_no > (select change_no - 1 from metric_reach)`);
  const at = new Date('2026-03-04T10:20:00Z');
  await database.query(sql`
    insert into episode (customer_key, conversation_key, episode_no, source, initiated_by, started_at, times_assumed,
      eligible, requested, escalated, accepted, completed, customer_turns, bot_turns, resumed, silent)
    values ('\\x01', '\\x01', 1, 'late', 'customer', ${at}, false, true, false, false, false, false, 1, 1, false, false)`);
  await database.query(sql`insert into dirty_bucket values ('episode', '2026-03-04T10:15:00Z')`);
  expect(await catchUp()).toBe(1);
  expect(await numbers()).toEqual([{ population: 'episode', bucket_at: new Date('2026-03-04T10:15:00Z') }]);
  expect(await wrong()).toEqual([]);
});

test('of a bucket only the rows that were said to have changed are read', async () => {
  const { database } = fixture;
  const [one, other] = await database.query<{ started_at: Date }>(sql`
    with busy as (
      select date_bin('15 minutes', started_at, 'epoch') as bucket_at
      from episode
      group by 1
      order by count(distinct started_at) desc
      limit 1
    )
    update episode set bot = 'other'
    from busy
    where date_bin('15 minutes', started_at, 'epoch') = bucket_at
    returning started_at`);
  const mark = (row: { started_at: Date } | undefined) =>
    database.transaction((tx) => markDirty('episode', [row?.started_at.getTime() as number], tx));
  await mark(one);
  await catchUp();
  expect(await wrong()).toEqual([expect.objectContaining({ population: 'episode' })]);
  await mark(other);
  await buckets.runOnce();
  // Two changes since it was read: what the first was of is not known any more.
  await mark(one);
  await catchUp();
  expect(await wrong()).toEqual([]);
});

test('facts that nobody said had changed are found', async () => {
  await fixture.database.query(sql`
    update handoff set reroutes = reroutes + 1
    where ctid in (select ctid from handoff where reroutes = 0 and to_kind = 'human' limit 1)`);
  expect(await wrong()).toEqual([expect.objectContaining({ population: 'handoff' })]);
});

test('what is read for the first time equals what was kept up to date', async () => {
  await fixture.database.query(sql`
    insert into dirty_bucket select population, bucket_at from bucket_change`);
  await catchUp();
  const fresh = new HeldFacts(fixture.database, loadConfig({}));
  expect(await fresh.refresh()).toBe(true);
  expect(fresh.bytes).toBe(held.bytes);
  expect(await checkHeld(fixture.database, fresh)).toEqual(await checkHeld(fixture.database, held));
  expect(await wrong()).toEqual([]);
});

test('later days take the room of earlier ones', async () => {
  const size = held.bytes / 2 ** 20;
  const small = new HeldFacts(fixture.database, { ...loadConfig({}), factsMemoryMb: size / 2 });
  expect(await small.refresh()).toBe(true);
  expect(small.bytes).toBeLessThan(held.bytes * 0.8);
  for (const { days: begins } of await checkHeld(fixture.database, small)) expect(begins).toBeLessThan(days);
  for (const population of populations)
    expect(small.cube(population).held(Date.parse('2026-03-20'))).toBeDefined();
});

test('only one replica numbers changes at a time, and none is lost', async () => {
  await change('episode', 'bot = null', 0, 400);
  const replicas = [1, 2, 3].map(() => new BucketService(fixture.database).runOnce());
  await Promise.all(replicas);
  await catchUp();
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
