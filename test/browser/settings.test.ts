import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { accessibilityFaults, openVisit, overflowOf, settled, visitAs } from '../support/visit.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function newPerson(email: string): Promise<void> {
  const body = { name: 'Somebody', email, role: 'viewer', password };
  expect((await (await app.as('admin'))('POST', '/api/users', body)).status).toBe(201);
}
const signIn = async (email: string, tried: string) =>
  (await app.anonymous('POST', '/api/session', { email, password: tried })).status;

describe('a password', () => {
  test('is changed by its owner, who stays signed in', async () => {
    await newPerson('own@settings.example');
    const { page, context } = await openVisit(browser, app);
    const signedIn = await context.request.post('/api/session', {
      data: { email: 'own@settings.example', password },
      headers: { origin: app.url },
    });
    expect(signedIn.ok()).toBe(true);
    await page.goto('/settings');
    await settled(page);
    await page.getByRole('button', { name: 'Change password' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Current password').fill('not the password');
    await form.getByLabel('New password', { exact: true }).fill('a sentence of my own');
    expect(await accessibilityFaults(page)).toEqual([]);
    await form.getByRole('button', { name: 'Change', exact: true }).click();
    await form.getByText('Not changed: The current password is not right.').waitFor();
    await form.getByLabel('Current password').fill(password);
    await form.getByRole('button', { name: 'Change', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await page.reload();
    await settled(page);
    expect(await signIn('own@settings.example', 'a sentence of my own')).toBe(201);
    expect(await signIn('own@settings.example', password)).toBe(401);
    await context.close();
  });

  test('that is forgotten is set anew by an administrator', async () => {
    await newPerson('forgot@settings.example');
    const { page, context } = await visitAs(browser, app, 'admin', { width: 390 });
    await page.goto('/settings');
    await settled(page);
    const row = page.getByRole('row').filter({ hasText: 'forgot@settings.example' });
    await row.getByRole('button', { name: 'New password for Somebody' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('New password', { exact: true }).fill('handed over in person');
    expect(await overflowOf(page)).toBe(0);
    await form.getByRole('button', { name: 'Set', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    expect(await signIn('forgot@settings.example', 'handed over in person')).toBe(201);
    await context.close();
  });
});

test('a form stays while the page is scrolled beneath it', async () => {
  await newPerson('scrolled@settings.example');
  const { page, context } = await visitAs(browser, app, 'admin', { width: 390, height: 480 });
  await page.goto('/settings');
  await settled(page);
  const row = page.getByRole('row').filter({ hasText: 'scrolled@settings.example' });
  await row.getByRole('button', { name: 'New password for Somebody' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('New password', { exact: true }).fill('half a sentence, then');
  await page.evaluate(() => window.scrollTo(0, 0));
  await form.getByLabel('New password', { exact: true }).fill('half a sentence, then the rest');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await form.waitFor({ state: 'detached' });
  await context.close();
});

test('what cannot be read again stays, with a word about it', async () => {
  await newPerson('kept@settings.example');
  const { page, context } = await visitAs(browser, app, 'admin', { width: 390 });
  await page.goto('/settings');
  await settled(page);
  await page.route('**/api/users', (route) => route.abort());
  const row = page.getByRole('row').filter({ hasText: 'kept@settings.example' });
  await row.getByLabel('Role of Somebody').selectOption('trainer');
  await page.getByText('What is shown may be old').waitFor();
  expect(await row.getByLabel('Role of Somebody').inputValue()).toBe('viewer');
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await overflowOf(page)).toBe(0);
  await page.unroute('**/api/users');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('What is shown may be old').waitFor({ state: 'detached' });
  expect(await row.getByLabel('Role of Somebody').inputValue()).toBe('trainer');
  await context.close();
});

test('on a low screen the account is in reach, and every page', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer', { height: 480 });
  await page.goto('/settings');
  await settled(page);
  const account = await page.getByRole('button', { name: 'Account of' }).boundingBox();
  expect((account?.y ?? 480) + (account?.height ?? 0)).toBeLessThanOrEqual(480);
  const last = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Settings' });
  await last.scrollIntoViewIfNeeded();
  expect((await last.boundingBox())?.y ?? 480).toBeLessThan(account?.y ?? 0);
  await context.close();
});

test('an address without a page says so under a heading of its own', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  for (const path of ['/no-such-page', '/risk/nothing', '/ledger/nothing']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  }
  await context.close();
});

test('a busy button’s spinner stands in its middle, without motion too', async () => {
  const { page, context } = await visitAs(browser, app, 'admin');
  await page.goto('/ledger');
  await settled(page);
  await page.route('**/api/ledger/verification', () => undefined);
  const button = page.getByRole('button', { name: 'Verify the whole ledger' });
  await button.click();
  const spinner = page.locator('.mantine-Button-loader');
  const [outer, inner] = await Promise.all([button.boundingBox(), spinner.boundingBox()]);
  if (!outer || !inner) throw new Error('no spinner');
  expect(inner.y + inner.height / 2).toBeCloseTo(outer.y + outer.height / 2, 0);
  await context.close();
});
