import { afterAll, beforeAll, expect, test } from 'vitest';
import { metricNames, metricOf } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;
type Explanation = AnswerOf<typeof routes.metricExplanation>;
type Survival = AnswerOf<typeof routes.metricSurvival>;

const scope =
  "from=2026-03-02T10:07:31Z&to=2026-04-20T03:52:10Z&bot=ada&bot=b'runo&channel=web&channel=(none)";
const rates = { currency: 'EUR', bot_episode: 0.125, human_contact: 1.5, human_hour: 38.25 };

let app: TestApp;
let viewer: Call;
let admin: Call;
beforeAll(async () => {
  app = await startTestApp();
  await generateFacts(app.database, { episodes: 3000, from: new Date('2026-03-01T00:00:00Z'), days: 60 });
  await new BucketService(app.database).runOnce();
  viewer = await app.as('viewer');
  admin = await app.as('admin');
});
afterAll(() => app.close());

async function read<Answer>(path: string): Promise<Answer> {
  const { status, body } = await viewer<Answer>('GET', path);
  expect([path, status]).toEqual([path, 200]);
  return body;
}

test('without rates there is no number about costs, and it is said so', async () => {
  expect(await read('/api/cost-rates')).toEqual({ rates: null, changedAt: null });
  for (const metric of ['cost_per_handoff', 'cost_per_resolved']) {
    const answer = await read<Headline>(`/api/metrics/headline?metric=${metric}&${scope}`);
    expect(answer).toMatchObject({ value: null, interval: null, currency: null });
    expect(answer.denominator).toBeGreaterThan(0);
  }
});

test('rates are set by administrators only, and the change is in the ledger', async () => {
  expect((await viewer('PATCH', '/api/cost-rates', rates)).status).toBe(403);
  expect((await admin('PATCH', '/api/cost-rates', { ...rates, currency: 'euros' })).status).toBe(400);
  const { status, body } = await admin<{ rates: object }>('PATCH', '/api/cost-rates', rates);
  expect([status, body.rates]).toEqual([200, rates]);
  const entry = await app.database.one<{ pub: object }>(sql`
    select convert_from(entry, 'UTF8')::jsonb -> 'pub' as pub
    from ledger.inbox
    where type = 'rates.changed'`);
  expect(entry?.pub).toMatchObject({ currency: 'EUR', bot_episode_milli: 125, human_hour_milli: 38_250 });
  const answer = await read<Headline>(`/api/metrics/headline?metric=cost_per_handoff&${scope}`);
  expect(answer.currency).toBe('EUR');
  expect(answer.value).toBeGreaterThan(1.5);
  expect(answer.interval?.low).toBeGreaterThan(0);
});

/** What a reader gets who pastes it into psql. */
const run = (text: string | null) => app.database.query<Record<string, number | null>>(sql.raw(text ?? ''));

test.each(metricNames)('the SQL that is shown of %s gives its number', async (metric) => {
  const explanation = await read<Explanation>(`/api/metrics/explanation?metric=${metric}&${scope}`);
  expect(explanation.sql).toContain(`from ${metricOf(metric).population}`);
  expect(explanation.sql).not.toMatch(/\$\d/);
  const rows = await run(explanation.sql);
  if (metricOf(metric).unit === 'seconds') {
    const { curve } = await read<Survival>(`/api/metrics/survival?metric=${metric}&${scope}`);
    expect(rows).toHaveLength(Math.max(0, curve.length - 1));
    for (const [i, point] of curve.slice(1).entries()) {
      expect(rows[i]?.at_risk).toBe(point.atRisk);
      expect(Number(rows[i]?.seconds)).toBeCloseTo(point.seconds, 3);
      expect(rows[i]?.share).toBeCloseTo(point.share, 9);
    }
    return;
  }
  const answer = await read<Headline>(`/api/metrics/headline?metric=${metric}&${scope}`);
  const [row] = rows;
  expect(Number(row?.numerator)).toBe(answer.numerator);
  if (answer.denominator !== null) expect(Number(row?.denominator)).toBe(answer.denominator);
  if (answer.value === null) expect(row?.value).toBeNull();
  else expect(Number(row?.value)).toBeCloseTo(answer.value, 9);
});

test('quantiles carry intervals that hold them', async () => {
  const answer = await read<Headline>(`/api/metrics/headline?metric=time_to_action&${scope}`);
  const { quantiles } = answer;
  expect(answer.interval).toEqual(quantiles?.intervals.p50);
  for (const level of ['p50', 'p90', 'p95'] as const) {
    const value = quantiles?.[level];
    if (value === null || value === undefined) continue;
    const { low, high } = quantiles?.intervals[level] ?? { low: null, high: null };
    expect(low).toBeLessThanOrEqual(value);
    if (high !== null) expect(high).toBeGreaterThanOrEqual(value);
  }
});
