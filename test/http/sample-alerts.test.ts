import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountService } from '../../backend/src/access/account.service.js';
import { createSampleAccounts } from '../../backend/src/access/sample-accounts.js';
import { EvaluateService } from '../../backend/src/alerts/evaluate.service.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { SampleAlertsService } from '../../backend/src/sample/sample-alerts.service.js';
import type { Call, TestApp } from '../support/app.js';
import { startSampleApp } from '../support/sample-app.js';

let app: TestApp;
let viewer: Call;
beforeAll(async () => {
  // A rule is about the starved handoffs of one source in a week: far more than the 30 that it asks for.
  app = await startSampleApp({ days: 8, conversations: 3_600 });
  await createSampleAccounts(app.app.get(AccountService, { strict: false }));
  viewer = await app.as('viewer');
});
afterAll(() => app?.close());

test('rules of the sample fire, and one that was too tight is over because it was changed', async () => {
  let done = false;
  const proposing = app.app
    .get(SampleAlertsService, { strict: false })
    .propose(() => false)
    .finally(() => {
      done = true;
    });
  const evaluation = app.app.get(EvaluateService, { strict: false });
  while (!done) {
    await evaluation.runDue();
    await new Promise((next) => setTimeout(next, 200));
  }
  await proposing;
  await evaluation.runDue();
  const rules = (await viewer<AnswerOf<typeof routes.alertRuleList>>('GET', '/api/alerts/rules')).body;
  expect(rules).toHaveLength(5);
  expect(rules.flatMap(({ channels }) => channels)).toEqual([]);
  const alerts = (await viewer<AnswerOf<typeof routes.alertList>>('GET', '/api/alerts')).body;
  const over = alerts.filter(({ resolvedAt }) => resolvedAt !== null);
  expect(over).toMatchObject([{ cause: 'changed', sentence: expect.stringContaining('first reply') }]);
  expect(over[0]?.reading.value).toBeGreaterThan(60);
  const firing = alerts.filter(({ resolvedAt }) => resolvedAt === null);
  expect(firing.map(({ sentence }) => sentence).join()).toContain('the share of starved handoffs');
  const { body } = await viewer<AnswerOf<typeof routes.alertMessageList>>('GET', '/api/alerts/messages');
  expect(body).toEqual({ waiting: 0, dead: 0, items: [] });
});
