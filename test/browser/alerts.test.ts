import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EvaluateService } from '../../backend/src/alerts/evaluate.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog, minute } from '../support/event-log.js';
import { openWebReceiver, type WebReceiver } from '../support/receiver.js';
import { takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

const hour = 3_600_000;
let app: TestApp;
let browser: Browser;
let receiver: WebReceiver;
beforeAll(async () => {
  receiver = await openWebReceiver();
  [app, browser] = await Promise.all([
    startTestApp({ config: { alertReceivers: [receiver.host] } }),
    openBrowser(),
  ]);
  const base = Date.now() - 2 * hour - minute(0);
  const logs = Array.from({ length: 6 }, (_, i) =>
    new EventLog(`wait-${i}`, 'desk').started(0).customer(1).escalated(2),
  );
  const events = logs.flatMap((log) =>
    log.events.map((event) => ({ ...event, time: new Date(Date.parse(event.time) + base).toISOString() })),
  );
  await takeEvents(app, events);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await receiver?.close();
});

describe('the page of alerts', () => {
  test('a rule is written as a sentence, shows what it would have done, and fires', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin');
    await page.goto('/alerts');
    await page.getByText('No rules yet', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'New rule' }).click();
    expect(page.url()).toContain('rule=new');
    const form = page.getByRole('dialog', { name: 'New rule' });
    await form.getByLabel('What is looked at').selectOption('waiting');
    await form.getByLabel('How many handoffs').fill('5');
    await form.getByLabel('Minutes waited').fill('30');
    const preview = form.getByRole('region', { name: 'Preview' });
    await preview.getByText('at least 5 handoffs have waited for more than 30 min').waitFor();
    await preview.getByText('this would have fired once').waitFor();
    await form.getByText('critical').click();
    await form.getByRole('button', { name: 'Make the rule' }).click();
    await form.waitFor({ state: 'hidden' });
    await page.getByText('not looked at yet').waitFor();

    await app.app.get(EvaluateService, { strict: false }).runDue();
    await page.reload();
    await page.getByText('Critical', { exact: true }).waitFor();
    await page.getByText('It found 6').waitFor();
    await page.getByRole('link', { name: 'Alerts 1 firing' }).waitFor();
    await settled(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show the rows' }).click();
    await page.getByRole('heading', { name: 'Handoffs', level: 1 }).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a channel is added, its secret shown once, tried, and what failed is sent again', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin');
    await page.goto('/alerts');
    await page.getByRole('button', { name: 'Add a channel' }).click();
    const form = page.getByRole('dialog', { name: 'Add a channel' });
    await form.getByLabel('Name').fill('On-call');
    await form.getByText('Webhook', { exact: true }).click();
    await form.getByLabel('Address').fill('https://10.0.0.1/x');
    await form.getByRole('button', { name: 'Add the channel' }).click();
    await form.getByText('Alerts may not be sent there').waitFor();
    await form.getByLabel('Address').fill(`${receiver.url}/told`);
    await form.getByRole('button', { name: 'Add the channel' }).click();
    await form.getByText(/^whsec_/).waitFor();
    await form.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('button', { name: 'Actions for the channel On-call' }).click();
    await page.getByRole('menuitem', { name: 'New signing secret' }).click();
    const renewal = page.getByRole('dialog', { name: 'New signing secret for On-call' });
    await renewal.getByLabel('Both sign for').selectOption('7 days');
    await renewal.getByRole('button', { name: 'Make a new secret' }).click();
    await renewal.getByText(/^whsec_/).waitFor();
    await renewal.getByRole('button', { name: 'Done' }).click();
    await page.getByText('the old one signs too until').waitFor();

    receiver.answers.push(410);
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('The test message did not arrive').waitFor();
    await page.getByRole('button', { name: /^Send again/ }).click();
    await page.getByText('arrived just now').waitFor();
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await page.content()).not.toContain('whsec_');
    // The browser notes that the address inside was refused.
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    await context.close();
  });

  test.each(['light', 'dark'] as const)('fits a telephone, in %s', async (scheme) => {
    const { page, context } = await visitAs(browser, app, 'admin', { width: 390, height: 844, scheme });
    await page.goto('/alerts');
    await settled(page);
    expect(await overflowOf(page)).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.goto('/alerts?rule=new');
    await page.getByRole('dialog', { name: 'New rule' }).waitFor();
    await page.getByRole('region', { name: 'Preview' }).waitFor();
    await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
    expect(await overflowOf(page)).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    await context.close();
  });

  test('a viewer reads and changes nothing', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/alerts?rule=new');
    await page.getByText('at least 5 handoffs').first().waitFor();
    expect(
      await page.getByRole('button', { name: /New rule|Add a channel|Send a test|Actions/ }).count(),
    ).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await context.close();
  });
});
