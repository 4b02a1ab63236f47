import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { topics } from '../../backend/src/contract/metric.js';
import { metricNames } from '../../backend/src/contract/metrics.js';
import { SampleLoaderService } from '../../backend/src/sample/sample-loader.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  await app.app.get(SampleLoaderService, { strict: false }).load({ days: 60, conversations: 1200 });
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

test('any metric can be the chart, offered by the question that it answers', async () => {
  const { page, context, complaints } = await visitAs(browser, app, 'viewer');
  await page.goto('/?range=90d');
  const choice = page.getByLabel('Metric of this chart');
  await choice.waitFor();
  expect(await choice.locator('option').count()).toBe(metricNames.length);
  const groups = await choice
    .locator('optgroup')
    .evaluateAll((all) => all.map((one) => one.getAttribute('label')));
  expect(groups).toEqual(Object.values(topics));
  for (const [label, question] of [
    ['Ramp-up', 'How long does a human need before helping?'],
    ['Net promoter score, human', 'Would customers recommend us after the human (NPS)?'],
    ['Handle time', 'How much human work does a handoff take?'],
  ] as const) {
    await choice.selectOption({ label });
    await page.getByRole('region', { name: question }).locator('.recharts-surface').first().waitFor();
  }
  expect(new URL(page.url()).searchParams.get('tile')).toBe('handle_time');
  expect(complaints).toEqual([]);
  await context.close();
});

test('any five can be the tiles; the address keeps which, and the usual ones come back', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/?range=90d');
  await settled(page);
  await page.getByRole('button', { name: 'Choose tiles' }).click();
  await page.getByLabel('Tile 1').selectOption({ label: 'Satisfaction, human' });
  const tiles = page.getByRole('region', { name: 'Headline numbers' });
  await tiles.getByRole('button', { name: 'Satisfaction, human', exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('tiles')).toMatch(/^csat_human\./);
  await page.reload();
  await settled(page);
  expect(await tiles.getByRole('button', { name: 'Satisfaction, human', exact: true }).count()).toBe(1);
  await page.getByRole('button', { name: 'Choose tiles' }).click();
  await page.getByRole('button', { name: 'The usual five' }).click();
  await tiles.getByRole('button', { name: 'Escalation rate', exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.has('tiles')).toBe(false);
  await context.close();
});

test('how a number is measured ends with the SQL that gives it', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/?range=90d&channel=web');
  await settled(page);
  await page.getByRole('button', { name: 'How “Time to action” is measured' }).first().click();
  await page.getByText('Formula and SQL').click();
  const text = page.getByRole('region', { name: 'SQL' });
  await text.waitFor();
  expect(await text.innerText()).toContain("handoff.channel = any(array['web']::text[])");
  await page.getByText('Brookmeyer').waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await context.close();
});

test('without a rate there is no cost; with one there is, in its currency', async () => {
  const viewer = await visitAs(browser, app, 'viewer');
  const address = '/?range=90d&tile=cost_per_handoff&tiles=cost_per_handoff';
  await viewer.page.goto(address);
  await viewer.page.getByText('No rates are set').waitFor();
  await viewer.page.getByRole('link', { name: 'Set a rate' }).waitFor();
  const admin = await visitAs(browser, app, 'admin', { width: 390, height: 844 });
  await admin.page.goto('/settings#costs');
  await admin.page.getByLabel('Currency').fill('chf');
  await admin.page.getByLabel('Per episode with the bot').fill('0.1');
  await admin.page.getByLabel('Per handoff that a human takes').fill('0');
  await admin.page.getByLabel('Per hour of human work').fill('60');
  await admin.page.getByRole('button', { name: 'Set rates' }).click();
  await admin.page.getByText('who did it stands in the ledger').waitFor();
  expect(await overflowOf(admin.page)).toBe(0);
  await viewer.page.goto(address);
  await settled(viewer.page);
  const tiles = viewer.page.getByRole('region', { name: 'Headline numbers' });
  expect(await tiles.innerText()).toMatch(/\d\.\d\d CHF/);
  await Promise.all([viewer.context.close(), admin.context.close()]);
});
