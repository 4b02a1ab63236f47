import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { startSampleApp, takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

type Episodes = AnswerOf<typeof routes.episodeList>;

const payload = '<img src=x onerror="window.owned=1">';
const kept = new EventLog('kept', 'hostile-chat')
  .started(0, { bot: 'ada', channel: 'chat', customer: { id: 'mallory' } })
  .customer(1, { text: payload, intent: payload })
  .bot(2, { text: 'I see' })
  .ended(9)
  .add('survey.recorded', 10, { kind: 'csat', score: 2, scale: { min: 1, max: 5 }, leg: 'bot' });
const again = new EventLog('again', 'hostile-chat')
  .started(45, { bot: 'ada', channel: 'app', customer: { id: 'mallory' } })
  .customer(46, { text: payload, intent: payload })
  .escalated(47, { handoff_id: 'again-1', to: { kind: 'human', queue: 'billing' } });
const guarded = new EventLog('guarded', 'hostile-chat')
  .started(0, { bot: 'ada', customer: { id: 'eve' } })
  .customer(1, { text: 'not for you' })
  .ended(9)
  .add('consent.changed', 10, { scopes: [] });
/** Within the range that the page shows by itself. */
const lately = [...kept.events, ...again.events, ...guarded.events].map((event) => ({
  ...event,
  time: new Date(
    Date.parse(event.time) - Date.parse(kept.events[0]?.time ?? '') + Date.now() - 7_200_000,
  ).toISOString(),
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

const addressOf = async (conversation: string): Promise<string> => {
  const viewer = await app.as('viewer');
  const { items } = (await viewer<Episodes>('GET', '/api/episodes?source=hostile-chat')).body;
  return `/conversations/${items.find((item) => item.conversationId === conversation)?.conversationKey}`;
};
const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

test('an outcome of the overview leads to its episodes, and each of them to its conversation and back', async () => {
  const { page, context, complaints } = await visitAs(browser, app, 'viewer');
  await page.goto('/?source=hostile-chat');
  await settled(page);
  await link(page, 'Abandoned or unresolved').click();
  await page.waitForURL('**/episodes?**metric=abandoned**');
  await settled(page);
  const list = page.url();
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-row-link'));
  if ((await page.locator(':focus').innerText()) !== 'kept') await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.textContent === 'kept');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${await addressOf('kept')}?**`);
  await page.getByRole('heading', { level: 1, name: 'Conversation kept' }).waitFor();
  await page.getByText('The conversation ended, and nobody said that it was solved').waitFor();
  await page.getByText('CSAT about the bot').waitFor();
  expect(await page.getByText(payload, { exact: true }).count()).toBeGreaterThan(1);
  expect(await page.evaluate(() => 'owned' in window)).toBe(false);
  await link(page, 'All episodes').click();
  await page.waitForURL(list);
  await link(page, 'kept').waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('an episode with a handoff leads to its handoff, and that to the whole conversation', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/episodes?metric=handed_off');
  await settled(page);
  await page.getByRole('table').getByRole('link').first().click();
  await page.waitForURL('**/handoffs/*');
  await page.getByRole('heading', { level: 1, name: /^Handoff / }).waitFor();
  await link(page, 'Whole conversation').click();
  await page.waitForURL('**/conversations/*');
  const places = page.getByRole('navigation', { name: 'Pages' });
  expect(await places.locator('[aria-current=page]').allInnerTexts()).toEqual(['Handoffs']);
  await page.getByRole('heading', { name: 'Where was it handed over?' }).waitFor();
  await link(page, 'Open the handoff that ended it').first().click();
  await page.waitForURL('**/handoffs/*');
  await context.close();
});

test('the customer’s other contacts are listed, and led to by key', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(await addressOf('kept'));
  await settled(page);
  const others = page.getByRole('region', { name: 'When else was this customer here?' });
  await others.getByText('0 earlier, 1 later. Newest first').waitFor();
  await others.getByRole('link', { name: '45 min later' }).waitFor();
  await others.getByText('Waiting').waitFor();
  expect(await page.getByRole('button', { name: 'Previous' }).isDisabled()).toBe(true);
  await page.keyboard.press(']');
  await page.getByRole('heading', { level: 1, name: 'Conversation again' }).waitFor();
  await others.getByRole('link', { name: '45 min earlier' }).waitFor();
  await page.keyboard.press('[');
  await page.getByRole('heading', { level: 1, name: 'Conversation kept' }).waitFor();
  await others.getByRole('link', { name: 'ada → billing' }).click();
  await page.waitForURL('**/handoffs/*');
  await page.goto(await addressOf('guarded'));
  await settled(page);
  expect(await others.count()).toBe(0);
  await context.close();
});

test('words that consent does not cover are said to be withheld', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(await addressOf('guarded'));
  await page
    .getByText('Not shown, as the customer’s consent does not cover it: identity, transcript.')
    .waitFor();
  expect(await page.getByText('withheld: consent does not cover it').count()).toBe(2);
  expect(await page.getByText('not for you').count()).toBe(0);
  await context.close();
});

test('a conversation that is not there is said to be missing', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto(`/conversations/${'A'.repeat(22)}`);
  await page.getByText('There is nothing at this address').waitFor();
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('the page %i pixels wide has no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin', { scheme, width });
    for (const name of ['kept', 'guarded']) {
      await page.goto(await addressOf(name));
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
