import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';
import { visitAs } from '../support/visit.js';

type Entries = AnswerOf<typeof routes.ledgerEntries>;

const said = new EventLog('packed', 'pack-chat')
  .started(0, { bot: 'ada', customer: { id: 'zoe' } })
  .customer(1, { text: 'My name is Zoe', intent: 'greeting' });

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  await takeEvents(app, said.events);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('an evidence pack', () => {
  test('of a customer is three clicks away from the search, with its purpose', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto('/ledger?customer=zoe');
    await page.getByRole('button', { name: 'Evidence pack' }).click();
    await page.getByText('Proved against').waitFor();
    await page.getByLabel('Purpose').fill('Case 14 C 88/26, Zoë');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.zip$/);
    const names = Object.keys(unzipSync(await readFile(await file.path())));
    expect(names.some((name) => name.endsWith('verify.mjs'))).toBe(true);
    await page.getByText('node verify.mjs').waitFor();
    await context.close();
  });

  test('of one entry holds bytes and proof that the browser accepts', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    const { body } = await (await app.as('auditor'))<Entries>(
      'GET',
      '/api/ledger/entries?source=pack-chat&type=turn.recorded',
    );
    const index = body.items[0]?.index ?? 0;
    await page.goto(`/ledger/entries/${index}`);
    await page.getByRole('button', { name: 'Evidence pack' }).click();
    await page.getByLabel('About', { exact: true }).selectOption({ label: `Entry ${index} alone` });
    await page.getByLabel('Disclose values and salts').setChecked(false);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const pack = unzipSync(await readFile(await file.path()));
    const textOf = (end: string) => {
      const name = Object.keys(pack).find((one) => one.endsWith(end));
      return new TextDecoder().decode(name === undefined ? undefined : pack[name]);
    };
    expect(JSON.stringify(Object.values(pack).map((bytes) => new TextDecoder().decode(bytes)))).not.toContain(
      'My name is Zoe',
    );
    await page.goto('/ledger/proofs');
    await page.getByRole('textbox', { name: 'Proof', exact: true }).fill(textOf(`${index}.tlog-proof`));
    await page.getByRole('textbox', { name: 'Bytes of the entry' }).fill(textOf(`entries/${index}.json`));
    await page.getByText('Verified in this browser').waitFor();
    await context.close();
  });

  test('is not offered to a viewer', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/ledger');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: 'Evidence pack' }).count()).toBe(0);
    await context.close();
  });
});
