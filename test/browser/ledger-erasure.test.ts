import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';
import { visitAs } from '../support/visit.js';

type Erasures = AnswerOf<typeof routes.erasureList>;
type Retention = AnswerOf<typeof routes.retentionGet>;

const said = (customer: string) =>
  new EventLog(`talk-${customer}`, 'erased-chat')
    .started(0, { bot: 'ada', customer: { id: customer } })
    .customer(1, { text: `I am ${customer}`, intent: 'greeting' });

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  await takeEvents(app, [...said('zoe').events, ...said('yan').events]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function lookAt(page: Page, id: string): Promise<void> {
  await page.goto('/ledger/erasure?new=yes');
  await page.getByLabel('Id', { exact: true }).fill(id);
  await page.getByRole('button', { name: 'Show what would go' }).click();
  await page.getByText('can no longer be opened').waitFor();
}

describe('a legal hold', () => {
  test('is placed and hinders an erasure until it is lifted', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin');
    await page.goto('/ledger/holds');
    await page.getByRole('button', { name: 'Place a hold' }).click();
    const dialog = page.getByRole('dialog', { name: 'Place a legal hold' });
    await dialog.getByLabel('Id', { exact: true }).fill('yan');
    await dialog.getByLabel('Case').fill('14 C 88/26');
    await dialog.getByLabel('Reason').fill('Disputed refund');
    await dialog.getByRole('button', { name: 'Place the hold' }).click();
    await page.getByText('in force').waitFor();

    await lookAt(page, 'yan');
    await page.getByText('Under legal hold').waitFor();
    expect(await page.getByRole('button', { name: 'Go on' }).isDisabled()).toBe(true);

    await page.goto('/ledger/holds');
    await page.getByRole('button', { name: 'Lift the hold of 14 C 88/26' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('Settled');
    await page.getByRole('button', { name: 'Lift it' }).click();
    await page.getByText(/^lifted/).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('an erasure', () => {
  test('is shown, grounded and typed again before it is done, and then has a record', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin');
    await lookAt(page, 'zoe');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('Ground').selectOption('consent_withdrawn');
    await page.getByRole('button', { name: 'Go on' }).click();
    const erase = page.getByRole('button', { name: 'Erase', exact: true });
    await page.getByLabel('Type the id again').fill('zo');
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel('Type the id again').fill('zoe');
    await erase.click();
    await page.getByText(/^Erased/).waitFor();
    await page.getByRole('button', { name: 'Open the record', exact: true }).click();
    await page.getByRole('heading', { name: 'Record of an erasure' }).waitFor();
    const { body } = await (await app.as('auditor'))<Erasures>('GET', '/api/ledger/erasures');
    expect(body.items[0]).toMatchObject({ cause: 'request', ground: 'consent_withdrawn', conversations: 1 });
    expect(page.url()).toContain(`record=${body.items[0]?.id}`);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('is only looked at by an auditor', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await lookAt(page, 'yan');
    await page.getByText('An administrator can carry it out.').waitFor();
    expect(await page.getByRole('button', { name: 'Go on' }).count()).toBe(0);
    await context.close();
  });
});

describe('retention', () => {
  test('is saved only after its rules were shown what they would erase', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin');
    await page.goto('/ledger/retention');
    const save = page.getByRole('button', { name: 'Save' });
    await page.getByLabel('Conversations: keep for ever').setChecked(false);
    await page.getByLabel('Conversations: days').fill('400');
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Show what these rules would erase' }).click();
    await page.getByText('Would be erased now').waitFor();
    await page.getByLabel('Conversations: days').fill('500');
    expect(await save.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Show what these rules would erase' }).click();
    await page.getByText('Would be erased now').waitFor();
    await save.click();
    await expect
      .poll(async () => {
        const { body } = await (await app.as('auditor'))<Retention>('GET', '/api/ledger/retention');
        return body.rules.find((rule) => rule.class === 'conversation')?.days;
      })
      .toBe(500);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
