import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EvaluateService } from '../../backend/src/alerts/evaluate.service.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { settled, visitAs } from '../support/visit.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
  const admin = await app.as('admin');
  const rule = {
    condition: { kind: 'waiting', atLeast: 1, minutes: 1 },
    severity: 'critical',
    channels: [],
  };
  expect((await admin('POST', '/api/alerts/rules', rule)).status).toBe(201);
  await app.app.get(EvaluateService, { strict: false }).runDue();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

interface Shift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

/** Counts from the first frame on what jumps without anybody having touched the page (layout-shift entries). */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = globalThis as unknown as { shifted: number };
    seen.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[])
        if (!entry.hadRecentInput) seen.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
}

test.each([
  '/alerts',
  '/risk/routing',
  '/improvements',
  '/fidelity',
  '/fidelity/callbacks',
  '/fidelity/callbacks?queue=nowhere',
  '/compare',
  '/ledger/proofs',
  '/ledger/entries/1',
])('on %s nothing jumps while it is answered', async (path) => {
  const { page, context } = await visitAs(browser, app, 'admin', { width: 390, height: 844 });
  const shifted = await watchShifts(page);
  // Each answer takes its own time, so that every place is drawn before what fills it.
  let asked = 0;
  await page.route('**/api/**', async (route) => {
    asked += 1;
    await setTimeout(150 + 120 * (asked % 5));
    await route.continue();
  });
  await page.goto(path);
  await settled(page);
  await setTimeout(300);
  expect(await page.getByRole('region').count()).toBeGreaterThan(1);
  expect(await shifted()).toBeLessThan(0.05);
  await context.close();
});

test('nothing jumps where a part of the page is loaded after all else is answered', async () => {
  const { page, context } = await visitAs(browser, app, 'admin', { width: 390, height: 844 });
  const shifted = await watchShifts(page);
  await page.route('**/assets/routing-page-*.js', async (route) => {
    await page.getByRole('search').waitFor();
    await setTimeout(1_000);
    await route.continue();
  });
  await page.route('**/api/**', async (route) => {
    await setTimeout(route.request().url().includes('/paths') ? 900 : 300);
    await route.continue();
  });
  await page.goto('/risk/routing');
  await page.locator('dt', { hasText: 'Without a fallback' }).waitFor();
  await settled(page);
  expect(await shifted()).toBeLessThan(0.05);
  await context.close();
});
