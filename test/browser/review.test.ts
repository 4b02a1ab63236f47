import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { sql } from '../../backend/src/db/sql.js';
import type { TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { startSampleApp } from '../support/sample-app.js';
import { accessibilityFaults, overflowOf, settled, visitAs } from '../support/visit.js';

type Progress = AnswerOf<typeof routes.reviewGet>;
type Decisions = AnswerOf<typeof routes.reviewDecisions>;

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startSampleApp(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const progress = async () => (await (await app.as('trainer'))<Progress>('GET', '/api/review')).body;
const decisions = async () =>
  (await (await app.as('trainer'))<Decisions>('GET', '/api/review/decisions')).body.decisions;
const question = (page: Page) =>
  page.getByRole('heading', { level: 2, name: /^(Are all|Which of|Is this)/ }).innerText();

/** Waits until another question is asked than this one. */
async function nextQuestion(page: Page, before: string): Promise<string> {
  await page.waitForFunction(
    (asked) =>
      [...document.querySelectorAll('h2')].some(
        ({ textContent: text }) => /^(Are all|Which of|Is this)/.test(text ?? '') && text !== asked,
      ) && !document.querySelector('[aria-busy=true]'),
    before,
  );
  return question(page);
}

test('a trainer takes two out of a core, accepts the rest, decides one on the edge and takes it back', async () => {
  const { page, context, complaints } = await visitAs(browser, app, 'trainer');
  await page.goto('/review');
  await settled(page);
  const core = await question(page);
  expect(core).toMatch(/^Are all \d+ examples of/);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Accept the 2 chosen' }).waitFor();
  await page.keyboard.press('l');
  await page.getByRole('combobox', { name: 'The right label' }).fill('ask_opening_hours');
  await page.keyboard.press('Enter');
  const rest = await nextQuestion(page, core);
  expect(await decisions()).toMatchObject([{ verdict: 'relabel', label: 'ask_opening_hours', handoffs: 2 }]);
  await page.keyboard.press('a');
  await nextQuestion(page, rest);
  expect((await decisions())[0]).toMatchObject({ kind: 'core', verdict: 'accept' });

  await page.goto('/review?kind=edge');
  await settled(page);
  await page.getByRole('button', { name: /Reject/ }).waitFor();
  const before = await progress();
  const [first] = await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith('/decision') && answer.status() === 201),
    page.keyboard.press('r'),
  ]);
  expect(await first.json()).toMatchObject({ verdict: 'reject', handoffs: 1 });
  await page.getByText('1 example no training data').first().waitFor();
  expect((await progress()).decided.rejected).toBe(before.decided.rejected + 1);
  await Promise.all([
    page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.ok()),
    page.keyboard.press('z'),
  ]);
  await page.getByText('taken back').first().waitFor();
  expect((await progress()).decided).toEqual(before.decided);
  expect(complaints).toEqual([]);
  await context.close();
});

test('the page of a gap leads to its examples, and who may only look is told so', async () => {
  const trainer = await visitAs(browser, app, 'trainer');
  await trainer.page.goto('/gaps');
  await settled(trainer.page);
  await trainer.page.locator('a[href^="/gaps/g"]').first().click();
  await trainer.page.getByRole('link', { name: 'Review examples' }).click();
  await trainer.page.getByText('Review all gaps').waitFor();
  await trainer.context.close();
  const viewer = await visitAs(browser, app, 'viewer');
  await viewer.page.goto('/review');
  await viewer.page.getByText('Your role does not include this').waitFor();
  await viewer.context.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  test.each([1440, 390])('the pages %i pixels wide have no faults', async (width) => {
    const { page, context, complaints } = await visitAs(browser, app, 'trainer', { scheme, width });
    for (const [i, path] of [
      '/review',
      '/review?kind=edge',
      '/review?kind=suspect',
      '/review/agreement',
    ].entries()) {
      await page.goto(path);
      await settled(page);
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/${scheme}-${width}-${i}.png`, fullPage: true });
      expect(await accessibilityFaults(page), path).toEqual([]);
      expect(await overflowOf(page), path).toBe(0);
    }
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('of one gap it is said what is left of it, and a dataset of it is near', async () => {
  const { page, context } = await visitAs(browser, app, 'trainer');
  const asked = await app.database.query<{ gap: string; edge: number }>(sql`
    select gap_id as gap, count(*) filter (where kind = 'edge') as edge
    from review_queue
    group by gap_id
    having count(*) filter (where kind = 'edge') > 0
    order by gap_id`);
  expect(asked.length).toBeGreaterThan(1);
  const all = (await progress()).left;
  const claimed = page.waitForResponse((answer) => answer.url().endsWith('/api/review/claim'));
  await page.goto(`/review?gap=${asked[0]?.gap}`);
  const { left } = (await (await claimed).json()) as { left: Progress['left'] };
  // Those that are in no gap are asked for the gap they are nearest to, so the gap itself may be smaller.
  expect(left.edge).toBeLessThanOrEqual(asked[0]?.edge ?? 0);
  expect(left.coreExamples + left.edge).toBeLessThan(all.coreExamples + all.edge);
  await page.getByRole('status').getByText('left of this gap:').waitFor();
  await page.getByText(/Asked because: ./).waitFor();
  await page.getByRole('link', { name: 'Build a dataset of it' }).click();
  await page.getByText('1 chosen').waitFor();
  await context.close();
});
