import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { detectorNames } from '../../backend/src/contract/detectors.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count, percent } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

type Detectors = AnswerOf<typeof routes.detectorList>;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp({ days: 40, conversations: 900 }), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const pages = ['/risk', '/risk/routing', '/risk/readiness'];

describe('every part', () => {
  test.each([
    ['light', 1440],
    ['dark', 390],
  ] as const)(
    'in %s at %d px has no accessibility fault, no complaint and no sideways scroll',
    async (scheme, width) => {
      const { page, context, complaints } = await visitAs(browser, app, 'viewer', { scheme, width });
      for (const path of pages) {
        await page.goto(path);
        await settled(page);
        expect([path, await accessibilityFaults(page)]).toEqual([path, []]);
        expect([path, await overflowOf(page)]).toEqual([path, 0]);
      }
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});

describe('what goes wrong', () => {
  test('is ranked, and its rows are as many as it says', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const asked = page.waitForRequest((request) => request.url().includes('/api/detectors?'));
    await page.goto('/risk');
    const { pathname, search } = new URL((await asked).url());
    await settled(page);
    const { detectors } = (await (await app.as('auditor'))<Detectors>('GET', pathname + search)).body;
    const table = page.getByRole('table', { name: 'What goes wrong' });
    expect(await table.getByRole('row').count()).toBe(detectorNames.length + 1);
    const known = detectors.filter(({ denominator }) => denominator > 0);
    const top = [...known].sort((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
    const first = table.getByRole('row').nth(1);
    expect(await first.innerText()).toContain(percent(top?.value));
    await first.getByRole('link').first().click();
    await page.getByRole('heading', { level: 1, name: /Handoffs|Episodes/ }).waitFor();
    await settled(page);
    await page
      .getByText(`${count(top?.numerator)} handoff`)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /Stop showing only the rows/ }).click();
    expect(page.url()).not.toContain('detector=');
    await context.close();
  });

  test('says how each is detected, with its thresholds, by keyboard', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/risk');
    await settled(page);
    await page.getByRole('button', { name: 'How “Orphaned” is detected' }).focus();
    await page.keyboard.press('Enter');
    const card = page.getByRole('dialog');
    await card.getByText('15 min').waitFor();
    await card.getByText('It cannot see:').waitFor();
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'hidden' });
    await context.close();
  });

  test('opens episodes too', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/episodes?detector=stubborn&part=denominator');
    await settled(page);
    await page.getByRole('heading', { name: 'Episodes behind “Over-stubborn bot”' }).waitFor();
    await context.close();
  });
});

describe('an outage', () => {
  test('follows the slider, and its address holds what was asked', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/risk/routing?range=28d&zone=UTC');
    await settled(page);
    await page.getByText('down for 4 h').waitFor();
    await page.getByRole('slider', { name: 'Hours that it is down' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText('down for 5 h').waitFor();
    await page.getByLabel('When it begins').selectOption('1-9');
    await page.getByText('from Monday 09:00').waitFor();
    expect(page.url()).toMatch(/hours=5/);
    expect(page.url()).toMatch(/start=1-9/);
    await page.reload();
    await settled(page);
    await page.getByText('down for 5 h from Monday 09:00').waitFor();
    await context.close();
  });
});

describe('the guard', () => {
  test('says the same on the overview and on the risk page', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const words = async (path: string) => {
      await page.goto(path);
      await settled(page);
      return page
        .getByText(/[Ss]uppression/)
        .first()
        .innerText();
    };
    expect(await words('/risk')).toBe(await words('/'));
    await page.getByRole('button', { name: 'What was compared for suppression' }).click();
    await page.getByRole('rowheader', { name: 'Abandoned or unresolved' }).waitFor();
    await context.close();
  });
});

test('readiness names the verdict and answers seven questions', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/risk/readiness');
  await settled(page);
  await page.getByText(/\d yes, \d partly, \d no, \d not known/).waitFor();
  const questions = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3 }) });
  await questions.nth(6).waitFor();
  expect(await questions.count()).toBe(7);
  await context.close();
});
