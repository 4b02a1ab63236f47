import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportJob } from '../../backend/src/contract/imports.js';
import { freePort, type Service, spawnService, untilReady } from '../support/process.js';

const baton = fileURLToPath(new URL('../../backend/bin/baton.mjs', import.meta.url));
const conversations = 15_000;
const kills = 3;

let folder: string;
let env: Record<string, string>;
let service: Service;
let key: string;
let headers: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-import-crash-'));
  env = { BATON_PORT: String(await freePort()), BATON_DATA_DIR: folder };
  service = await started();
  const create = [baton, 'key', 'create', '--role', 'admin'];
  const { stdout } = await promisify(execFile)(process.execPath, create, { env: { ...process.env, ...env } });
  key = stdout.trim();
  headers = { authorization: `Bearer ${key}` };
});
afterAll(async () => {
  service.child.kill('SIGTERM');
  await service.exit;
  await rm(folder, { recursive: true, force: true });
});

async function started(): Promise<Service> {
  const next = spawnService(env);
  await untilReady(next);
  return next;
}

async function call<Body>(
  method: string,
  path: string,
  body?: string | Uint8Array,
  type?: string,
): Promise<Body> {
  const answer = await fetch(service.url + path, {
    method,
    headers: type ? { ...headers, 'content-type': type } : headers,
    body: typeof body === 'string' || body === undefined ? body : Buffer.from(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as Body;
}

const read = (id: string) => call<ImportJob>('GET', `/api/imports/${id}`);
async function until(id: string, holds: (job: ImportJob) => boolean): Promise<ImportJob> {
  for (;;) {
    const job = await read(id);
    if (job.state === 'failed') throw new Error(job.problem ?? 'failed');
    if (holds(job)) return job;
    await pause(50);
  }
}

test('an import whose process is killed again and again ends with every event in the ledger once', async () => {
  const chats = Array.from({ length: conversations }, (_, i) =>
    JSON.stringify({
      id: `chat-${i}`,
      created_at: 1_772_442_000,
      messages: [
        { role: 'user', content: 'My bag is missing.' },
        {
          role: 'assistant',
          tool_calls: [{ id: 'a', function: { name: 'transfer_to_human_agents', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'done' },
      ],
    }),
  );
  const { id } = await call<ImportJob>('POST', '/api/imports');
  const file = gzipSync(chats.join('\n'));
  await call('POST', `/api/imports/${id}/files?name=chats.gz`, file, 'application/octet-stream');
  await call('POST', `/api/imports/${id}/check`, '{}', 'application/json');
  const checked = await until(id, ({ state }) => state === 'checked');
  const events = checked.report?.events ?? 0;
  expect(events).toBe(conversations * 5);

  await call('POST', `/api/imports/${id}/start`);
  for (let kill = 1; kill <= kills; kill++) {
    const least = (events * kill) / (kills + 2);
    const { state, progress } = await until(
      id,
      (job) =>
        job.state === 'finished' || (job.progress?.accepted ?? 0) + (job.progress?.duplicates ?? 0) >= least,
    );
    expect([state, progress?.accepted]).toEqual(['running', expect.any(Number)]);
    service.child.kill('SIGKILL');
    await service.exit;
    service = await started();
  }
  const { progress, report } = await until(id, ({ state }) => state === 'finished');
  // What was under way when it was killed was sent again.
  expect((progress?.accepted ?? 0) + (progress?.duplicates ?? 0)).toBe(events);
  expect(progress).toMatchObject({ refused: 0, events });
  expect(report).toEqual({ ...checked.report, known: report?.known });
  const asked = { ...process.env, BATON_URL: service.url, BATON_API_KEY: key };
  await promisify(execFile)(process.execPath, [baton, 'verify'], { env: asked });
  const { entries } = await call<{ entries: number }>('GET', '/api/pipeline');
  // The import's own entries and the log's first ones are besides.
  expect(entries).toBeGreaterThanOrEqual(events + 2);
  expect(entries).toBeLessThan(events + 20);
}, 300_000);
