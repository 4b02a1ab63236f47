import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { sampleOf } from '../support/vendor-samples.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

let app: TestApp;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  [app, browser] = await Promise.all([startTestApp(), openBrowser()]);
  folder = await mkdtemp(join(tmpdir(), 'baton-drop-'));
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await rm(folder, { recursive: true });
});

const eventsFrom = (source: string) =>
  app.database.query(sql`select 1 from ledger.inbox where source = ${source}`).then((rows) => rows.length);

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const table = [
  'chat;at;who;words;kind',
  'c-1;02.03.2026 09:00;visitor;My invoice is wrong;message',
  'c-1;02.03.2026 09:01;chatbot;I pass you on;message',
  'c-1;02.03.2026 09:02;;;to a person',
  'c-1;02.03.2026 09:05;colleague;Hello, I am Ada;message',
].join('\n');

test('a file is dropped, looked at, let in, and stands in the list', async () => {
  const visit = await visitAs(browser, app, 'admin');
  const { page } = visit;
  await page.goto('/start');
  await page
    .getByRole('link', { name: /import/i })
    .first()
    .waitFor();
  await page.goto('/imports');
  await page.getByText('No files yet').waitFor();

  const dropped = Buffer.from(gzipSync(`${sampleOf('rasa')}\n{"sender_id":\n`)).toString('base64');
  const transfer = await page.evaluateHandle((packed) => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    data.items.add(new File([bytes], 'tracker.jsonl.gz'));
    return data;
  }, dropped);
  await page.dispatchEvent('text=Drop the log files', 'drop', { dataTransfer: transfer });

  await page.getByRole('heading', { level: 1, name: 'tracker.jsonl.gz' }).waitFor();
  await page.getByText(/told from its marks/).waitFor();
  await page
    .getByRole('region', { name: 'What was refused, and where?' })
    .getByText(/not valid JSON/)
    .waitFor();
  const preview = page.getByRole('region', { name: 'How would it look?' });
  await preview.getByRole('img').first().waitFor();
  expect(await eventsFrom('rasa')).toBe(0);
  await settled(page);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: /^Import \d+ events$/ }).click();
  await page.getByText(/events are new/).waitFor();
  expect(await eventsFrom('rasa')).toBeGreaterThan(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download what was refused' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/errors\.csv$/);
  await page.getByRole('link', { name: 'All imports' }).click();
  await page.getByRole('row', { name: /tracker\.jsonl\.gz.*Finished/ }).waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.context.close();
});

test('who speaks and what happens are filled in by their words; a date that reads both ways is asked about', async () => {
  const { page, context } = await visitAs(browser, app, 'admin');
  const rows = [
    'Chat ID,Timestamp,Sender,Wrote,Note',
    'c-7,11/10/2026 18:07:00,Visitor,Where is my parcel?,',
    'c-7,11/10/2026 18:08:00,Agent,Let me look,',
    'c-7,11/10/2026 18:09:00,,,Transferred',
  ];
  await page.goto('/imports');
  await page.getByLabel('Log files').setInputFiles(await fileOf('both-ways.csv', rows.join('\n')));
  await page.getByText('11/10/2026 can be read both ways: say what comes first').waitFor();
  await page.getByLabel('Dates like 1/2/2026').selectOption('mdy');
  await page.getByText(/can be read both ways/).waitFor({ state: 'detached' });
  await page.getByLabel('What happens', { exact: true }).selectOption('Note');
  await page.getByLabel('What is said', { exact: true }).selectOption('Wrote');
  const trial = page.getByRole('region', { name: 'What does that give?' });
  await trial.getByText(/3 understood, 0 refused · 4 events · 1 handoff/).waitFor();
  await trial.getByText('10 Nov 2026').first().waitFor();
  await context.close();
});

test('a table is mapped in the page: guessed, put right, seen at once, checked, let in', async () => {
  const visit = await visitAs(browser, app, 'admin');
  const { page } = visit;
  await page.goto('/imports');
  await page.getByLabel('Log files').setInputFiles(await fileOf('chats.csv', table));
  await page.getByText('It is a table: say what its columns mean').waitFor();
  await page.getByRole('combobox', { name: 'Source' }).fill('help-desk');
  await page.getByLabel('Conversation', { exact: true }).selectOption('chat');
  await page.getByLabel('Time', { exact: true }).selectOption('at');
  await page.getByLabel('Dates like 1/2/2026').selectOption('dmy');
  await page.getByLabel('Zone of times that name none').selectOption('Europe/Berlin');
  await page.getByLabel('Who speaks', { exact: true }).selectOption('who');
  await page.getByLabel('What is said', { exact: true }).selectOption('words');
  await page.getByLabel('What happens', { exact: true }).selectOption('kind');
  await page.getByLabel('chatbot').selectOption('bot');
  await page.getByLabel('colleague').selectOption('human');
  await page.getByLabel('visitor').selectOption('customer');
  await page.getByLabel('to a person').selectOption('handoff.initiated');
  const trial = page.getByRole('region', { name: 'What does that give?' });
  await trial.getByText(/4 understood, 0 refused · 5 events · 1 handoff/).waitFor();
  await trial.getByText('My invoice is wrong').waitFor();
  await settled(page);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('button', { name: 'Check all of it' }).click();
  await page.getByRole('button', { name: 'Import 5 events' }).click();
  await page.getByText(/events are new/).waitFor();
  const [first] = await app.database.query<{ at: Date }>(
    sql`select min(occurred_at) as at from ledger.inbox where source = 'help-desk'`,
  );
  expect(first?.at.toISOString()).toBe('2026-03-02T08:00:00.000Z');
  await page.getByRole('link', { name: 'See the handoffs' }).click();
  await page.getByRole('heading', { level: 1, name: 'Handoffs' }).waitFor();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
    from: '2026-03-02',
    to: '2026-03-02',
    source: 'help-desk',
  });

  // The next file of the same source is read in the same way.
  await page.goto('/imports');
  await page.getByLabel('Log files').setInputFiles(await fileOf('next.csv', table.replaceAll('c-1', 'c-2')));
  await page.getByRole('combobox', { name: 'Source' }).fill('help-desk');
  await trial.getByText(/4 understood, 0 refused · 5 events · 1 handoff/).waitFor();
  expect(visit.complaints).toEqual([]);
  await visit.context.close();
});

test('reasons that nobody knows are mapped where they are met, and the file is read anew', async () => {
  const { page, context } = await visitAs(browser, app, 'admin');
  const strange = sampleOf('rasa').replace('low confidence', 'Grund 17').replaceAll('r-1', 'r-2');
  await page.goto('/imports');
  await page.getByLabel('Log files').setInputFiles(await fileOf('strange.jsonl', strange));
  await page.getByText('Most reasons are not known').waitFor();
  await page.getByLabel('Grund 17').selectOption('no_match');
  await page.getByRole('button', { name: 'Keep and check again' }).click();
  await page.getByText('1 given, 0 % not known').waitFor();
  await context.close();
});

test('an unknown file says what is missing, and is discarded', async () => {
  const { page, context } = await visitAs(browser, app, 'admin');
  await page.goto('/imports');
  await page.getByLabel('Log files').setInputFiles(await fileOf('odd.json', '[{"colour":"blue"}]'));
  await page
    .getByRole('alert')
    .getByText(/cannot be told.*colour/)
    .waitFor();
  await page.getByText('Choose the format first.').waitFor();
  await page.getByLabel('Format').selectOption('rasa');
  await page.getByText(/1 record: 0 understood, 1 refused/).waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Yes, delete the files' }).click();
  await page.getByRole('heading', { name: 'What was imported?' }).waitFor();
  expect(await page.getByText('odd.json').count()).toBe(0);
  await context.close();
});

test('prose is no table whose columns could be mapped', async () => {
  const { page, context } = await visitAs(browser, app, 'admin');
  await page.goto('/imports');
  const prose = '# Notes, and what they say\n\nFirst, a line, with commas.\nA last one.\n';
  await page.getByLabel('Log files').setInputFiles(await fileOf('notes.md', prose));
  await page
    .getByRole('alert')
    .getByText(/cannot be told/)
    .waitFor();
  await page.getByText('Choose the format first.').waitFor();
  await context.close();
});

test('whoever is no administrator is told so, and not led there', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/imports');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Sources' }).waitFor();
  expect(await pages.getByRole('link', { name: 'Import' }).count()).toBe(0);
  await page.getByText('Your role does not include this').waitFor();
  await context.close();
});

test.each([
  { width: 1440, scheme: 'dark' },
  { width: 390, scheme: 'light' },
] as const)('list, report and mapping $width pixels wide have no faults', async ({ width, scheme }) => {
  const { page, context, complaints } = await visitAs(browser, app, 'admin', { width, scheme });
  const check = async () => {
    await settled(page);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  };
  await page.goto('/imports');
  await check();
  await page.getByLabel('Log files').setInputFiles(await fileOf('genesys.jsonl', sampleOf('genesys')));
  await page.getByRole('heading', { name: 'What was understood?' }).waitFor();
  await check();
  await page.goto('/imports');
  await page.getByLabel('Log files').setInputFiles(await fileOf('mapped.csv', table));
  await page.getByText('Fields and the columns that hold them').waitFor({ state: 'attached' });
  await check();
  expect(complaints).toEqual([]);
  await context.close();
});
