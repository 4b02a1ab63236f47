import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

type Plans = AnswerOf<typeof routes.planList>;
type Result = AnswerOf<typeof routes.planGet>;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const plans = async () => (await (await app.as('viewer'))<Plans>('GET', '/api/adjudication/plans')).body;
const resultOf = async (id: string) =>
  (await (await app.as('viewer'))<Result>('GET', `/api/adjudication/plans/${id}`)).body;

/** Waits for the next case, which must not be this one. */
async function nextCase(page: Page, left: number): Promise<void> {
  await page.getByText(`${left} left for you`).waitFor();
  await page.getByRole('button', { name: /^Correct/ }).waitFor();
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
}

test('a trainer draws a sample, reads it with the keyboard, and takes a judgement back', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  await page.goto('/fidelity/samples?range=365d');
  await page.getByRole('button', { name: 'Draw a sample' }).first().click();
  await page.getByLabel('Actions to read').fill('8');
  await page.getByLabel('Name').fill('A first look');
  await page.getByRole('radio', { name: 'At random from all (simple)' }).check();
  await page.getByText('8 of the other').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Draw the sample' }).click();
  await page.getByRole('heading', { level: 1, name: 'A first look' }).waitFor();
  const [plan] = await plans();
  expect(plan).toMatchObject({ name: 'A first look', drawn: 8, read: 0 });

  await page.getByRole('link', { name: 'Begin to read' }).click();
  await nextCase(page, 8);
  await page.keyboard.press('c');
  await nextCase(page, 7);
  await page.keyboard.press('o');
  await page.getByRole('button', { name: /Agent error/ }).waitFor();
  await page.keyboard.press('5');
  await nextCase(page, 6);
  expect(await resultOf(plan?.id ?? '')).toMatchObject({ read: 2 });
  await page.keyboard.press('z');
  await nextCase(page, 7);
  expect(await resultOf(plan?.id ?? '')).toMatchObject({ read: 1 });
  await context.close();
});

test('what was judged and what is estimated stand side by side', async () => {
  const [plan] = await plans();
  if (!plan) throw new Error('no sample was drawn');
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(`/fidelity/samples/${plan.id}`);
  await settled(page);
  await page.getByText('Of those judged', { exact: true }).waitFor();
  await page.getByText('Of all due, estimated from the sample', { exact: true }).waitFor();
  expect(await page.getByRole('link', { name: /read/ }).count()).toBe(0);
  await page.goto(`/fidelity/samples/${plan.id}/review`);
  await page.getByText('Your role does not include this').waitFor();
  await context.close();
});

test('a number of the callbacks’ page opens as many rows as it counts', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/fidelity/callbacks?range=365d');
  await settled(page);
  const row = page.getByRole('row', { name: /^24 hours/ });
  const link = row.getByRole('link').first();
  const counted = await link.innerText();
  await link.click();
  await page.getByText(new RegExp(`^${counted} handoffs?$`)).waitFor();
  await context.close();
});

test('a handoff says what shows that the customer came back because of it', async () => {
  const viewer = await app.as('viewer');
  const list = await viewer<{ items: { key: string; callbackReasons: string[] }[] }>(
    'GET',
    '/api/handoffs?view=called_back',
  );
  const found = list.body.items.find(({ callbackReasons }) => callbackReasons.length > 0);
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(`/handoffs/${found?.key}`);
  await settled(page);
  await page.getByText('Put down to this handoff, because').waitFor();
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('the pages %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'trainer', { scheme, width });
    const [plan] = await plans();
    for (const path of [
      '/fidelity?range=365d',
      '/fidelity/samples',
      `/fidelity/samples/${plan?.id}`,
      `/fidelity/samples/${plan?.id}/review`,
      '/fidelity/callbacks?range=365d',
    ]) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page), path).toEqual([]);
      expect(await overflowOf(page), path).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
