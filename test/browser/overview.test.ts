import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { SampleLoaderService } from '../../backend/src/sample/sample-loader.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { count, duration, percent } from '../../frontend/src/lib/format.js';
import { emailOf, password, startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, openVisit, overflowOf, panel, settled, visitAs } from '../support/visit.js';

type Headline = AnswerOf<typeof routes.metricHeadline>;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  await app.app.get(SampleLoaderService, { strict: false }).load({ days: 60, conversations: 500 });
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const tile = (page: Page, label: string) =>
  page
    .getByRole('region', { name: 'Headline numbers' })
    .locator('div')
    .filter({ has: page.getByRole('button', { name: label, exact: true }) })
    .filter({ has: page.getByRole('button', { name: /is measured/ }) })
    .last()
    .locator('..');

/** The page's own question about a metric, asked again by somebody else. */
async function askedAgain(page: Page, metric: string, visit: () => Promise<unknown>): Promise<Headline> {
  const asked = page.waitForRequest((request) => request.url().includes(`/headline?metric=${metric}&`));
  await visit();
  const { pathname, search } = new URL((await asked).url());
  return (await (await app.as('auditor'))<Headline>('GET', pathname + search)).body;
}

describe('signing in', () => {
  test('leads to the page that was asked for', async () => {
    await app.as('viewer');
    const { page, context } = await openVisit(browser, app);
    await page.goto('/?range=7d');
    await page.getByLabel('E-mail').fill(emailOf('viewer'));
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password is wrong').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(page.url()).toBe(`${app.url}/?range=7d`);
    await context.close();
  });

  test('is asked for without an error in the console', async () => {
    await app.as('viewer');
    const { page, context, complaints } = await openVisit(browser, app);
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('ends when one signs out', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/');
    await page.getByRole('button', { name: /Account of/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await context.close();
  });
});

test('a filter that matches nothing is named as the cause, and taken off there', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/?range=7d&queue=nowhere');
  await settled(page);
  const trend = panel(page, 'How often must the bot hand over?');
  await trend.getByText('Nothing else is looked at than what matches the filters.').waitFor();
  await panel(page, 'What to fix first?').getByText('filters do not narrow gaps').waitFor();
  await trend.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForURL(`${app.url}/?range=7d`);
  await trend.getByText('Nothing else is looked at').waitFor({ state: 'detached' });
  await context.close();
});

describe('the headline numbers', () => {
  test('are those of the API', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const rate = await askedAgain(page, 'escalation_rate', () => page.goto('/'));
    await settled(page);
    const text = await tile(page, 'Escalation rate').innerText();
    expect(rate.denominator).toBeGreaterThan(100);
    expect(text).toContain(percent(rate.value));
    expect(text).toContain(`${count(rate.numerator)} of ${count(rate.denominator)} episodes`);

    const time = await askedAgain(page, 'time_to_action', () => page.reload());
    await settled(page);
    const times = await tile(page, 'Time to action').innerText();
    expect(times).toContain(duration(time.value));
    expect(times).toContain(`p90 ${duration(time.quantiles?.p90)}`);
    await context.close();
  });

  test('open the very rows that they count', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const rate = await askedAgain(page, 'escalation_rate', () => page.goto('/?channel=web&channel=app'));
    await settled(page);
    await page.getByRole('button', { name: 'How “Escalation rate” is measured' }).first().click();
    await page.getByRole('link', { name: `The ${count(rate.numerator)} counted` }).click();
    await page.getByRole('heading', { name: 'Episodes behind “Escalation rate”' }).waitFor();
    await page.getByText(`${count(rate.numerator)} in all`).waitFor();
    await page.getByText('Out of', { exact: true }).click();
    await page.getByText(`${count(rate.denominator)} in all`).waitFor();
    await context.close();
  });

  test('become the main chart, and the address keeps which', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/');
    await page.getByRole('button', { name: 'Handoff fidelity', exact: true }).click();
    const chart = page.getByRole('region', { name: /how much was done right/ });
    await chart.waitFor();
    expect(new URL(page.url()).searchParams.get('tile')).toBe('fidelity');
    await page.reload();
    await chart.waitFor();
    await context.close();
  });
});

test('every chart has a table twin', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/?range=7d');
  await settled(page);
  for (const menu of await page.getByRole('button', { name: /^Menu of/ }).all()) {
    await menu.click();
    await page.getByRole('menuitem', { name: 'Show as table' }).click();
  }
  const trend = page.getByRole('region', { name: 'How often must the bot hand over?' });
  expect(await trend.getByRole('row').count()).toBe(1 + 7);
  expect(await page.locator('.recharts-surface').count()).toBe(0);
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])(
    'the overview %i pixels wide has no accessibility faults, complaints or sideways scroll',
    async (width) => {
      const { page, context, complaints } = await visitAs(browser, app, 'admin', { scheme, width });
      await page.goto('/');
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  test.each(['/start', '/settings', '/episodes'])('%s has none either', async (path) => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin', {
      scheme,
      width: 390,
      height: 844,
    });
    await page.goto(path);
    await settled(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a viewer is told what their role does not include', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/settings');
  await page.getByText('Your role does not include this').waitFor();
  await context.close();
});

test('those who wait lead to their rows, whatever the range', async () => {
  const waiting = (id: string) =>
    new EventLog(id, 'shop')
      .started(0)
      .customer(1)
      .escalated(2, {
        handoff_id: id,
        to: { kind: 'human', queue: 'returns' },
      }).events;
  await takeEvents(app, [...waiting('waits-1'), ...waiting('waits-2')]);
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/?range=24h&queue=returns');
  await settled(page);
  await tile(page, 'Waiting now').getByText('2', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Show them' }).click();
  await page.getByText(/^2 (in all|handoffs)$/).waitFor();
  await context.close();
});
