import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type APIRequestContext, type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from '../support/chromium.js';
import { freePort, spawnService, untilReady } from '../support/process.js';
import { bundleSize } from './bundle.js';
import { atMost, type Bench, type Measure } from './result.js';

const visits = 5;
const patience = 10 * 60_000;
const viewer = { email: 'viewer@demo.example', password: 'demo-viewer' };

/** Largest contentful paint of a first visit, in seconds, when the page has come to rest. */
async function paint(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.recharts-surface').first().waitFor();
  await page.waitForLoadState('networkidle');
  const milliseconds = await page.evaluate(
    () =>
      new Promise<number>((done, fail) => {
        setTimeout(() => fail(new Error('The page has painted nothing.')), 5000);
        new PerformanceObserver((list) => {
          const last = list.getEntries().at(-1);
          if (last) done(last.startTime);
        }).observe({ type: 'largest-contentful-paint', buffered: true });
      }),
  );
  await page.close();
  return milliseconds / 1000;
}

async function untilLoaded(url: string): Promise<void> {
  const since = performance.now();
  const loaded = async () => {
    const { demo } = (await (await fetch(`${url}/api/status`)).json()) as {
      demo: { loaded: number; total: number } | null;
    };
    return demo !== null && demo.total > 0 && demo.loaded >= demo.total;
  };
  while (!(await loaded())) {
    if (performance.now() - since > patience) throw new Error('The sample was not loaded in ten minutes.');
    await new Promise((next) => setTimeout(next, 500));
  }
}

/** Everything counted and the gaps found: what is measured is the page, not the machine at work beside it. */
async function untilQuiet(request: APIRequestContext, url: string): Promise<void> {
  const get = async <Answer>(path: string) => (await (await request.get(url + path)).json()) as Answer;
  const isQuiet = async () =>
    (await get<{ caughtUp: boolean }>('/api/pipeline')).caughtUp &&
    (await get<{ run: object | null }>('/api/gaps')).run !== null;
  for (let quiet = 0; quiet < 10; ) {
    quiet = (await isQuiet()) ? quiet + 1 : 0;
    await new Promise((next) => setTimeout(next, 1000));
  }
}

async function paints(url: string): Promise<number[]> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  const seconds: number[] = [];
  for (let visit = 0; visit < visits; visit++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.request.post(`${url}/api/session`, { data: viewer, headers: { origin: url } });
    if (visit === 0) await untilQuiet(context.request, url);
    seconds.push(await paint(context, url));
    await context.close();
  }
  await browser.close();
  return seconds.sort((a, b) => a - b);
}

function sizes(): Measure[] {
  const shell = bundleSize(['index.html']);
  const charts = ['trend', 'outcome', 'survival'].map((name) => `src/charts/${name}-chart.tsx`);
  const overview = bundleSize(['index.html', 'src/features/overview/overview-page.tsx', ...charts]);
  return [
    { name: 'shell JavaScript, gzipped', value: shell.js, unit: 'kB', aim: atMost(140) },
    {
      name: 'overview with its charts, JavaScript, gzipped',
      value: overview.js,
      unit: 'kB',
      aim: atMost(320),
    },
    { name: 'overview CSS, gzipped', value: overview.css, unit: 'kB' },
  ];
}

/** What the browser has to fetch, and when the overview of the sample has painted its largest part. */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const env = {
    BATON_PORT: String(await freePort()),
    BATON_DATA_DIR: join(folder, 'demo'),
    BATON_DEMO: 'true',
  };
  const service = spawnService(env);
  try {
    await untilReady(service);
    note('loading the sample');
    await untilLoaded(service.url);
    const seconds = await paints(service.url);
    const median = seconds[Math.floor(seconds.length / 2)] ?? Number.NaN;
    return [
      ...sizes(),
      { name: 'overview, largest contentful paint, median', value: median, unit: 's', aim: atMost(1.5) },
      { name: 'overview, largest contentful paint, slowest', value: seconds.at(-1) ?? Number.NaN, unit: 's' },
    ];
  } finally {
    service.child.kill('SIGTERM');
    await service.exit;
    await rm(folder, { recursive: true, force: true });
  }
};
