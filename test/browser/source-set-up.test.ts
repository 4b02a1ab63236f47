import { createHmac } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { sampleOf } from '../support/vendor-samples.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function connectionOf(name: string) {
  const admin = await app.withKey('admin');
  const { body } = await admin<AnswerOf<typeof routes.connectionList>>('GET', '/api/connections');
  return body.find((one) => one.name === name);
}

async function begin(page: Page, name: string, format: string) {
  await page.goto('/sources');
  await settled(page);
  await page.getByRole('button', { name: 'Set up a source' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Format').selectOption(format);
  return form;
}

test('a signature is said to the last detail, changed, and a delivery is tried with it', async () => {
  const { page, complaints } = await visitAs(browser, app, 'admin');
  const form = await begin(page, 'own-bot', 'chatwoot');
  await form.getByLabel('How are its deliveries signed?').selectOption('hmac');
  await form.getByLabel('Header', { exact: true }).fill('X-Sign');
  await form.getByLabel('Algorithm').selectOption('sha512');
  expect(await form.getByLabel('Before the signature stands').inputValue()).toBe('sha512=');
  await form.getByLabel('Before the signature stands').fill('');
  await form.getByLabel('Written as').selectOption('base64');
  await form.getByLabel('Header with the time').fill('x-time');
  await form.getByLabel('It may differ from ours by').fill('900');
  await form.getByLabel('Secret', { exact: true }).fill('a secret of the bot');
  expect(await accessibilityFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('heading', { level: 1, name: 'own-bot' }).waitFor();
  const signature = { kind: 'hmac', header: 'x-sign', algorithm: 'sha512', encoding: 'base64', prefix: '' };
  expect((await connectionOf('own-bot'))?.signature).toEqual({
    ...signature,
    timeHeader: 'x-time',
    toleranceSeconds: 900,
  });

  await page.getByRole('button', { name: 'Change' }).click();
  expect(await form.getByLabel('Written as').inputValue()).toBe('base64');
  await form.getByLabel('Header with the time').fill('');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  expect((await connectionOf('own-bot'))?.signature).toEqual(signature);

  const [body = ''] = sampleOf('chatwoot').split('\n');
  const sign = createHmac('sha512', 'a secret of the bot').update(body).digest('base64');
  await page.getByRole('button', { name: 'Try a delivery' }).click();
  await form.getByLabel('Body').fill(body);
  await form.getByRole('button', { name: 'Try it' }).click();
  await form.getByText('Not among the headers: x-sign').waitFor();
  await form
    .getByLabel('Headers')
    .fill(`POST /hooks HTTP/1.1\nContent-Type: application/json\nX-Sign: ${sign}`);
  await form.getByRole('button', { name: 'Try it' }).click();
  await form.getByText('The signature is right: it would be taken.').waitFor();
  await form.getByText(/1 record in it, \d+ events. Nothing was kept/).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('Twilio’s own address is kept', async () => {
  const { page } = await visitAs(browser, app, 'admin');
  const form = await begin(page, 'flex', 'twilio');
  await form.getByLabel('The address as Twilio has it').fill('https://edge.example.com/twilio');
  await form.getByLabel('The account’s auth token').fill('an auth token');
  await form.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('heading', { level: 1, name: 'flex' }).waitFor();
  expect((await connectionOf('flex'))?.signature).toEqual({
    kind: 'twilio',
    url: 'https://edge.example.com/twilio',
  });
});

test('what a table’s columns mean is said from a few of its rows, and changed', async () => {
  const { page, complaints } = await visitAs(browser, app, 'admin');
  const form = await begin(page, 'tables', 'csv');
  await form.getByLabel('The header and a few rows of a table').fill(sampleOf('csv'));
  await form.getByRole('button', { name: 'Look at its columns' }).click();
  const conversation = form.getByLabel('Conversation', { exact: true });
  await conversation.waitFor();
  await conversation.selectOption('chat');
  await form.getByLabel('Time', { exact: true }).selectOption('at');
  await form.getByLabel('Who speaks').selectOption('who');
  await form.getByLabel('visitor').selectOption('customer');
  expect(await accessibilityFaults(page)).toEqual([]);
  await form.getByRole('button', { name: 'Set it up' }).click();
  await page.getByRole('heading', { level: 1, name: 'tables' }).waitFor();
  expect((await connectionOf('tables'))?.mapping).toMatchObject({
    conversation: 'chat',
    time: 'at',
    role: 'who',
    roles: { visitor: 'customer' },
  });

  await page.getByRole('button', { name: 'Change' }).click();
  await form.getByLabel('Zone of times that name none').selectOption('Europe/Berlin');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  expect((await connectionOf('tables'))?.mapping).toMatchObject({
    zone: 'Europe/Berlin',
    conversation: 'chat',
  });
  expect(complaints).toEqual([]);
});

test.each(['light', 'dark'] as const)('on a phone the form fits, %s', async (scheme) => {
  const { page } = await visitAs(browser, app, 'admin', { width: 390, height: 844, scheme });
  const form = await begin(page, 'phone', 'csv');
  await form.getByLabel('How are its deliveries signed?').selectOption('hmac');
  await form.getByLabel('Header with the time').fill('x-time');
  expect(await overflowOf(page)).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
});
