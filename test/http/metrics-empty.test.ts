import { expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { startTestApp } from '../support/app.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;

test('before the first event nothing is known and nothing fails', async () => {
  const app = await startTestApp();
  const viewer = await app.as('viewer');
  for (const metric of ['escalation_rate', 'handoffs', 'time_to_action']) {
    const query = `metric=${metric}&from=2026-03-01T00:00:00Z&to=2026-05-01T00:00:00Z`;
    const { status, body } = await viewer<Headline>('GET', `/api/metrics/headline?${query}`);
    expect(status).toBe(200);
    expect(body.watermark).toBeNull();
  }
  await app.close();
});
