import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dimension, dimensionsOf } from '../../backend/src/contract/dimensions.js';
import { type MetricName, metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Comparison = AnswerOf<typeof routes.metricCompare>;
type ByValue = AnswerOf<typeof routes.metricCompareValues>;
type Query = Record<string, string | string[] | number | undefined>;

const begin = Date.parse('2026-03-01T00:00:00Z');
const day = 86_400_000;
const iso = (at: number) => new Date(at).toISOString();

let app: TestApp;
let call: Call;
beforeAll(async () => {
  app = await startTestApp();
  await generateFacts(app.database, { episodes: 3000, from: new Date(begin), days: 60 });
  // One queue that is plainly slower and misroutes, so that there is something to find.
  await app.database.query(sql`
    update handoff
    set transferred = handoff_key < '\\x80',
      taken_at = taken_at + interval '2 hours', joined_at = joined_at + interval '2 hours'
    where queue = 'fraud'`);
  await new BucketService(app.database).runOnce();
  call = await app.as('viewer');
});
afterAll(() => app.close());

const addressOf = (path: string, query: Query) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) search.append(name, String(one));
  }
  return `${path}?${search}`;
};
async function ask<Answer>(path: string, query: Query): Promise<Answer> {
  const answer = await call<Answer>('GET', addressOf(path, query));
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}
const sides = (a: Query, b: Query): Query => ({
  ...Object.fromEntries(Object.entries(a).map(([name, value]) => [`a.${name}`, value])),
  ...Object.fromEntries(Object.entries(b).map(([name, value]) => [`b.${name}`, value])),
});
const months = {
  march: { from: iso(begin), to: iso(begin + 30 * day) },
  april: { from: iso(begin + 30 * day), to: iso(begin + 60 * day) },
};
const whole = { from: months.march.from, to: months.april.to };
const compare = (metric: MetricName, a: Query, b: Query) =>
  ask<Comparison>('/api/metrics/compare', { metric, ...sides(a, b) });
const compareValues = (metric: MetricName, by: Dimension, a: Query, b: Query, also: Query = {}) =>
  ask<ByValue>('/api/metrics/compare/values', { metric, by, ...sides(a, b), ...also });

const shared = [
  'value',
  'numerator',
  'denominator',
  'interval',
  'quantiles',
  'immature',
  'from',
  'to',
] as const;

test('both sides are the headline of their scope, whatever the scopes', async () => {
  const filter = fc.constantFrom<Query>(
    {},
    { bot: 'ada' },
    { channel: ['web', 'app'], language: 'en' },
    { queue: '(none)' },
  );
  const cut = fc
    .tuple(fc.nat(60 * day), fc.nat(60 * day), fc.nat(60 * day))
    .map((all) => all.sort((x, y) => x - y));
  const question = fc.tuple(fc.constantFrom(...metricNames), cut, filter, filter);
  await fc.assert(
    fc.asyncProperty(question, async ([metric, [x = 0, y = 0, z = 0], one, other]) => {
      const a = { from: iso(begin + y), to: iso(begin + z), ...one };
      const b = { from: iso(begin + x), to: iso(begin + y), ...other };
      const found = await compare(metric, a, b);
      for (const [side, scope] of [[found.a, a] as const, [found.b, b] as const]) {
        const headline = await ask<Headline>('/api/metrics/headline', { metric, ...scope });
        for (const name of shared) expect(side[name]).toEqual(headline[name]);
      }
      if (found.verdict === 'too_few') expect(found.test).toBeNull();
      else expect(found.test?.p).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 40 },
  );
});

test('turning the sides round turns the verdict round', async () => {
  for (const metric of ['misroute_rate', 'time_to_acknowledge'] as const) {
    const [fraud, billing] = [
      { ...whole, queue: 'fraud' },
      { ...whole, queue: 'billing' },
    ];
    const [one, other] = [await compare(metric, fraud, billing), await compare(metric, billing, fraud)];
    expect([one.verdict, other.verdict]).toEqual(['worse', 'better']);
    expect(one.test?.p).toBeLessThan(0.001);
    expect(other.test?.statistic).toBeCloseTo(one.test?.statistic ?? 0, 6);
    expect(one.difference).toBeCloseTo(-(other.difference ?? 0), 9);
    expect(one.interval?.low).toBeGreaterThan(0);
  }
});

test('a count is held against another per day that the data reaches', async () => {
  const found = await compare(
    'handoffs',
    { from: iso(begin + 20 * day), to: iso(begin + 70 * day) },
    { from: iso(begin), to: iso(begin + 20 * day) },
  );
  expect(found.a.days).toBeCloseTo(40);
  expect(found.difference).toBeCloseTo(found.a.numerator / 40 - found.b.numerator / 20, 9);
  expect(found.ratio?.value).toBeCloseTo(found.a.numerator / 40 / (found.b.numerator / 20), 9);
  expect(found.verdict).toBe('no_difference_seen');
});

test('fewer than thirty rows are not compared', async () => {
  const found = await compare(
    'misroute_rate',
    { ...whole, queue: 'fraud', bot: 'dara', language: 'ja' },
    { ...whole, queue: 'billing' },
  );
  expect(found.a.denominator).toBeLessThan(found.least);
  expect(found).toMatchObject({ verdict: 'too_few', test: null, difference: null, interval: null });
});

test('sides that may share rows are refused', async () => {
  const refused = async (a: Query, b: Query, metric: MetricName = 'handoffs') =>
    (await call('GET', addressOf('/api/metrics/compare', { metric, ...sides(a, b) }))).status;
  expect(await refused(whole, whole)).toBe(400);
  expect(await refused({ ...whole, bot: 'ada' }, { ...whole, channel: 'web' })).toBe(400);
  expect(await refused({ ...whole, bot: ['ada', 'bruno'] }, { ...whole, bot: 'ada' })).toBe(400);
  // Episodes have no tier: such a filter does not keep the sides apart.
  expect(await refused({ ...whole, tier: 'one' }, { ...whole, tier: 'two' }, 'episodes')).toBe(400);
  expect(await refused({ ...whole, tier: 'one' }, { ...whole, tier: 'two' })).toBe(200);
});

describe('every value at once', () => {
  test('each row is the comparison of that value by itself', async () => {
    for (const metric of ['callback_rate', 'time_to_acknowledge', 'handoffs'] as const) {
      const { rows } = await compareValues(metric, 'queue', months.april, months.march);
      expect(rows.length).toBeGreaterThan(5);
      for (const { key, a, b, test: found } of rows) {
        const single = await compare(
          metric,
          { ...months.april, queue: key },
          { ...months.march, queue: key },
        );
        expect(single.a).toMatchObject(a);
        expect(single.b).toMatchObject(b);
        expect(found).toEqual(single.test);
      }
    }
  });

  test('the slow queue is named against the rest, and hardly another', async () => {
    const found = await compareValues('time_to_acknowledge', 'queue', whole, months.march, {
      against: 'rest',
      'b.from': iso(begin - 30 * day),
      'b.to': iso(begin),
    });
    expect(found.rows.find(({ key }) => key === 'fraud')?.verdict).toBe('worse');
    // The others may look better for it, but none looks worse.
    expect(found.rows.filter(({ verdict }) => verdict === 'worse')).toHaveLength(1);
    const total = await ask<Headline>('/api/metrics/headline', { metric: 'time_to_acknowledge', ...whole });
    for (const { a, b } of found.rows) {
      expect((a.denominator ?? 0) + (b.denominator ?? 0)).toBe(total.denominator);
      expect(a.numerator + b.numerator).toBe(total.numerator);
    }
  });

  test('where nothing differs, as good as nothing is named', async () => {
    const found = await compareValues('escalation_rate', 'intent', months.april, months.march);
    expect(found.compared).toBeGreaterThan(5);
    expect(found.named).toBeLessThanOrEqual(1);
    for (const { adjusted, test: single } of found.rows) {
      if (adjusted !== null) expect(adjusted).toBeGreaterThanOrEqual(single?.p ?? 1);
    }
  });

  test('what is beyond the limit is counted', async () => {
    const all = await compareValues('handoffs', 'queue', months.april, months.march);
    const some = await compareValues('handoffs', 'queue', months.april, months.march, { limit: 3 });
    expect(some.leftOut).toBe(all.rows.length - 3);
    expect(some.rows).toEqual(all.rows.slice(0, 3));
  });
});

test('an answer is an Arrow stream to whoever asks for one', async () => {
  const key = await app.key('viewer');
  const read = async (path: string, query: Query) => {
    const response = await fetch(`${app.url}${addressOf(path, query)}`, {
      headers: { authorization: `Bearer ${key}`, accept: 'application/vnd.apache.arrow.stream' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
    return tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  };
  const query = { metric: 'misroute_rate', by: 'queue', ...sides(months.april, months.march) };
  const rows = (await compareValues('misroute_rate', 'queue', months.april, months.march)).rows;
  const table = await read('/api/metrics/compare/values', query);
  expect(table.schema.metadata.get('metric')).toBe('misroute_rate');
  expect([...table.getChild('key')!]).toEqual(rows.map((row) => row.key));
  expect([...table.getChild('a_value')!]).toEqual(rows.map((row) => row.a.value));
  expect([...table.getChild('adjusted')!]).toEqual(rows.map((row) => row.adjusted));
  const series = await read('/api/metrics/series', { metric: 'handoffs', ...whole, bucket: 'month' });
  expect([...series.getChild('at')!].map(Number)).toEqual([
    Date.parse('2026-03-01'),
    Date.parse('2026-04-01'),
  ]);
  const pairs: [string, Query][] = [
    ['/api/metrics/breakdown', { metric: 'handoffs', by: 'queue' }],
    ['/api/metrics/survival', { metric: 'time_to_action' }],
    ['/api/metrics/heatmap', { metric: 'handoffs' }],
    ['/api/metrics/matrix', { metric: 'handoffs', rows: 'intent', columns: 'queue' }],
  ];
  for (const [path, members] of pairs)
    expect((await read(path, { ...members, ...whole })).numRows).toBeGreaterThan(5);
  expect(
    (await read('/api/metrics/compare', { metric: 'handoffs', ...sides(months.april, months.march) }))
      .numRows,
  ).toBe(1);
  expect((await read('/api/metrics/forecast', { zone: 'UTC' })).numRows).toBe(168);
});

describe('targets', () => {
  const steps = [
    { from: '2026-05-01', value: 0.12 },
    { from: '2026-03-01', value: 0.35 },
  ];

  test('are set by an administrator, and each change is in the ledger', async () => {
    const admin = await app.as('admin');
    const set = await admin('POST', '/api/targets', { metric: 'escalation_rate', steps });
    expect(set.status).toBe(200);
    const expected = [{ metric: 'escalation_rate', steps: [steps[1], steps[0]] }];
    expect(set.body).toEqual(expected);
    expect((await call('GET', '/api/targets')).body).toEqual(expected);
    const rows = await app.database.query<{ pub: unknown }>(sql`
      select convert_from(entry, 'UTF8')::json -> 'pub' as pub
      from ledger.inbox
      where type = 'target.changed'`);
    expect(rows.map(({ pub }) => pub)).toEqual([
      {
        metric: 'escalation_rate',
        targets: [
          [Date.parse('2026-03-01'), 350_000],
          [Date.parse('2026-05-01'), 120_000],
        ],
      },
    ]);
    await admin('POST', '/api/targets', { metric: 'escalation_rate', steps: [] });
    expect((await call('GET', '/api/targets')).body).toEqual([]);
  });

  test('that make no sense are refused, and so is who may not', async () => {
    const admin = await app.as('admin');
    const status = async (body: unknown, by = admin) => (await by('POST', '/api/targets', body)).status;
    expect(await status({ metric: 'escalation_rate', steps: [{ from: '2026-03-01', value: 1.2 }] })).toBe(
      400,
    );
    expect(await status({ metric: 'escalation_rate', steps: [steps[0], steps[0]] })).toBe(400);
    expect(await status({ metric: 'handoffs', steps })).toBe(400);
    expect(await status({ metric: 'nothing', steps })).toBe(400);
    expect(await status({ metric: 'escalation_rate', steps }, call)).toBe(403);
  });
});

test('every metric that can be read can be compared by every dimension it has', async () => {
  for (const metric of metricNames) {
    const by = dimensionsOf(metricOf(metric).population).at(-1) ?? 'bot';
    const { rows } = await compareValues(metric, by, months.april, months.march);
    for (const row of rows) expect(row.a.numerator + row.b.numerator).toBeGreaterThanOrEqual(0);
  }
});
