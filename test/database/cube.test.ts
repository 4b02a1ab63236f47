import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../backend/src/config.js';
import { dimensionsOf, type Population, populations } from '../../backend/src/contract/dimensions.js';
import { type Metric } from '../../backend/src/contract/metric.js';
import { metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import type { Transaction } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { sumsFor } from '../../backend/src/metrics/plan.js';
import type { RowsRequest } from '../../backend/src/metrics/sum-request.js';
import { SumsStore } from '../../backend/src/metrics/sums.store.js';
import { timesOf } from '../../backend/src/metrics/times.js';
import { TimesStore } from '../../backend/src/metrics/times.store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { generateFacts } from '../support/generate-facts.js';

const begin = Date.parse('2026-03-01T00:00:00Z');
const hour = 3_600_000;
const days = 12;
/** Some of what the generator draws, and a value that nothing has. */
const values = ['bruno', 'web', 'intent 2', '(none)', 'nobody'];

let fixture: TestDatabase;
let buckets: BucketService;
const config: Config = { ...loadConfig({}), factsMemoryMb: 100 };

beforeAll(async () => {
  fixture = await openTestDatabase();
  buckets = new BucketService(fixture.database);
  await generateFacts(fixture.database, { episodes: 1200, from: new Date(begin), days });
  await buckets.runOnce();
});
afterAll(() => fixture.close());

interface Answers {
  sums: unknown;
  times: unknown;
}

/** What is answered with what a service holds: nothing, everything, or a part. */
function ask(cube: HeldFacts, population: Population, rows: RowsRequest): Promise<Answers> {
  const sums = new SumsStore(cube);
  const times = new TimesStore(cube);
  const own = metricNames
    .map((name): Metric => metricOf(name))
    .filter((metric) => metric.population === population);
  const parts = own.flatMap((metric) => (metric.unit === 'seconds' ? [] : sumsFor(metric)));
  const read = async (tx: Transaction): Promise<Answers> => {
    const reach = await sums.reach(tx);
    const timed = [];
    for (const metric of own) {
      if (metric.unit !== 'seconds') continue;
      const found = await times.bins(tx, { ...rows, metric }, reach);
      timed.push(found.map(({ bins, ...group }) => ({ ...group, curve: timesOf(bins) })));
    }
    const found = await sums.sum(tx, { ...rows, population, parts }, reach);
    return { sums: found.filter((row) => row.sums.some((sum) => sum !== 0)), times: timed };
  };
  return fixture.database.transaction(read, { snapshot: true });
}

const empty = () => new HeldFacts(fixture.database, config);

const requests = fc.constantFrom(...populations).chain((population) =>
  fc.record({
    population: fc.constant(population),
    filtered: fc.subarray(dimensionsOf(population), { maxLength: 3 }),
    by: fc.option(fc.constantFrom(...dimensionsOf(population)), { nil: undefined }),
    axes: fc.option(fc.shuffledSubarray(dimensionsOf(population), { minLength: 2, maxLength: 2 }), {
      nil: undefined,
      freq: 2,
    }),
    kept: fc.subarray(values),
    from: fc.integer({ min: -30, max: days * 24 }),
    hours: fc.integer({ min: 0, max: days * 24 }),
    minutes: fc.integer({ min: 0, max: 59 }),
    starts: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength: 6 }), { nil: undefined }),
  }),
);
type Drawn = typeof requests extends fc.Arbitrary<infer T> ? T : never;

function rowsOf({
  filtered,
  by,
  axes: [rows, columns] = [],
  kept,
  from,
  hours,
  minutes,
  starts,
}: Drawn): RowsRequest {
  const low = begin + from * hour + minutes * 60_000;
  return {
    filters: Object.fromEntries(filtered.map((name) => [name, values])),
    from: low,
    to: low + hours * hour,
    ...(rows && columns ? { pair: { rows, columns, rowKeys: kept, columnKeys: values } } : { by }),
    starts: starts && [low, ...starts.sort((a, b) => a - b).map((at) => low + at * hour)],
  };
}

test('facts in memory give the numbers that facts in the database give, whatever is asked', async () => {
  const cube = empty();
  expect(await cube.refresh()).toBe(true);
  await fc.assert(
    fc.asyncProperty(requests, async (drawn) => {
      const rows = rowsOf(drawn);
      expect(await ask(cube, drawn.population, rows)).toEqual(await ask(empty(), drawn.population, rows));
    }),
    { numRuns: 60 },
  );
});

test('what changed is read again, and what is not held yet comes from the database', async () => {
  const cube = empty();
  await cube.refresh();
  const change = async (statement: string, from: number) => {
    const at = new Date(begin + from * hour);
    await fixture.database.transaction(async (tx) => {
      const marked = sql`
        insert into dirty_bucket (population, bucket_at)
        select 'handoff', bucket_at from generate_series(${at}::timestamptz, ${at}::timestamptz + interval '9 hours', interval '15 minutes') as bucket_at
        on conflict do nothing`;
      await tx.query(marked);
      await tx.query(sql`
        ${sql.raw(statement)} where initiated_at >= ${at} and initiated_at < ${at}::timestamptz + interval '2 hours'`);
    });
  };
  const rows: RowsRequest = {
    filters: { channel: ['web', 'voice', 'chat'], bot: ['bruno', '(none)', 'ada'] },
    from: begin,
    to: begin + days * 24 * hour,
    by: 'queue',
  };
  const statements = [
    ["update handoff set queue = 'new'", 30],
    ['delete from handoff', 60],
    ["update handoff set initiated_at = initiated_at + interval '7 hours'", 90],
    ["update handoff set first_action_at = null, bot = 'bruno', channel = 'web'", 120],
  ] as const;
  for (const [statement, from] of statements) {
    await change(statement, from);
    await buckets.runOnce();
    const expected = await ask(empty(), 'handoff', rows);
    expect(await ask(cube, 'handoff', rows)).toEqual(expected);
    expect(await cube.refresh()).toBe(true);
    expect(await ask(cube, 'handoff', rows)).toEqual(expected);
  }
});

test('without room nothing is held, and everything is answered', async () => {
  const cube = new HeldFacts(fixture.database, { ...config, factsMemoryMb: 0 });
  await cube.refresh();
  const rows = {
    filters: { bot: ['bruno'] },
    from: begin,
    to: begin + days * 24 * hour,
    by: 'channel' as const,
  };
  expect(await ask(cube, 'episode', rows)).toEqual(await ask(empty(), 'episode', rows));
});
