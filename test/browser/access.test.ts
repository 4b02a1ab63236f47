import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { purposeHeader } from '../../backend/src/contract/access-log.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

type List = AnswerOf<typeof routes.handoffList>;
type Log = AnswerOf<typeof routes.accessLog>;
type Entries = AnswerOf<typeof routes.ledgerEntries>;

/** Of yesterday, within the range that the page shows by itself. */
const base = new Date(Date.now() - 86_400_000).toISOString();
function told(conversation: string): EventLog {
  return new EventLog(conversation, 'shop')
    .started(0, { bot: 'ada', channel: 'chat', customer: { id: `customer of ${conversation}` } })
    .customer(1, { text: 'I moved and want my letters sent to the new address', intent: 'address_change' })
    .bot(2, { text: 'I cannot change that.', failed_action: { code: 'ERR_PERM_004' } })
    .escalated(3, {
      handoff_id: `${conversation}-h`,
      reasons: ['action_failed'],
      consent_scopes: ['identity', 'summary'],
      context: {
        identity: { verified: true },
        intent: 'address_change',
        transcript: 'all that was said',
        entities: { street: 'Main Street 5' },
        summary: {
          situation: 'The customer moved and letters go to the old address.',
          background: 'Verified; tried twice through the bot.',
          recommendation: 'Change the address and confirm by letter.',
        },
      },
    })
    .accepted(5, `${conversation}-h`)
    .resolved(9, { words: 'The address is changed.' }, `${conversation}-h`);
}
const lately = (log: EventLog) =>
  log.events.map((event, i) => ({
    ...event,
    time: new Date(Date.parse(base) + i * 60_000).toISOString(),
  }));

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  const silent = told('silent');
  silent.add('consent.changed', 20, { scopes: ['sentiment'] });
  await takeEvents(app, [...lately(told('open')), ...lately(silent)]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const keyOf = async (search: string): Promise<string> => {
  const { body } = await (await app.as('viewer'))<List>('GET', `/api/handoffs?search=${search}`);
  return body.items[0]?.key ?? '';
};
const entryOf = async (conversation: string): Promise<number> => {
  const query = `conversation=${conversation}&type=handoff.initiated`;
  const { body } = await (await app.as('auditor'))<Entries>('GET', `/api/ledger/entries?${query}`);
  return body.items[0]?.index ?? 0;
};

describe('the purpose of access', () => {
  test('is set in the account menu, seen while it holds, sent with every call and cleared', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/handoffs');
    await settled(page);
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('button', { name: 'Purpose of access…' }).click();
    await page.getByLabel('Why do you look at records?').fill('Beschwerde № 7 – Prüfung');
    await page.keyboard.press('Enter');
    await page.getByText('Purpose of access: Beschwerde № 7 – Prüfung').waitFor();
    const asked = page.waitForRequest((request) => request.url().includes('/api/handoffs/'));
    await page.getByRole('link', { name: 'open', exact: true }).click();
    expect(decodeURIComponent((await asked).headers()[purposeHeader] ?? '')).toBe('Beschwerde № 7 – Prüfung');
    await settled(page);
    const auditor = await app.as('auditor');
    const { body } = await auditor<Log>(
      'GET',
      `/api/ledger/access?kind=handoff&key=${await keyOf('open-h')}`,
    );
    expect(body.items[0]).toMatchObject({ actor: 'The viewer', purpose: 'Beschwerde № 7 – Prüfung' });
    await page.getByRole('button', { name: 'Clear the purpose of access' }).click();
    expect(await page.getByText('Purpose of access: ').count()).toBe(0);
    await context.close();
  });
});

describe('a handoff', () => {
  test('tells the summary in four parts and which of them is missing', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto(`/handoffs/${await keyOf('open-h')}`);
    await settled(page);
    const told = page.getByRole('region', { name: 'What was the receiver told?' });
    await told.getByText('Missing: assessment').waitFor();
    await told.getByText('Change the address and confirm by letter.').waitFor();
    expect(await page.getByText('over-shared', { exact: true }).count()).toBe(2);
    await context.close();
  });

  test('says what is withheld for want of consent, and does not call it missing', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto(`/handoffs/${await keyOf('silent-h')}`);
    await settled(page);
    await page.getByText('Not shown, as the customer’s consent does not cover it').waitFor();
    await page.getByText('withheld: consent does not cover it').first().waitFor();
    expect(await page.getByText('Main Street 5').count()).toBe(0);
    expect(await page.getByText('Withheld: consent does not cover the summary').count()).toBe(3);
    await context.close();
  });

  test('that overshared is in the saved view', async () => {
    const { page, context } = await visitAs(browser, app, 'viewer');
    await page.goto('/handoffs?view=over_shared');
    await settled(page);
    await page.getByText('2 handoffs', { exact: true }).waitFor();
    expect(await page.getByText('over-shared', { exact: true }).count()).toBe(2);
    await context.close();
  });
});

test('a ledger entry reads the summary from its disclosed fields, and shows commitments of the rest', async () => {
  const { page, context } = await visitAs(browser, app, 'auditor');
  await page.goto(`/ledger/entries/${await entryOf('open')}`);
  await settled(page);
  await page
    .getByRole('region', { name: 'What was the receiver told?' })
    .getByText('Verified; tried')
    .waitFor();
  await page.goto(`/ledger/entries/${await entryOf('silent')}`);
  await settled(page);
  await page.getByText('withheld, no consent to transcript').first().waitFor();
  expect(await page.getByText('Main Street 5').count()).toBe(0);
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('the pages %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'auditor', { scheme, width });
    const paths = [
      '/handoffs?view=over_shared',
      `/handoffs/${await keyOf('open-h')}`,
      `/handoffs/${await keyOf('silent-h')}`,
      `/ledger/entries/${await entryOf('silent')}`,
    ];
    await page.goto('/');
    await page.evaluate(() => sessionStorage.setItem('baton.purpose', 'complaint 2026-114, second look'));
    for (const path of paths) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('button', { name: 'Purpose of access…' }).click();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
