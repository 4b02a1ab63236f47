import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nonCapabilityTypes } from '../../backend/src/contract/gap-types.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { count } from '../../frontend/src/lib/format.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, visitAs } from '../support/visit.js';

type List = AnswerOf<typeof routes.gapList>;
type Gap = List['gaps'][number];

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
}
async function listed(query = ''): Promise<List> {
  return (await (await app.as('viewer'))<List>('GET', `/api/gaps?${query}`)).body;
}
async function anyGap(): Promise<Gap> {
  const [gap] = (await listed()).gaps;
  if (!gap) throw new Error('the sample has no gap');
  return gap;
}

test('the list shows every gap and says how many escalations are in none', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const { gaps, escalations } = await listed();
  await page.goto('/gaps?range=365d');
  await settled(page);
  expect(gaps.length).toBeGreaterThan(3);
  const rowsOf = async (name: string) =>
    Math.max(0, (await page.getByRole('table', { name }).getByRole('row').count()) - 1);
  const toTeach = gaps.filter(({ type }) => !nonCapabilityTypes.has(type)).length;
  expect(await rowsOf('Gaps in what the bot can do')).toBe(toTeach);
  expect(await rowsOf('Gaps that are nothing to teach')).toBe(gaps.length - toTeach);
  await page
    .getByText(`${count(escalations.inGaps)} of ${count(escalations.total)} escalations are in gaps`)
    .waitFor();
  await context.close();
});

test('the handoffs behind a gap are as many as the API counts', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const gap = await anyGap();
  await page.goto(`/gaps/${gap.id}?range=365d`);
  await page.getByRole('link', { name: 'Handoffs behind it' }).click();
  await page.getByText(`${count(gap.total)} handoffs`, { exact: true }).waitFor();
  await context.close();
});

test('the map is walked with keys, and opens the gap that it names', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  await page.goto('/gaps?range=365d&view=map');
  await page.getByRole('application').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  const name = (await page.getByRole('status').locator('b').textContent()) ?? '';
  expect((await listed()).gaps.map((gap) => gap.name)).toContain(name);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await page.goBack();
  const box = await page.locator('canvas').boundingBox();
  const largest = (await listed()).gaps.reduce((a, b) => (b.total > a.total ? b : a));
  expect(box?.width).toBeGreaterThan(600);
  await page.getByRole('application').press('Home');
  await page.getByRole('status').getByText(largest.name).waitFor();
  await context.close();
});

describe('a trainer', () => {
  test('names a gap, and the name stays', async () => {
    const { page, context } = await visitAs(browser, app, 'trainer');
    const gap = await anyGap();
    await page.goto(`/gaps/${gap.id}`);
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Asked <b>twice</b> about fees');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Asked <b>twice</b> about fees' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Asked <b>twice</b> about fees' }).waitFor();
    await context.close();
  });

  test('dismisses a gap with a reason, and takes it back', async () => {
    const { page, context } = await visitAs(browser, app, 'trainer');
    const gap = await anyGap();
    await page.goto(`/gaps/${gap.id}`);
    await page.getByRole('button', { name: 'Dismiss', exact: true }).click();
    expect(await page.getByRole('button', { name: 'Dismiss the gap' }).isDisabled()).toBe(true);
    await page.getByLabel('Why is it no gap to mend?').fill('A rule, not a gap');
    await page.getByRole('button', { name: 'Dismiss the gap' }).click();
    await page.getByRole('button', { name: 'Undo dismissal' }).waitFor();
    expect((await listed()).gaps.map(({ id }) => id)).not.toContain(gap.id);
    await page.getByRole('button', { name: 'Undo dismissal' }).click();
    await page.getByRole('button', { name: 'Dismiss', exact: true }).waitFor();
    expect((await listed()).gaps.map(({ id }) => id)).toContain(gap.id);
    await context.close();
  });

  test('goes from a gap to a dataset that has it chosen', async () => {
    const { page, context } = await visitAs(browser, app, 'trainer');
    const gap = await anyGap();
    await page.goto(`/gaps/${gap.id}`);
    await page.getByRole('link', { name: 'Build a dataset' }).click();
    await page.getByRole('heading', { level: 1, name: 'Build a dataset' }).waitFor();
    await page.getByText('1 chosen').waitFor();
    await page.getByText(count(gap.total), { exact: true }).first().waitFor();
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe(
      gap.resolvedIntent?.name ?? gap.name,
    );
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true);
    await context.close();
  });

  test('builds without a further word, and proposes the version for the gap', async () => {
    const { page, context, complaints } = await visitAs(browser, app, 'trainer');
    const gap = (await listed()).gaps.find(({ type }) => !nonCapabilityTypes.has(type));
    if (!gap) throw new Error('the sample has no gap that a bot can be taught');
    await page.goto(`/datasets/new?gap=${gap.id}`);
    await page.getByRole('button', { name: 'Build this version' }).click();
    await page.waitForURL(/\/datasets\/d[a-z0-9]+/);
    const onward = page.getByRole('link', { name: 'Propose an improvement' });
    await onward.waitFor();
    const version = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    await onward.click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Dataset').waitFor();
    await page.waitForLoadState('networkidle');
    expect(await form.getByLabel('Dataset').locator('option:checked').textContent()).toBe(version);
    await form.getByRole('button', { name: 'Propose' }).click();
    await page.waitForURL(/\/improvements\/i[a-z0-9]+/);
    await page.getByText(version).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a viewer looks and decides nothing', async () => {
  const { page, context } = await visitAs(browser, app, 'viewer');
  const gap = await anyGap();
  await page.goto(`/gaps/${gap.id}`);
  await settled(page);
  for (const name of ['Rename', 'Dismiss']) expect(await page.getByRole('button', { name }).count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Build a dataset' }).count()).toBe(0);
  await context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('list and page %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'admin', { scheme, width });
    const gap = await anyGap();
    for (const path of ['/gaps', '/gaps?view=map', `/gaps/${gap.id}`]) {
      await page.goto(path);
      await settled(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});
