import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, visitAs } from '../support/visit.js';

type Gaps = AnswerOf<typeof routes.gapList>;
type Dataset = AnswerOf<typeof routes.datasetGet>;

let app: TestApp;
let browser: Browser;
let draft: string;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
  const { body } = await (await app.as('trainer'))<Gaps>('GET', '/api/gaps');
  const chosen = body.gaps.slice(0, 3).map(({ id }) => `gap=${id}`);
  draft = `/datasets/new?${chosen.join('&')}&name=First%20lessons`;
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}

async function build(page: Page): Promise<Dataset> {
  await page.goto(draft);
  await page.getByText('3 chosen').waitFor();
  await page.getByRole('button', { name: 'Build this version' }).click();
  await page.waitForURL(/\/datasets\/d[a-z0-9]+/);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  return (await (await app.as('viewer'))<Dataset>('GET', `/api/datasets/${id}`)).body;
}

describe('the builder', () => {
  test('shows what would be in it, and builds just that', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'trainer');
    const previewed = page.waitForResponse((response) => response.url().endsWith('/api/datasets/preview'));
    await page.goto(draft);
    const { counts } = await (await previewed).json();
    expect(counts.examples).toBeGreaterThan(5);
    await page.getByText(count(counts.examples), { exact: true }).first().waitFor();
    const { manifest } = await build(page);
    expect(manifest.counts).toEqual(counts);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('says that the same request gave the same version', async () => {
    const { page, context } = await visitAs(browser, app, 'trainer');
    const first = await build(page);
    const second = await build(page);
    expect(second.id).toBe(first.id);
    await page.getByText('this is that version, byte for byte').waitFor();
    await context.close();
  });

  test('keeps the draft in the address', async () => {
    const { page, context } = await visitAs(browser, app, 'trainer');
    await page.goto(draft);
    await page.getByLabel('First day').fill('2026-02-01');
    await page.getByRole('radio', { name: 'The gap', exact: true }).check();
    await page.waitForURL(/first=2026-02-01/);
    await page.reload();
    expect(await page.getByLabel('First day').inputValue()).toBe('2026-02-01');
    expect(new URL(page.url()).searchParams.get('label')).toBe('gap');
    await context.close();
  });

  test('asks for a gap before it counts', async () => {
    const { page, context } = await visitAs(browser, app, 'trainer');
    await page.goto('/datasets/new');
    await page.getByText('Choose at least one gap.').first().waitFor();
    expect(await page.getByRole('button', { name: 'Build this version' }).isDisabled()).toBe(true);
    await context.close();
  });

  test('is not for viewers, and says for whom', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'viewer');
    await page.goto(draft);
    await page.getByText('It needs the role trainer or administrator.').waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a version is downloaded with the digest that its page shows', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  const { manifest } = await build(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download JSON Lines' }).click(),
  ]);
  const digest = createHash('sha256')
    .update(readFileSync(await download.path()))
    .digest('hex');
  expect(`sha256:${digest}`).toBe(manifest.digest);
  await page.getByText(manifest.digest).first().waitFor();
  await context.close();
});

test('a format is chosen by what it is for, and what it leaves out is said', async () => {
  const { page, context, complaints } = await visitAs(browser, app, 'trainer');
  const { manifest, examples } = await build(page);
  await page.getByRole('combobox', { name: 'Format' }).click();
  await page.getByRole('option', { name: /^Preference pairs/ }).click();
  const file = manifest.files.find(({ format }) => format === 'preference');
  const left = examples - (file?.examples ?? 0);
  await page.getByText(`${count(left)} of other parts or without what it needs`).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download Preference pairs' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.preference\.jsonl$/);
  // A link shows what was chosen, and who comes back need not choose again.
  expect(new URL(page.url()).searchParams.get('format')).toBe('preference');
  await page.goto(new URL(page.url()).pathname);
  await page.getByRole('link', { name: 'Download Preference pairs' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('a version shows what is different from the one before', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  await build(page);
  await page.goto(`${draft}&most=3`);
  await page.getByText('3 chosen').waitFor();
  await page.getByRole('button', { name: 'Build this version' }).click();
  await page.getByRole('heading', { name: 'What is different?' }).waitFor();
  await page.getByText(/^0 new, \d+ gone, 0 labelled or worded otherwise, \d+ the same/).waitFor();
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('list, builder and version %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin', { scheme, width });
    const { id } = await build(page);
    for (const path of ['/datasets', draft, `/datasets/${id}`]) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
