import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { visitAs } from '../support/visit.js';

type List = AnswerOf<typeof routes.gapList>;
type Gap = AnswerOf<typeof routes.gapGet>;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function gaps(): Promise<List['gaps']> {
  return (await (await app.as('viewer'))<List>('GET', '/api/gaps')).body.gaps;
}
async function gapOf(id: string): Promise<Gap> {
  return (await (await app.as('viewer'))<Gap>('GET', `/api/gaps/${id}`)).body;
}
const decisions = (page: Page) => page.getByRole('region', { name: 'What did people decide?' });

test('with keys alone: two examples chosen, said to belong, and that taken back', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  const [gap] = await gaps();
  await page.goto(`/gaps/${gap?.id}`);
  await page.getByText('Open handoff').first().waitFor();
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await page.getByText('2 examples chosen').waitFor();
  await page.keyboard.press('a');
  await decisions(page).getByText('2 escalations said to belong here').waitFor();
  expect((await gapOf(gap?.id ?? '')).decisions).toMatchObject([{ kind: 'accepted', handoffs: 2 }]);
  await decisions(page).getByRole('button', { name: 'Take back' }).click();
  await decisions(page).getByText('A decision taken back').waitFor();
  await context.close();
});

test('on a phone nothing covers what can be done with chosen examples', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer', { width: 390, scheme: 'light' });
  const [gap] = await gaps();
  await page.goto(`/gaps/${gap?.id}`);
  await page
    .getByRole('checkbox', { name: /^Choose: / })
    .first()
    .check();
  const split = page.getByRole('button', { name: 'Split off' });
  await split.waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  const isOnTop = await split.evaluate((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
  expect(isOnTop).toBe(true);
  await context.close();
});

test('what is split off is a gap of its own, until it is taken back', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  const before = await gaps();
  const [gap] = before;
  await page.goto(`/gaps/${gap?.id}`);
  const boxes = page.getByRole('checkbox', { name: /^Choose: / });
  for (const place of [0, 1, 2]) await boxes.nth(place).check();
  await page.getByRole('button', { name: 'Split off' }).click();
  await decisions(page).getByText('3 escalations split off').waitFor();
  expect(await gaps()).toHaveLength(before.length + 1);
  await decisions(page).getByRole('button', { name: 'Take back' }).first().click();
  await expect.poll(async () => (await gaps()).length).toBe(before.length);
  await context.close();
});

test('a gap that is merged is found where it went', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  const [into, gap] = await gaps();
  await page.goto(`/gaps/${gap?.id}`);
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await page
    .getByLabel('Merge into')
    .first()
    .fill(into?.name ?? '');
  await page
    .getByRole('option', { name: into?.name ?? '', exact: true })
    .first()
    .click();
  await page.getByRole('button', { name: 'Merge', exact: true }).last().click();
  await page.waitForURL(`**/gaps/${into?.id}*`);
  const found = await gapOf(into?.id ?? '');
  expect(found.total).toBe((into?.total ?? 0) + (gap?.total ?? 0));
  expect((await gaps()).map(({ id }) => id)).not.toContain(gap?.id);
  await context.close();
});
