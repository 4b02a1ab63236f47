import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { MeasureService } from '../../backend/src/improvements/measure.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';
import { releaseOf, week, weeklyEscalations, weeksBefore } from '../support/weekly-escalations.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  await takeEvents(app, [...weeklyEscalations()]);
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

describe('improvements', () => {
  test('one is proposed from a gap, approved by another, and says whether it worked', async () => {
    const trainer = await visitAs(browser, app, 'trainer');
    const { page } = trainer;
    await page.goto('/gaps');
    await page
      .getByRole('link', { name: /refund/i })
      .first()
      .click();
    await page.getByRole('button', { name: 'Propose' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('What is to change?').fill('Teach it refunds');
    await form.getByLabel('Name in the bot’s release').fill('refunds');
    await form.getByRole('button', { name: 'Propose' }).click();
    await page.getByRole('heading', { name: 'Teach it refunds', level: 1 }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    const next = page.getByRole('region', { name: 'What happens next?' });
    await next.getByText('Nobody approves what they proposed').waitFor();
    const told = await next.getByLabel('The event of the release').innerText();
    expect(JSON.parse(told.slice(told.indexOf('{'), told.lastIndexOf('}') + 1))).toMatchObject({
      type: 'bot.released',
      data: { improvements: ['refunds'] },
    });
    const address = new URL(page.url()).pathname;

    const admin = await visitAs(browser, app, 'admin');
    await admin.page.goto(address);
    await admin.page.getByRole('button', { name: 'Approve' }).click();
    await admin.page.getByLabel('Why?').fill('Looks right');
    await admin.page.getByRole('button', { name: 'Approve' }).last().click();
    await admin.page.getByText('Looks right').waitFor();

    await takeEvents(app, [releaseOf('r-2', '2', weeksBefore * week, ['refunds'])]);
    await app.app.get(MeasureService, { strict: false }).runOnce();
    await admin.page.goto('/improvements');
    const verified = admin.page.getByRole('region', { name: 'Verified' });
    await verified.getByRole('link', { name: 'Teach it refunds' }).click();
    await admin.page.getByText(/^It helped: \d/).waitFor();
    await admin.page.getByText(/escalations avoided since the release/).waitFor();
    await admin.page.getByRole('table', { name: 'Guards' }).waitFor();
    expect([...trainer.complaints, ...admin.complaints]).toEqual([]);
    await trainer.context.close();
    await admin.context.close();
  });

  test.each([
    { width: 1440, scheme: 'light' },
    { width: 390, scheme: 'dark' },
  ] as const)('board and page $width pixels wide have no faults', async ({ width, scheme }) => {
    const { page, context, complaints } = await visitAs(browser, app, 'trainer', { width, scheme });
    await page.goto('/improvements');
    await settled(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    await page.getByRole('link', { name: 'Teach it refunds' }).click();
    await settled(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
