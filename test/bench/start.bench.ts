import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';
import { atMost, type Bench } from './result.js';

const loadPatience = 10 * 60_000;

async function secondsUntil(begin: number, done: () => Promise<boolean>): Promise<number> {
  while (!(await done())) {
    if (performance.now() - begin > loadPatience)
      throw new Error('The sample was not loaded in ten minutes.');
    await new Promise((next) => setTimeout(next, 250));
  }
  return (performance.now() - begin) / 1000;
}

async function cookieOf(service: Service): Promise<string> {
  const response = await fetch(`${service.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'viewer@demo.example', password: 'demo-viewer' }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function isLoaded(service: Service): Promise<boolean> {
  const { demo } = (await (await fetch(`${service.url}/api/status`)).json()) as {
    demo: { loaded: number; total: number } | null;
  };
  return demo !== null && demo.total > 0 && demo.loaded >= demo.total;
}

async function isCaughtUp(service: Service, cookie: string): Promise<boolean> {
  const response = await fetch(`${service.url}/api/pipeline`, { headers: { cookie } });
  return ((await response.json()) as { caughtUp: boolean }).caughtUp;
}

async function stop(service: Service): Promise<void> {
  service.child.kill('SIGTERM');
  await service.exit;
}

/** From an empty folder to listening, and to the whole sample counted. */
export const bench: Bench = async (note) => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-bench-'));
  const begin = async (env: Record<string, string>) => {
    const since = performance.now();
    const service = spawnService({ BATON_PORT: String(await freePort()), ...env });
    await untilReady(service);
    return { service, since, seconds: (performance.now() - since) / 1000 };
  };
  try {
    const empty = { BATON_DATA_DIR: join(folder, 'empty') };
    const first = await begin(empty);
    await stop(first.service);
    const second = await begin(empty);
    await stop(second.service);
    note('loading the sample');
    const demo = await begin({ BATON_DATA_DIR: join(folder, 'demo'), BATON_DEMO: 'true' });
    const loaded = await secondsUntil(demo.since, () => isLoaded(demo.service));
    const cookie = await cookieOf(demo.service);
    const counted = await secondsUntil(demo.since, () => isCaughtUp(demo.service, cookie));
    await stop(demo.service);
    return [
      { name: 'first start to listening', value: first.seconds, unit: 's', aim: atMost(10) },
      { name: 'later start to listening', value: second.seconds, unit: 's' },
      { name: 'demo: sample in the ledger', value: loaded, unit: 's', aim: atMost(120) },
      { name: 'demo: everything counted', value: counted, unit: 's', aim: atMost(120) },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
