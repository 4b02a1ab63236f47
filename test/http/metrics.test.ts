import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Dimension, dimensionsOf, type Filters } from '../../backend/src/contract/dimensions.js';
import { buckets } from '../../backend/src/contract/metric-answers.js';
import { type MetricName, metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { filterSql } from '../../backend/src/episodes/fact-filter.store.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { HeldFacts } from '../../backend/src/metrics/held-facts.store.js';
import { predicateOf } from '../../backend/src/metrics/plan.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Series = AnswerOf<typeof routes.metricSeries>;
type Breakdown = AnswerOf<typeof routes.metricBreakdown>;
type Survival = AnswerOf<typeof routes.metricSurvival>;
type Query = Record<string, string | string[] | undefined>;

const begin = Date.parse('2026-03-01T00:00:00Z');
const day = 86_400_000;
const range = { from: '2026-03-01T00:00:00Z', to: '2026-05-01T00:00:00Z' };

let app: TestApp;
let call: Call;
let watermark: Date;
beforeAll(async () => {
  app = await startTestApp();
  watermark = await generateFacts(app.database, { episodes: 3000, from: new Date(begin), days: 60 });
  await new BucketService(app.database).runOnce();
  expect(await app.app.get(HeldFacts, { strict: false }).refresh()).toBe(true);
  call = await app.as('viewer');
});
afterAll(() => app.close());

async function ask<Answer>(path: string, query: Query): Promise<Answer> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) search.append(name, one);
  }
  const answer = await call<Answer>('GET', `${path}?${search}`);
  expect(answer.body).toMatchObject({});
  expect(answer.status).toBe(200);
  return answer.body;
}
const headline = (metric: MetricName, query: Query = {}) =>
  ask<Headline>('/api/metrics/headline', { metric, ...range, ...query });
const series = (metric: MetricName, query: Query = {}) =>
  ask<Series>('/api/metrics/series', { metric, ...range, ...query });
const breakdown = (metric: MetricName, by: Dimension, query: Query = {}) =>
  ask<Breakdown>('/api/metrics/breakdown', { metric, by, ...range, ...query });
const survival = (query: Query = {}) =>
  ask<Survival>('/api/metrics/survival', { metric: 'time_to_action', ...range, ...query });

const renumber = (by: number) =>
  app.database.query(sql`
  with reach as (update metric_reach set change_no = change_no + ${by}::int)
  update day_change set change_no = change_no + ${by}::int`);

/** The same question while nothing that is held can be used: every day has changed. */
async function fromFacts<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  await renumber(1000);
  return question().finally(() => renumber(-1000));
}

test.each(metricNames)('%s is answered alike from memory and from the database', async (metric) => {
  const by = dimensionsOf(metricOf(metric).population).slice(-3);
  const edge = { from: '2026-03-02T10:07:31Z', to: '2026-04-20T03:52:10Z' };
  const all = async () => [
    await headline(metric),
    await headline(metric, edge),
    await headline(metric, { ...edge, [by[0] ?? 'bot']: ['ada', '(none)', 'in', 'late'] }),
    await series(metric, { ...edge, bucket: 'week', zone: 'Asia/Kathmandu' }),
    await series(metric, { bucket: 'day', zone: 'UTC', by: by[1] }),
    ...(await Promise.all(by.map((name) => breakdown(metric, name, edge)))),
  ];
  expect(await all()).toEqual(await fromFacts(all));
});

const filters = (metric: MetricName) => {
  const chosen = fc.subarray(dimensionsOf(metricOf(metric).population), { maxLength: 2 });
  return chosen.map((names): Filters => Object.fromEntries(names.map((name) => [name, valuesOf[name]])));
};
/** Some that occur, and the missing one. */
const valuesOf: Record<Dimension, string[]> = {
  source: ['chat', 'archive'],
  bot: ['ada'],
  bot_version: ['v1', 'v2'],
  channel: ['web', 'app'],
  language: ['en'],
  segment: ['(none)', 'business'],
  intent: ['intent 1', 'intent 2', '(none)'],
  queue: ['billing'],
  reason: ['customer_request', '(none)'],
  tier: ['one'],
  priority: ['normal'],
  purpose: ['escalation'],
  signal: ['inferred'],
  from_kind: ['human'],
  to_kind: ['human', 'bot'],
  context_kind: ['part', '(none)'],
  contact_kind: ['repeat', '(none)'],
  assist: ['with_bot', '(none)'],
  ...{ resolved_intent: ['intent 1', '(none)'], outcome: ['handed_off', '(none)'] },
  kind: ['refund'],
  result: ['correct', '(none)'],
  cause: ['misrouted'],
  ...{ survey_kind: ['csat', 'nps'], leg: ['human'] },
};

/** Sums of whole numbers are not rows: their list is those that add to them. */
const summed: readonly MetricName[] = [
  'context_completeness',
  'absent_episode_fields',
  'absent_handoff_fields',
];
const counted = metricNames.filter((name) => !summed.includes(name));

test('a number is the length of its list, under every filter and in every range', async () => {
  const question = fc
    .constantFrom(...counted)
    .chain((metric) => fc.tuple(fc.constant(metric), filters(metric), fc.nat(60 * day), fc.nat(60 * day)));
  await fc.assert(
    fc.asyncProperty(question, async ([metric, chosen, one, other]) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)].map((at) => new Date(begin + at));
      const answer = await headline(metric, { ...chosen, from: from?.toISOString(), to: to?.toISOString() });
      const { population } = metricOf(metric);
      for (const part of ['numerator', 'denominator'] as const) {
        if (answer[part] === null) continue;
        const row = await app.database.one<{ count: number }>(sql`
          select count(*) as count
          from ${sql.ident(population)}
          where ${filterSql(population, { ...chosen, from, to })} and ${predicateOf(metric, part, watermark)}`);
        expect(answer[part]).toBe(row?.count);
      }
    }),
    { numRuns: 60 },
  );
});

const zones = ['UTC', 'Asia/Kolkata', 'Asia/Kathmandu', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia'];

test.each(['escalation_rate', 'fidelity', 'handoffs', 'time_to_reply'] as const)(
  'buckets of %s add up to the same in every zone',
  async (metric) => {
    const total = await headline(metric);
    for (const zone of zones) {
      for (const bucket of buckets.slice(1)) {
        const answer = await series(metric, { zone, bucket });
        const points = answer.series[0]?.points ?? [];
        const sum = (part: 'numerator' | 'denominator') =>
          points.reduce((all, point) => all + (point[part] ?? 0), 0);
        expect([zone, bucket, sum('numerator')]).toEqual([zone, bucket, total.numerator]);
        expect(sum('denominator')).toBe(total.denominator ?? 0);
      }
    }
  },
);

test('a breakdown adds up to its total, which is the headline', async () => {
  for (const metric of ['escalation_rate', 'callback_rate', 'time_to_action', 'episodes'] as const) {
    const { rows, total } = await breakdown(metric, 'intent');
    const whole = await headline(metric);
    expect(rows.reduce((sum, row) => sum + row.numerator, 0)).toBe(whole.numerator);
    expect(total).toMatchObject({
      value: whole.value,
      numerator: whole.numerator,
      denominator: whole.denominator,
      interval: whole.interval,
    });
  }
});

test('the five outcomes share out all that ended', async () => {
  const names = [
    'self_served_confirmed',
    'self_served_assumed',
    'abandoned',
    'handed_off',
    'handoff_failed',
  ] as const;
  const shares = await Promise.all(names.map((name) => headline(name, { channel: 'web' })));
  expect(shares.reduce((sum, share) => sum + (share.value ?? 0), 0)).toBeCloseTo(1, 12);
  expect(new Set(shares.map((share) => share.denominator)).size).toBe(1);
});

test('episodes by outcome under a filter are each as many as when that outcome is asked for', async () => {
  const chosen = { bot: ['ada'] };
  const { rows, total } = await breakdown('episodes', 'outcome', chosen);
  expect(rows.map(({ key }) => key)).toContain('handed_off');
  for (const { key, numerator } of rows) {
    expect([key, numerator]).toEqual([
      key,
      (await headline('episodes', { ...chosen, outcome: [key] })).numerator,
    ]);
  }
  expect(total.numerator).toBe((await headline('episodes', chosen)).numerator);
  const lines = async () => [
    await series('episodes', { ...chosen, by: 'outcome', bucket: 'week', zone: 'Asia/Kathmandu' }),
  ];
  expect(await lines()).toEqual(await fromFacts(lines));
});

test('a source that never signals a handoff cannot be measured, and is not in the rate', async () => {
  const answer = await headline('escalation_rate');
  expect(answer.cannotMeasure).toEqual(['kiosk']);
  expect(await headline('escalation_rate', { source: 'kiosk' })).toMatchObject({
    value: null,
    interval: null,
    denominator: 0,
    cannotMeasure: ['kiosk'],
  });
  const eligible = await headline('eligible_episodes');
  const kiosk = await headline('eligible_episodes', { source: 'kiosk' });
  expect(answer.denominator).toBe(eligible.numerator - kiosk.numerator);
  expect((await headline('handoffs')).cannotMeasure).toEqual([]);
});

test('a handoff that nobody answers stays in the time to action', async () => {
  const before = await survival();
  await app.database.query(sql`
    with changed as (
      update handoff set first_action_at = null, resolved_at = null, ended_at = null
      where handoff_key = (
        select handoff_key from handoff
        where first_action_at is not null and to_kind = 'human' and not times_assumed order by 1 limit 1)
      returning initiated_at)
    insert into dirty_bucket select 'handoff', date_bin('15 minutes', initiated_at, 'epoch') from changed`);
  expect(await new BucketService(app.database).runOnce()).toBe(1);
  const after = await survival();
  await app.app.get(HeldFacts, { strict: false }).refresh();
  expect(await survival()).toEqual(after);
  expect(after.timed).toBe(before.timed);
  expect(after.observed).toBe(before.observed - 1);
  expect(after.censored.open).toBe(before.censored.open + 1);
  expect(after.curve.at(-1)?.share).toBeLessThan(before.curve.at(-1)?.share ?? 0);
});

test('handoffs with assumed times are counted, not timed', async () => {
  const answer = await survival({ source: 'archive' });
  const quantiles = { p50: null, p90: null, p95: null };
  expect(answer).toMatchObject({ timed: 0, observed: 0, curve: [], quantiles });
  expect(answer.untimed).toBeGreaterThan(0);
});

test('young handoffs are left out of the callback rate and counted beside it', async () => {
  const answer = await headline('callback_rate');
  expect(answer.immature).toBeGreaterThan(0);
  const { points = [] } = (await series('callback_rate', { bucket: 'week' })).series[0] ?? {};
  expect(points[0]?.immature).toBe(false);
  expect(points.at(-1)?.immature).toBe(true);
  const all = points.reduce((sum, point) => sum + (point.denominator ?? 0), 0);
  expect(all).toBe((answer.denominator ?? 0) + answer.immature);
});

test('a bucket without rows is a gap for a ratio and a zero for a count; past the watermark nothing is known', async () => {
  const query = { from: '2026-02-27T00:00:00Z', to: '2026-05-03T00:00:00Z' };
  const ratio = (await series('fidelity', query)).series[0]?.points ?? [];
  const count = (await series('handoffs', query)).series[0]?.points ?? [];
  expect(ratio[0]).toMatchObject({ value: null, interval: null, denominator: 0, immature: false });
  expect(count[0]).toMatchObject({ value: 0, numerator: 0 });
  expect(count.at(-1)).toMatchObject({ value: null, interval: null, immature: true });
  expect(count).toHaveLength(65);
});

test('a series by a dimension has its eight largest values', async () => {
  const answer = await series('episodes', { by: 'intent', bucket: 'month' });
  const { rows } = await breakdown('episodes', 'intent', { limit: '8' });
  expect(answer.series.map(({ key }) => key).sort()).toEqual(rows.map(({ key }) => key).sort());
});

test('what cannot be asked is refused', async () => {
  const status = async (path: string, query: Query) =>
    (await call('GET', `${path}?${new URLSearchParams(query as Record<string, string>)}`)).status;
  const metric = 'escalation_rate';
  expect(await status('/api/metrics/breakdown', { metric, by: 'tier', ...range })).toBe(400);
  expect(await status('/api/metrics/headline', { metric, from: range.to, to: range.from })).toBe(400);
  expect(
    await status('/api/metrics/series', { metric, ...range, from: '1990-01-01T00:00:00Z', bucket: '15m' }),
  ).toBe(400);
  expect(await status('/api/metrics/series', { metric, ...range, zone: 'Mars/Olympus' })).toBe(400);
});

test('the dimensions offer what occurs, the most frequent first', async () => {
  const answer = await ask<AnswerOf<typeof routes.dimensionValues>>('/api/dimensions', range);
  const source = answer.dimensions.find(({ name }) => name === 'source');
  expect(source?.values.map(({ value }) => value)).toEqual(['chat', 'voice', 'kiosk', 'archive']);
  expect(source?.values.reduce((sum, { count }) => sum + count, 0)).toBe(
    (await headline('episodes')).numerator,
  );
  const again = await fromFacts(() => ask<typeof answer>('/api/dimensions', range));
  expect(again).toEqual(answer);
});

test('every metric says how it is defined', async () => {
  const { body } = await call<unknown[]>('GET', '/api/metrics');
  expect(body).toHaveLength(metricNames.length);
});
