import { setTimeout } from 'node:timers/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { panel, settled, visitAs } from '../support/visit.js';

type Series = AnswerOf<typeof routes.metricSeries>;
type Points = Series['series'][number]['points'];

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp({ days: 40, conversations: 900 }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** The series that the page draws, asked again by somebody else. */
async function seriesOf(page: Page, metric: string, address: string): Promise<Points> {
  const asked = page.waitForRequest((request) => request.url().includes(`/metrics/series?metric=${metric}&`));
  await page.goto(address);
  const { pathname, search } = new URL((await asked).url());
  await settled(page);
  const { body } = await (await app.as('auditor'))<Series>('GET', pathname + search);
  return body.series[0]?.points ?? [];
}

/** Where the place-th of so many points lies on a chart's drawing. */
async function placeOf(chart: Locator, place: number, of: number) {
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.locator('.recharts-cartesian-grid').boundingBox();
  if (!box) throw new Error('there is no chart');
  return { x: box.x + (box.width * place) / (of - 1), y: box.y + box.height / 2 };
}

const rowsListed = (page: Page, rows: number) =>
  page.getByText(new RegExp(`^${count(rows)} (in all|handoffs?)$`)).waitFor();

const behind = (rows: number) =>
  rows === 1 ? 'the episode behind it' : `the ${count(rows)} episodes behind it`;
const zone = 'zone=Asia%2FKolkata';
const escalations = 'How often must the bot hand over?';

test.each(['range=28d', 'range=7d&channel=web'])(
  'a point of a trend opens as many rows as it counts, the last one as far as it has come (%s)',
  async (range) => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const address = `/?${range}&${zone}`;
    const points = await seriesOf(page, 'escalation_rate', address);
    const last = points.findLastIndex(({ denominator }) => denominator);
    for (const place of [Math.floor(points.length / 2), last]) {
      await page.goto(address);
      await settled(page);
      const { x, y } = await placeOf(panel(page, escalations), place, points.length);
      await page.mouse.move(x - 1, y);
      await page.mouse.move(x, y);
      const rows = points[place]?.denominator ?? 0;
      await page.getByText(`Click: ${behind(rows)}`).waitFor();
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForURL(/\/episodes\?/);
      await rowsListed(page, rows);
    }
    await context.close();
  },
);

test('a drag over a trend zooms, and opens nothing', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const points = await seriesOf(page, 'escalation_rate', `/?range=28d&${zone}`);
  const chart = panel(page, escalations);
  const from = await placeOf(chart, 5, points.length);
  const to = await placeOf(chart, 11, points.length);
  await page.mouse.move(from.x - 1, from.y);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x - 1, to.y, { steps: 5 });
  await page.mouse.move(to.x, to.y);
  await page.mouse.up();
  await page.waitForURL((url) => url.searchParams.has('from'));
  const url = new URL(page.url());
  expect(url.pathname).toBe('/');
  const days =
    (Date.parse(url.searchParams.get('to') ?? '') - Date.parse(url.searchParams.get('from') ?? '')) / 864e5;
  expect(days).toBe(6);
  await context.close();
});

test('the table of a trend leads there by keyboard', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const points = await seriesOf(page, 'misroute_rate', `/?tile=misroute_rate&range=28d&${zone}`);
  await page
    .getByRole('button', { name: /^Menu of/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Show as table' }).click();
  const place = points.findLastIndex(({ numerator }) => numerator > 0);
  await page.locator('tr[data-index]').nth(place).getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/handoffs\?/);
  await rowsListed(page, points[place]?.numerator ?? 0);
  await context.close();
});

test('each side of a comparison opens its own rows, the one that the pointer is nearest to', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/metrics/series?')) asked.push(request.url());
  });
  const address = `/compare?metric=handoffs&range=28d&${zone}`;
  await page.goto(address);
  await settled(page);
  const auditor = await app.as('auditor');
  const sides = await Promise.all(
    asked.map(async (url) => {
      const { pathname, search } = new URL(url);
      return (await auditor<Series>('GET', pathname + search)).body.series[0]?.points ?? [];
    }),
  );
  const [a = [], b = []] = sides;
  const place = a.findIndex(
    ({ numerator }, i) =>
      i > 1 && (b[i]?.numerator ?? 0) > 0 && Math.abs(numerator - (b[i]?.numerator ?? 0)) > 3,
  );
  expect(place).toBeGreaterThan(1);
  const values = [a, b].map((side) => side[place]?.numerator ?? 0);
  const higher = (values[0] ?? 0) > (values[1] ?? 0) ? 'A' : 'B';
  for (const top of [true, false]) {
    await page.goto(address);
    await settled(page);
    const chart = panel(page, /How many handoffs/);
    const { x } = await placeOf(chart, place, a.length);
    const box = await chart.locator('.recharts-cartesian-grid').boundingBox();
    const y = (box?.y ?? 0) + (top ? 3 : (box?.height ?? 0) - 3);
    await page.mouse.move(x - 1, y);
    await page.mouse.move(x, y);
    const rows = top ? Math.max(...values) : Math.min(...values);
    await page.getByText(new RegExp(`Click: ${top === (higher === 'A') ? 'A' : 'B'}, the `)).waitFor();
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(/\/handoffs\?/);
    await rowsListed(page, rows);
  }
  await context.close();
});

test('a part of a bar opens the episodes that ended so', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(`/?range=28d&${zone}`);
  await settled(page);
  const bar = panel(page, 'How do episodes end?').locator('.recharts-bar-rectangle path').first();
  await bar.scrollIntoViewIfNeeded();
  await bar.hover();
  const words = page.locator('.recharts-tooltip-wrapper').filter({ hasText: 'ended' });
  await words.getByText('Click a part: its episodes').waitFor();
  const said = (await words.textContent()) ?? '';
  await bar.click();
  await page.getByRole('heading', { name: 'Episodes behind “Self-served, confirmed”' }).waitFor();
  const rows = Number(/Self-served, confirmed\s*[\d.]+\s%\s·\s(\d+)/.exec(said)?.[1]);
  await rowsListed(page, rows);
  await context.close();
});

test('on a phone the first tap shows the words of a point, the second opens its rows', async () => {
  const { context: signedIn } = await visitAs(browser, app, 'viewer');
  const context = await browser.newContext({
    baseURL: app.url,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    timezoneId: 'UTC',
    storageState: await signedIn.storageState(),
  });
  const page = await context.newPage();
  const points = await seriesOf(page, 'escalation_rate', `/?range=28d&${zone}`);
  const { x, y } = await placeOf(panel(page, escalations), 14, points.length);
  await page.touchscreen.tap(x, y);
  await page.getByText(`Tap again: ${behind(points[14]?.denominator ?? 0)}`).waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  // A second tap is another one only after a moment.
  await setTimeout(500);
  await page.touchscreen.tap(x, y);
  await page.waitForURL(/\/episodes\?/);
  await rowsListed(page, points[14]?.denominator ?? 0);
  await Promise.all([context.close(), signedIn.close()]);
});
