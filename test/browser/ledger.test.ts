import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { startSampleApp, takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, visitAs } from '../support/visit.js';

type Status = AnswerOf<typeof routes.ledgerStatus>;
type Entries = AnswerOf<typeof routes.ledgerEntries>;
type Entry = AnswerOf<typeof routes.ledgerEntry>;

const said = new EventLog('proved', 'proof-chat')
  .started(0, { bot: 'ada', customer: { id: 'zoe' } })
  .customer(1, { text: 'My name is Zoe', intent: 'greeting' });

let app: TestApp;
let browser: Browser;
let index: number;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp({ days: 10, conversations: 60 }), openBrowser()]);
  await takeEvents(app, said.events);
  const { body } = await (await app.as('auditor'))<Entries>(
    'GET',
    '/api/ledger/entries?source=proof-chat&type=turn.recorded',
  );
  const [entry] = body.items;
  if (!entry) throw new Error('the entry of the test is not in the ledger');
  index = entry.index;
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

describe('the ledger', () => {
  test('says how many entries it has, and checks the checkpoint’s signature', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto('/ledger');
    await page.getByText('Signature checked in this browser').waitFor();
    const { body } = await (await app.as('auditor'))<Status>('GET', '/api/ledger');
    await page.getByText(count(body.entries), { exact: true }).first().waitFor();
    await page.getByText(body.vkey).waitFor();
    await context.close();
  });

  test('is verified as a whole at the push of a button', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto('/ledger');
    await page.getByRole('button', { name: 'Verify the whole ledger' }).click();
    await page.getByRole('dialog', { name: 'The ledger holds' }).waitFor();
    await context.close();
  });

  test('is filtered, and the address keeps the filter', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto('/ledger');
    await page.getByLabel('Source').selectOption('proof-chat');
    await page.getByLabel('Conversation id').fill('proved');
    await page.keyboard.press('Enter');
    await page.waitForURL(/source=proof-chat.*conversation=proved/);
    await page.reload();
    await settled(page);
    const rows = page.getByRole('region', { name: 'Ledger entries' }).getByRole('row');
    expect(await rows.count()).toBe(1 + said.events.length);
    await context.close();
  });

  test('shows a viewer its state but no entries', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'viewer');
    await page.goto('/ledger');
    await page.getByText('It needs the role auditor or administrator.').waitFor();
    await page.goto(`/ledger/entries/${index}`);
    await page.getByText('It needs the role auditor or administrator.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('an entry', () => {
  test('is proved in the browser: bytes, path, checkpoint, signature and every committed field', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'auditor');
    await page.goto(`/ledger/entries/${index}`);
    await page.getByText('Verified in this browser').waitFor();
    await page.getByText('My name is Zoe', { exact: true }).waitFor();
    const { body } = await (await app.as('auditor'))<Entry>('GET', `/api/ledger/entries/${index}`);
    expect(await page.getByText('matches', { exact: true }).count()).toBe(body.fields.length);
    const steps = page.getByRole('list', { name: 'Inclusion proof, from the leaf up' }).getByRole('listitem');
    expect(await steps.count()).toBe((body.inclusion?.hashes.length ?? 0) + 1);
    expect(complaints).toEqual([]);
    await context.close();
  });

  const forge = async (change: (entry: Entry) => Entry): Promise<string> => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.route(/\/api\/ledger\/entries\/\d+$/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: change(await answer.json()) });
    });
    await page.goto(`/ledger/entries/${index}`);
    await page.getByText('Verified in this browser').or(page.getByText('Not verified')).waitFor();
    await settled(page);
    const text = await page.getByRole('main').innerText();
    await context.close();
    return text;
  };

  test('is refused when a hash of its path was exchanged', async () => {
    const text = await forge((entry) => {
      const { inclusion } = entry;
      const hashes = inclusion?.hashes.map((hash, i) => (i === 1 ? inclusion.root : hash)) ?? [];
      return { ...entry, inclusion: inclusion && { ...inclusion, hashes } };
    });
    expect(text).toContain('Not verified');
    expect(text).toContain('the path leads to another root');
  });

  test('is refused when its checkpoint was signed by somebody else', async () => {
    const text = await forge(({ inclusion, ...entry }) => {
      const note = inclusion?.note.replace(/.{8}=*\n$/, 'AAAAAAA=\n') ?? '';
      return { ...entry, inclusion: inclusion && { ...inclusion, note } };
    });
    expect(text).toContain('Not verified');
  });

  test('shows a field as not matching when the server lies about its value', async () => {
    const text = await forge((entry) => ({
      ...entry,
      fields: entry.fields.map((field) =>
        field.value === 'My name is Zoe' ? { ...field, value: 'My name is Eve' } : field,
      ),
    }));
    expect(text).toContain('does not match');
  });
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('ledger and entry %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'auditor', { scheme, width });
    for (const path of ['/ledger', `/ledger/entries/${index}`]) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
