import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { tableFromIPC } from 'apache-arrow';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count, percent } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp, takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, panel, settled, visitAs } from '../support/visit.js';

type Comparison = AnswerOf<typeof routes.metricCompare>;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp({ days: 40, conversations: 900 }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** What the page asked for, asked again by somebody else. */
async function comparisonOf(page: Page, visit: () => Promise<unknown>): Promise<Comparison> {
  const asked = page.waitForRequest((request) => request.url().includes('/api/metrics/compare?'));
  await visit();
  const { pathname, search } = new URL((await asked).url());
  return (await (await app.as('auditor'))<Comparison>('GET', pathname + search)).body;
}

test('two periods show the API’s numbers and verdict, and each opens its very rows', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const found = await comparisonOf(page, () => page.goto('/compare?metric=misroute_rate&range=28d'));
  await settled(page);
  const verdict = panel(page, /Is it better/);
  const text = await verdict.innerText();
  for (const side of [found.a, found.b]) expect(text).toContain(percent(side.value));
  expect(text).toContain(found.verdict === 'no_difference_seen' ? 'No difference seen' : found.verdict);
  await verdict
    .getByRole('link', { name: count(found.b.denominator), exact: true })
    .last()
    .click();
  await page.getByText(`${count(found.b.denominator)} handoffs`).waitFor();
  await context.close();
});

test('values are chosen, and the address keeps which', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/compare?metric=handoffs');
  await settled(page);
  await page.getByLabel('What against what').selectOption('value');
  await page.getByLabel('Values of').selectOption('queue');
  await settled(page);
  const options = await page.getByLabel('Side A').locator('option').allInnerTexts();
  await page.getByLabel('Side A').selectOption(options[2] ?? '');
  await settled(page);
  await panel(page, /Is it better/)
    .getByText(`A: ${options[2]}`)
    .waitFor();
  await page.reload();
  await settled(page);
  await panel(page, /Is it better/)
    .getByText(`A: ${options[2]}`)
    .waitFor();
  await context.close();
});

test('a version is held against the one before it, from its release on', async () => {
  const release = (version: string, daysAgo: number) => ({
    specversion: '1.0',
    id: `release ${version}`.replace(' ', '-'),
    source: 'releases',
    type: 'bot.released',
    time: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
    data: { bot: 'teller', version },
  });
  await takeEvents(app, [release('9.0', 20), release('9.1', 10)]);
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/compare?sides=version');
  await settled(page);
  const text = await panel(page, /Is it better/).innerText();
  expect(text).toContain('A: teller 9.1');
  expect(text).toContain('B: teller 9.0');
  expect(text).toMatch(/released \d+ \w+ 20\d\d/);
  await context.close();
});

test('a cell of the week opens as many rows as it counts, in words that can be taken away', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/compare?metric=handoffs&range=28d&zone=Asia%2FKolkata');
  await settled(page);
  const cells = panel(page, 'When in the week?').locator('a[data-row]');
  expect(await cells.count()).toBe(168);
  const names = await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('title') ?? ''));
  const busiest = names.toSorted((a, b) => numberIn(b) - numberIn(a))[0] ?? '';
  await page.getByRole('link', { name: busiest }).click();
  await page.getByText(new RegExp(`^${numberIn(busiest)} handoffs?$`)).waitFor();
  await page.getByText(/^Only \w+days, \d\d:00–\d\d:00 in Asia\/Kolkata$/).waitFor();
  await page.getByRole('button', { name: 'Stop showing only this cell' }).click();
  await page.waitForURL((url) => !url.searchParams.has('weekday'));
  await context.close();
});
const numberIn = (label: string) => Number(/, (\d+) in/.exec(label)?.[1] ?? 0);

test('the tables are walked by arrow keys', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/compare?metric=handoffs&range=28d');
  await settled(page);
  await panel(page, 'When in the week?').locator('a[data-row="1"][data-column="0"]').focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  const label = await page.evaluate(() => document.activeElement?.getAttribute('title') ?? '');
  expect(label).toMatch(/^Tuesday 02:00–03:00/);
  await context.close();
});

test('a chart is saved as CSV, as Arrow and as a picture', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/compare?metric=handoffs&range=28d');
  await settled(page);
  const save = async (chart: string, item: string) => {
    await page.getByRole('button', { name: `Menu of “${chart}”` }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: item }).click(),
    ]);
    await page.keyboard.press('Escape');
    return readFile(await download.path());
  };
  expect((await save('When in the week?', 'Download CSV')).toString().split('\r\n')).toHaveLength(
    1 + 168 + 1,
  );
  expect(tableFromIPC(await save('When in the week?', 'Download Arrow')).numRows).toBe(168);
  const picture = await save('When in the week?', 'Download PNG');
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  // A picture of nothing would be a few kilobytes.
  expect(picture.length).toBeGreaterThan(10_000);
  expect((await save('How many handoffs were initiated?', 'Download PNG')).length).toBeGreaterThan(10_000);
  await context.close();
});

test('an administrator sets a target, and others see it but cannot', async () => {
  const admin = await visitAs(browser, app, 'admin');
  await admin.page.goto('/compare');
  await settled(admin.page);
  await admin.page.getByRole('button', { name: 'Set a target' }).click();
  await admin.page.getByRole('button', { name: 'Add a step' }).click();
  await admin.page.getByLabel('From').fill('2026-01-01');
  await admin.page.getByLabel('Target in percent').fill('12.5');
  await admin.page.getByRole('button', { name: 'Save' }).click();
  await admin.page.getByText('Target: 12.5 % from 1 Jan 2026').waitFor();
  await admin.context.close();
  const viewer = await visitAs(browser, app, 'viewer');
  await viewer.page.goto('/');
  await settled(viewer.page);
  await viewer.page.getByText('target 12.5 %').waitFor();
  await viewer.page.getByRole('link', { name: 'Compare', exact: true }).last().click();
  await viewer.page.getByText('Target: 12.5 % from 1 Jan 2026').waitFor();
  expect(await viewer.page.getByRole('button', { name: 'Change' }).count()).toBe(0);
  await viewer.context.close();
});

test('the charts are never wider than the page, not for a frame', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer', { width: 390 });
  await page.addInitScript(() => {
    const look = () => {
      const root: HTMLElement | null = document.documentElement;
      if (root && root.scrollWidth > root.clientWidth) root.dataset.wasWide = 'yes';
      requestAnimationFrame(look);
    };
    look();
  });
  // The drawing library is there before the numbers are.
  await page.route('**/api/metrics/**', async (route) => {
    await setTimeout(1_000);
    await route.continue();
  });
  await page.goto('/compare?metric=handoffs');
  await settled(page);
  expect(await page.locator('.recharts-surface').count()).toBeGreaterThan(1);
  expect(await page.evaluate(() => document.documentElement.dataset.wasWide)).toBeUndefined();
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])(
    'the page %i pixels wide has no accessibility faults, complaints or sideways scroll',
    async (width) => {
      const { page, context, complaints } = await visitAs(browser, app, 'admin', { scheme, width });
      for (const search of ['', '?metric=time_to_action&sides=value&of=queue']) {
        await page.goto(`/compare${search}`);
        await settled(page);
        expect(await accessibilityFaults(page)).toEqual([]);
        expect(await overflowOf(page)).toBe(0);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});
