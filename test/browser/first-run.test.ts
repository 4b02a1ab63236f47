import { spawn } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountService } from '../../backend/src/access/account.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { openVisit } from '../support/visit.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** Runs what the page says to run, as its reader would. */
function runInShell(line: string): Promise<number | null> {
  return new Promise((done) => spawn('sh', ['-c', `${line} --silent --output /dev/null`]).once('exit', done));
}

test('from an empty Baton to the first handoff, by what the page says', async () => {
  const token = await app.app.get(AccountService, { strict: false }).offerSetup();
  const { page, context } = await openVisit(browser, app);
  await page.goto('/');
  await page.getByRole('heading', { name: 'Almost there' }).waitFor();

  await page.goto(`/setup?token=${token}`);
  await page.getByLabel('Your name').fill('First Admin');
  await page.getByLabel('E-mail').fill('first@test.example');
  await page.getByLabel('Password', { exact: true }).fill('a sentence that is long');
  await page.getByRole('button', { name: 'Create and sign in' }).click();
  await page.getByRole('heading', { name: 'Connect a source' }).waitFor();
  await page.getByText('Waiting for the first event').waitFor();

  await page.getByRole('button', { name: 'Create a key for it' }).click();
  await page.getByText('shown this once').waitFor();
  const line = await page.getByRole('region', { name: 'The line to run' }).innerText();
  expect(line).not.toContain('YOUR_API_KEY');
  expect(await runInShell(line)).toBe(0);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();

  await page.getByText('3 events are in the ledger').waitFor();
  await page.getByRole('link', { name: 'See the handoffs' }).click();
  await page.getByRole('link', { name: /^first-\d+/ }).waitFor();

  await page.goto('/start');
  await page.getByText('Log files', { exact: true }).click();
  await page.getByRole('link', { name: 'Import files' }).click();
  await page.getByText('Drop the log files of one source here').waitFor();
  await page.goto('/start');
  await page.getByText('A vendor’s webhook', { exact: true }).click();
  await page.getByRole('link', { name: 'Set up a source' }).click();
  await page.getByRole('dialog', { name: 'Set up a source' }).waitFor();

  await page.goto(`/setup?token=${token}`);
  await page.getByRole('heading', { name: 'Set-up is done' }).waitFor();
  await context.close();
});
