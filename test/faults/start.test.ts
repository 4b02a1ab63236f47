import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { caller } from '../support/app.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';

let folder: string;
let port: string;
const services: Service[] = [];

beforeEach(async () => {
  // mkdtemp makes it 0700: as root, PostgreSQL's user cannot walk through it.
  folder = await mkdtemp(join(tmpdir(), 'baton-start-'));
  port = String(await freePort());
});
afterEach(async () => {
  for (const { child, exit } of services.splice(0)) {
    child.kill('SIGTERM');
    await exit;
  }
  await rm(folder, { recursive: true, force: true });
});

const dataDir = () => join(folder, 'data');

function start(env: Record<string, string> = {}, options = {}): Service {
  const service = spawnService({ BATON_DATA_DIR: dataDir(), BATON_PORT: port, ...env }, options);
  services.push(service);
  return service;
}

async function startReady(env: Record<string, string> = {}, options = {}): Promise<Service> {
  const service = start(env, options);
  await untilReady(service);
  return service;
}

async function postmaster(): Promise<number> {
  const text = await readFile(join(dataDir(), 'postgres/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const tokenIn = (service: Service) => /\/setup\?token=([\w-]+)/.exec(service.output())?.[1] ?? '';
const administrator = { name: 'First', email: 'first@test.example', password: 'a long test password' };

test('the first start makes a database and a link that works once; SIGTERM leaves no process behind', async () => {
  const service = await startReady();
  const call = caller(service.url);
  expect(await call('GET', '/api/status')).toMatchObject({
    body: { setupNeeded: true, demo: null, logins: [] },
  });
  const wrong = await call('POST', '/api/setup', { ...administrator, token: 'x'.repeat(43) });
  expect(wrong).toMatchObject({ status: 403 });
  const token = tokenIn(service);
  expect(await call('POST', '/api/setup', { ...administrator, token })).toMatchObject({
    status: 201,
    body: { role: 'admin' },
  });
  expect(await call('POST', '/api/setup', { ...administrator, token })).toMatchObject({ status: 410 });
  const pid = await postmaster();
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(isRunning(pid)).toBe(false);
  expect(await readdir(dataDir())).not.toContain('baton.pid');
});

test('after kill -9 it starts again on the same data, though PostgreSQL was left running', async () => {
  const first = await startReady();
  await caller(first.url)('POST', '/api/setup', { ...administrator, token: tokenIn(first) });
  const orphan = await postmaster();
  first.child.kill('SIGKILL');
  await first.exit;
  expect(isRunning(orphan)).toBe(true);
  const second = await startReady();
  expect(await postmaster()).not.toBe(orphan);
  expect(tokenIn(second)).toBe('');
  const signIn = await caller(second.url)('POST', '/api/session', administrator);
  expect(signIn.status).toBe(201);
});

test('a lock file that names a stranger does not stop it', async () => {
  const first = await startReady();
  const pid = await postmaster();
  first.child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await first.exit;
  const path = join(dataDir(), 'postgres/postmaster.pid');
  const lines = (await readFile(path, 'utf8')).split('\n');
  await writeFile(path, [String(process.pid), ...lines.slice(1)].join('\n'));
  await writeFile(join(dataDir(), 'baton.pid'), `${process.pid} 1`);
  await startReady();
});

test('when PostgreSQL dies it is started again, and the service lives on', async () => {
  const service = await startReady();
  process.kill(await postmaster(), 'SIGKILL');
  const answers: number[] = [];
  while (answers.at(-1) !== 200 && answers.length < 100) {
    await new Promise((done) => setTimeout(done, 100));
    answers.push((await fetch(`${service.url}/readyz`)).status);
  }
  expect(new Set(answers)).toEqual(new Set([...answers.filter((status) => status === 503), 200]));
});

test('a taken port ends the start with one line that names the setting, and nothing is touched', async () => {
  const holder = await startReady();
  const late = start({ BATON_DATA_DIR: join(folder, 'other') });
  expect(await late.exit).toBe(1);
  expect(late.output().trim().split('\n')).toEqual([expect.stringContaining('BATON_PORT')]);
  expect(await readdir(folder)).not.toContain('other');
  expect((await fetch(`${holder.url}/healthz`)).status).toBe(200);
});

test('two services do not share a data folder', async () => {
  await startReady();
  const late = start({ BATON_PORT: String(await freePort()) });
  expect(await late.exit).toBe(1);
  expect(late.output()).toContain('BATON_DATA_DIR');
});

test('a wrong setting is named before anything is started', async () => {
  const service = start({ BATON_DEMO: 'maybe' });
  expect(await service.exit).toBe(1);
  expect(service.output()).toContain('BATON_DEMO');
  expect(await readdir(folder)).toEqual([]);
});

test('a SIGTERM while it is still starting ends it in order', async () => {
  const service = start();
  while (!(await readdir(dataDir()).catch((): string[] => [])).includes('postgres.new')) {
    await new Promise((done) => setTimeout(done, 10));
  }
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  const left = await postmaster().catch(() => undefined);
  expect(left).toBeUndefined();
});

test.runIf(process.getuid?.() === 0)('it runs as an ordinary user as well', async () => {
  const nobody = { uid: 65_534, gid: 65_534 };
  await chmod(folder, 0o755);
  await mkdir(dataDir());
  await chown(dataDir(), nobody.uid, nobody.gid);
  const service = await startReady({}, nobody);
  expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
});
