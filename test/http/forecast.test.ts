import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { generateFacts } from '../support/generate-facts.js';

const whole = { from: '2026-03-01T00:00:00Z', to: '2026-05-01T00:00:00Z' };

let app: TestApp;
let call: Call;
beforeAll(async () => {
  app = await startTestApp();
  await generateFacts(app.database, { episodes: 3000, from: new Date(whole.from), days: 60 });
  await new BucketService(app.database).runOnce();
  call = await app.as('viewer');
});
afterAll(() => app.close());

describe('a forecast', () => {
  type Forecast = AnswerOf<typeof routes.metricForecast>;
  type Series = AnswerOf<typeof routes.metricSeries>;
  const foresee = (search: string) => call<Forecast>('GET', `/api/metrics/forecast?${search}`);

  test('is the weighted mean of the same hour in the weeks before, under any filter', async () => {
    const { body } = await foresee('zone=UTC&channel=web');
    expect(body.weeks).toBeGreaterThanOrEqual(body.needsWeeks);
    expect(body.hours).toHaveLength(168);
    const series = await call<Series>(
      'GET',
      `/api/metrics/series?${new URLSearchParams({ metric: 'escalations', channel: 'web', bucket: 'hour', ...whole })}`,
    );
    const counts = new Map(
      series.body.series[0]?.points.map(({ at, numerator }) => [Date.parse(at), numerator]),
    );
    for (const { at, expected, low, high } of body.hours) {
      const past = Array.from(
        { length: body.weeks },
        (_, back) => counts.get(Date.parse(at) - (back + 1) * 7 * 86_400_000) ?? 0,
      );
      const weights = past.map((_, back) => 0.8 ** back);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const mean = past.reduce((sum, one, back) => sum + one * (weights[back] ?? 0), 0) / total;
      expect(expected).toBeCloseTo(mean, 9);
      expect(low).toBeLessThanOrEqual(expected);
      expect(high).toBeGreaterThanOrEqual(expected);
    }
    expect(body.test?.hours).toBe((body.test?.weeks ?? 0) * 168);
  });

  test('begins with an hour of the zone', async () => {
    const { body } = await foresee('zone=Asia/Kathmandu');
    expect(body.hours[0]?.at).toMatch(/T\d\d:15:00/);
  });

  test('is not made of too few weeks, nor of what is not counted', async () => {
    expect((await foresee('bot=nobody')).body).toMatchObject({
      weeks: 0,
      hours: [],
      test: null,
      dispersion: null,
    });
    expect((await foresee('metric=escalation_rate')).status).toBe(400);
  });
});
