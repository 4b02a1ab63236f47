import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handoffViews } from '../../backend/src/contract/handoffs.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { startSampleApp, takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, visitAs } from '../support/visit.js';

type List = AnswerOf<typeof routes.handoffList>;

const payload = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>';
const attack = new EventLog('attack', 'hostile-chat');
attack
  .started(0, { bot: 'ada', channel: 'chat', customer: { id: 'mallory' } })
  .customer(1, { text: payload, intent: payload.slice(0, 60), confidence: 0.2, sentiment: -0.8 })
  .escalated(2, {
    handoff_id: 'attack-1',
    reasons: ['low_confidence'],
    reason_raw: payload,
    context: { summary: { situation: payload } },
    required_actions: [{ id: 'a1', description: payload }],
  })
  .accepted(4, 'attack-1')
  .resolved(9, { words: payload, steps: [payload] }, 'attack-1');
/** Within the range that the page shows by itself. */
const lately = attack.events.map((event, i) => ({
  ...event,
  time: new Date(Date.now() - 3_600_000 + i * 60_000).toISOString(),
}));

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
  await takeEvents(app, lately);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

/** What the page asked about its list, asked again by somebody else. */
async function askedAgain(page: Page, path: string): Promise<List> {
  const asked = page.waitForRequest((request) => request.url().includes('/api/handoffs?'));
  await page.goto(path);
  const { pathname, search } = new URL((await asked).url());
  await settled(page);
  return (await (await app.as('auditor'))<List>('GET', pathname + search)).body;
}

describe('the list', () => {
  test('counts what the API counts, in every saved view', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    for (const view of handoffViews) {
      const { total } = await askedAgain(page, view === 'all' ? '/handoffs' : `/handoffs?view=${view}`);
      const said = total === 1 ? '1 handoff' : `${count(total)} handoffs`;
      expect(await page.getByText(said, { exact: true }).count(), `${view}: ${said}`).toBe(1);
      const faults = await page.getByRole('alert').allInnerTexts();
      expect(faults).toEqual([]);
    }
    await context.close();
  });

  test('says which number its rows are behind, and forgets it when told to', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const behind = await askedAgain(page, '/handoffs?metric=failure_rate&part=numerator');
    const all = await askedAgain(page, '/handoffs?metric=failure_rate&part=denominator');
    expect(behind.total).toBeLessThan(all.total);
    await page.getByText(`${count(all.total)} handoffs`, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Stop showing only the rows of Failed handoffs' }).click();
    await page.waitForURL((url) => !url.search.includes('metric'));
    await context.close();
  });

  test('is exported as a whole, not only the rows in sight', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const { total } = await askedAgain(page, '/handoffs');
    expect(total).toBeGreaterThan(60);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(total + 1);
    await context.close();
  });

  test('is walked with j, k and Enter, and one handoff to the next with the brackets', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    const { items } = await askedAgain(page, '/handoffs?order=oldest');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.waitForFunction(() => document.activeElement?.closest('[data-index="1"]'));
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/handoffs/${items[1]?.key}?order=oldest`);
    await page
      .getByRole('navigation', { name: 'Other handoffs' })
      .getByText(/^2 of /)
      .waitFor();
    await page.keyboard.press(']');
    await page.waitForURL(`**/handoffs/${items[2]?.key}?order=oldest`);
    await page.keyboard.press('[');
    await page.waitForURL(`**/handoffs/${items[1]?.key}?order=oldest`);
    await context.close();
  });
});

describe('one handoff', () => {
  const attackKey = async (): Promise<string> => {
    const { body } = await (await app.as('viewer'))<List>('GET', '/api/handoffs?search=attack-1');
    const [item] = body.items;
    if (!item) throw new Error('the handoff of the test is not listed');
    return item.key;
  };

  test('shows what a stranger wrote as text, wherever it stands', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'viewer');
    await page.goto(`/handoffs/${await attackKey()}`);
    await settled(page);
    expect(await page.getByText(payload).count()).toBeGreaterThan(3);
    expect(await page.evaluate(() => 'owned' in window)).toBe(false);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('is verified in the auditor’s own browser', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto(`/handoffs/${await attackKey()}`);
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await page.getByText('Verified in this browser').waitFor();
    await page.getByText('The checkpoint is signed', { exact: true }).waitFor();
    await context.close();
  });

  test('is not verified when the server hands out another entry', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.route(/\/api\/ledger\/entries\/\d+$/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      await route.fulfill({
        response: answer,
        json: { ...body, entry: body.entry.replace('"v":1', '"v":2') },
      });
    });
    await page.goto(`/handoffs/${await attackKey()}`);
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await page.getByText('Not verified', { exact: true }).waitFor();
    await context.close();
  });

  test('tells a viewer who can verify it', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto(`/handoffs/${await attackKey()}`);
    await page.getByText('Auditors and administrators can verify it in their browser.').waitFor();
    expect(await page.getByRole('button', { name: 'Verify in this browser' }).count()).toBe(0);
    await context.close();
  });
});

test('a handoff that is not there is said to be missing', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(`/handoffs/${'A'.repeat(22)}`);
  await page.getByText('There is nothing at this address').waitFor();
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('list and page %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin', { scheme, width });
    const { items } = await askedAgain(page, '/handoffs?view=called_back');
    for (const path of ['/handoffs', `/handoffs/${items[0]?.key}`]) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
