import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { makeSigner, signCheckpoint } from '../../backend/src/ledger/note.js';
import { count } from '../../frontend/src/lib/format.js';
import { emailOf, password, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { EventLog } from '../support/event-log.js';
import { startSampleApp, takeEvents } from '../support/sample-app.js';
import { accessibilityFaults, openVisit, overflowOf, visitAs } from '../support/visit.js';

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
    await page.goto('/ledger/checkpoints');
    await page.getByText('Ed25519 signature by the log’s key').waitFor();
    const { body } = await (await app.as('auditor'))<Status>('GET', '/api/ledger');
    await page.getByText(count(body.entries), { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Keys' }).click();
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

  test('is searched, and the address keeps the search', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto('/ledger');
    await page.getByLabel('Source').selectOption('proof-chat');
    await page.getByLabel('Conversation', { exact: true }).fill('proved');
    await page.keyboard.press('Enter');
    await page.waitForURL(/source=proof-chat.*conversation=proved/);
    await page.reload();
    await settled(page);
    const rows = page.getByRole('region', { name: 'Ledger entries' }).getByRole('row');
    expect(await rows.count()).toBe(1 + said.events.length);
    await context.close();
  });

  test('is reached part by part by keyboard, each with an address of its own', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.goto('/ledger');
    await settled(page);
    for (const part of ['Checkpoints', 'Proofs', 'Access', 'Erasure', 'Holds', 'Retention', 'Keys']) {
      await page
        .getByRole('navigation', { name: 'Parts of the ledger' })
        .getByRole('link', { name: part })
        .focus();
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(`/ledger/${part.toLowerCase()}`));
      await page.getByRole('heading', { level: 1, name: `Ledger: ${part.toLowerCase()}` }).waitFor();
    }
    await page.goto('/ledger/nonsense');
    await page.getByText('There is no page at this address').waitFor();
    await context.close();
  });

  test('is where an auditor who signs in begins', async () => {
    const { page, context } = await openVisit(browser, app);
    await app.as('auditor');
    await page.goto('/');
    await page.getByLabel('E-mail').fill(emailOf('auditor'));
    await page.getByLabel('Password').first().fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ledger');
    await context.close();
  });

  test('shows a viewer its state and its keys, but no entries', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'viewer');
    for (const path of ['/ledger', '/ledger/access', '/ledger/erasure', `/ledger/entries/${index}`]) {
      await page.goto(path);
      await page.getByText('It needs the role auditor or administrator.').waitFor();
    }
    await page.goto('/ledger/keys');
    await page.getByText('Which keys sign?').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('says on every page that nothing is recorded after a rollback, and what to do', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    await page.route(/\/api\/ledger$/, async (route) => {
      const answer = await route.fetch();
      const readOnly = { code: 'ledger_rollback', detail: 'A checkpoint of 9 entries was signed.' };
      await route.fulfill({ response: answer, json: { ...(await answer.json()), readOnly } });
    });
    await page.goto('/gaps');
    await page.getByText('Nothing is being recorded: ledger rollback.').waitFor();
    await page.getByRole('link', { name: 'What to do' }).click();
    await page.getByText('A checkpoint of 9 entries was signed.').waitFor();
    await page.getByText('Restore a database').waitFor();
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

describe('an entry and what the auditor brought', () => {
  const open = async () => {
    const visit = await visitAs(browser, app, 'auditor');
    await visit.page.goto(`/ledger/entries/${index}`);
    await visit.page.getByText('Verified in this browser').first().waitFor();
    return visit;
  };

  test('is checked with a key from elsewhere, which stays in the tab', async () => {
    const { page, context } = await open();
    const { body } = await (await app.as('auditor'))<Status>('GET', '/api/ledger');
    await page.getByLabel('Your own verifier key').fill(body.vkey);
    await page.getByText('Signed by the very key that you brought').waitFor();
    expect(page.url()).not.toContain('key');
    const stranger = makeSigner(body.origin, Buffer.alloc(32, 7)).vkey;
    await page.getByLabel('Your own verifier key').fill(stranger);
    await page.getByText('No signature is by the key that you brought').waitFor();
    await page.getByText('Not verified').waitFor();
    await context.close();
  });

  test('shows every byte that was hashed when a step is opened', async () => {
    const { page, context } = await open();
    await page.getByText('Bytes and hashes of: The entry’s bytes give its leaf hash').click();
    await page.getByText('Hashed bytes: 00, then the entry').waitFor();
    await context.close();
  });

  test('is compared with a kept checkpoint; one that the log never signed is called evidence', async () => {
    const { page, context } = await open();
    const { body } = await (await app.as('auditor'))<Status>('GET', '/api/ledger');
    const kept = page.getByRole('textbox', { name: 'A checkpoint that you kept' });
    await kept.fill(body.checkpoint?.note ?? '');
    await page.getByText(/Both name the same root|The first .* entries are the same/).waitFor();
    const forged = { origin: body.origin, size: 999_999, root: Buffer.alloc(32, 9) };
    await kept.fill(signCheckpoint(forged, makeSigner(body.origin, Buffer.alloc(32, 7))));
    await page.getByText('This log does not know one of these sizes').waitFor();
    await kept.fill(`${body.checkpoint?.note} `);
    await page.getByText('This is no checkpoint in the strict form').waitFor();
    await context.close();
  });
});

describe('a proof', () => {
  test('as a file is checked against the bytes of its entry, and refused with one more line', async () => {
    const { page, context } = await visitAs(browser, app, 'auditor');
    const { body } = await (await app.as('auditor'))<Entry>('GET', `/api/ledger/entries/${index}`);
    const { hashes = [], note = '' } = body.inclusion ?? {};
    const file = ['c2sp.org/tlog-proof@v1', `index ${index}`, ...hashes, '', note].join('\n');
    await page.goto('/ledger/proofs');
    const box = page.getByRole('textbox', { name: 'Proof', exact: true });
    await box.fill(file);
    await page.getByRole('button', { name: 'Fetch it from this log' }).click();
    await page.getByText('Verified in this browser').waitFor();
    await page.getByRole('textbox', { name: 'Bytes of the entry' }).fill(`${body.entry} `);
    await page.getByText('Not verified').waitFor();
    await box.fill(`${file}\n`);
    await page.getByText('Refused: the checkpoint after the blank line cannot be read').waitFor();
    await context.close();
  });
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  const parts = [
    '',
    '/checkpoints',
    '/proofs',
    '/access',
    '/erasure?new=yes',
    '/holds',
    '/retention',
    '/keys',
  ].map((part) => `/ledger${part}`);
  test.each([1440, 390])('every part and an entry %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'auditor', { scheme, width });
    for (const path of [...parts, `/ledger/entries/${index}`]) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
