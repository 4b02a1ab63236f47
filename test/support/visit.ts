import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { emailOf, type Person, password, type TestApp } from './app.js';

interface VisitOptions {
  scheme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the page complained about in the console, and requests that failed. */
  complaints: string[];
}

/** A browser of its own that nobody is signed in to. Times are shown in UTC. */
export async function openVisit(browser: Browser, app: TestApp, options: VisitOptions = {}): Promise<Visit> {
  const { scheme = 'light', width = 1440, height = 900 } = options;
  const context = await browser.newContext({
    baseURL: app.url,
    colorScheme: scheme,
    viewport: { width, height },
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return { page, context, complaints };
}

/** The same, signed in; the page is still blank. */
export async function visitAs(
  browser: Browser,
  app: TestApp,
  role: Person,
  options?: VisitOptions,
): Promise<Visit> {
  await app.as(role);
  const visit = await openVisit(browser, app, options);
  const answer = await visit.context.request.post('/api/session', {
    data: { email: emailOf(role), password },
    headers: { origin: app.url },
  });
  if (!answer.ok()) throw new Error(`sign-in failed: ${await answer.text()}`);
  return visit;
}

/** The part of the page that answers the question. */
export const panel = (page: Page, name: string | RegExp) => page.getByRole('region', { name });

/** The page stands: its heading is there, nothing is awaited, no place is kept by a skeleton. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'));
}

/** What axe finds on the page as it stands: rule, and where. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run();
    return (await run).violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
  });
}
interface AxeResult {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

/** Pixels that the page can be scrolled sideways; what sticks out is told in the error. */
export async function overflowOf(page: Page): Promise<number> {
  const { pixels, widest } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const isClipped = (element: Element): boolean => {
      const parent = element.parentElement;
      return parent !== null && (getComputedStyle(parent).overflowX !== 'visible' || isClipped(parent));
    };
    const sticksOut = (element: Element): boolean =>
      element.getBoundingClientRect().right > clientWidth && !isClipped(element);
    return {
      pixels: Math.max(0, scrollWidth - clientWidth),
      widest: [...document.body.querySelectorAll('*')]
        .filter(sticksOut)
        .slice(0, 5)
        .map((element) => element.outerHTML.slice(0, 200)),
    };
  });
  if (pixels > 0 && widest.length > 0)
    throw new Error(`the page scrolls sideways by ${pixels} pixels for ${widest.join('\n')}`);
  return pixels;
}
