import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { signDelivery } from '../support/sign-delivery.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

const secret = 'a secret of the vendor';
const name = 'helpdesk/eu';
const path = `/sources/${encodeURIComponent(name)}`;

let app: TestApp;
let browser: Browser;

async function deliver(record: object): Promise<void> {
  const body = JSON.stringify(record);
  const { headers } = signDelivery({ kind: 'chatwoot', secret, body, at: Date.now(), url: app.url });
  const answer = await fetch(`${app.url}/api/hooks/${encodeURIComponent(name)}`, {
    method: 'POST',
    headers,
    body,
  });
  if (!answer.ok) throw new Error(await answer.text());
}

beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
  const admin = await app.withKey('admin');
  await admin('POST', '/api/connections', {
    name,
    format: 'chatwoot',
    signature: { kind: 'chatwoot' },
    secret,
  });
  const now = Math.floor(Date.now() / 1000);
  for (const id of [1, 2, 3, 4]) {
    await deliver({
      event: 'conversation_bot_handoff',
      id,
      account: { id: 1 },
      updated_at: now - id,
      reason: 'fraud desk',
    });
  }
  await deliver({ event: 'message_created', id: 7, conversation: { id: 5 }, message_type: 'incoming' });
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('sources', () => {
  test('the list says how each does, and leads to one', async () => {
    const { page, complaints } = await visitAs(browser, app, 'viewer');
    await page.goto('/sources');
    await settled(page);
    const row = page.getByRole('row').filter({ hasText: name });
    await row.getByText('Chatwoot, by webhook').waitFor();
    await row.getByText('1 refused').waitFor();
    expect(await page.getByRole('button', { name: 'Set up a source' }).count()).toBe(0);
    await row.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await settled(page);
    expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/sources/${name}`);
    expect(await page.getByText('fraud desk').count()).toBe(1);
    expect(await page.getByLabel('What “fraud desk” means').count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('a trainer says in place what a reason means', async () => {
    const { page, complaints } = await visitAs(browser, app, 'trainer');
    await page.goto(path);
    await settled(page);
    const choice = page.getByLabel('What “fraud desk” means');
    await choice.selectOption('policy_rule');
    await page.waitForLoadState('networkidle');
    await page.reload();
    await settled(page);
    expect(await choice.inputValue()).toBe('policy_rule');
    await page.getByLabel('The source’s own words').fill('no-bot');
    await page.getByLabel('What they mean').selectOption('customer_request');
    await page.getByRole('button', { name: 'Map', exact: true }).click();
    await page.getByLabel('What “no-bot” means').waitFor();
    expect(complaints).toEqual([]);
  });

  test('an administrator looks at a refused record, tries it again and throws it away', async () => {
    const { page } = await visitAs(browser, app, 'admin');
    await page.goto(path);
    await settled(page);
    await page.getByRole('button', { name: 'Look' }).click();
    await page.getByLabel('The record as it came').getByText('"message_created"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Try all again' }).click();
    await page.getByText('0 records were read, 1 still refused.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('button', { name: 'Dismiss' }).waitFor({ state: 'detached' });
  });

  test('one click watches it for silence', async () => {
    const { page } = await visitAs(browser, app, 'trainer');
    await page.goto(path);
    await settled(page);
    await page.getByRole('button', { name: 'Alert when it falls silent' }).click();
    await page.getByRole('link', { name: 'Watched for silence' }).click();
    await page.getByRole('heading', { level: 1, name: 'Alerts' }).waitFor();
  });

  test('a source is set up, and its secret is shown once', async () => {
    const { page } = await visitAs(browser, app, 'admin');
    await page.goto('/sources');
    await settled(page);
    await page.getByRole('button', { name: 'Set up a source' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name').fill('orders-bot');
    await form.getByLabel('Format').selectOption('rasa');
    await form.getByRole('button', { name: 'Set it up' }).click();
    await page
      .getByLabel('The secret')
      .getByText(/^whsec_/)
      .waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { level: 1, name: 'orders-bot' }).waitFor();
    await settled(page);
    expect(await page.getByText(/whsec_/).count()).toBe(0);
    await page.getByLabel('The address for its deliveries').getByText('/api/hooks/orders-bot').waitFor();
  });

  test.each(['light', 'dark'] as const)('on a phone nothing runs off the side, %s', async (scheme) => {
    const { page, complaints } = await visitAs(browser, app, 'admin', { width: 390, height: 844, scheme });
    for (const address of ['/sources', path]) {
      await page.goto(address);
      await settled(page);
      expect(await overflowOf(page)).toBe(0);
      expect(await accessibilityFaults(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  test('a source that never sent anything is not there', async () => {
    const { page } = await visitAs(browser, app, 'viewer');
    await page.goto('/sources/nobody');
    await page.getByText('Nothing came from a source of this name').waitFor();
  });
});
