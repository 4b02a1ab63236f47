import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportCommand } from '../../backend/src/cli/export.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { takeEvents } from '../support/sample-app.js';

const folder = mkdtempSync(join(tmpdir(), 'baton-export-'));
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await takeEvents(app, escalationLogs(80).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await exportCommand.run(args, {
    config: app.config,
    env: { BATON_URL: app.url, BATON_API_KEY: await app.key('trainer') },
    say: (line) => void lines.push(line),
    note: () => undefined,
  });
  return { code, lines };
}

test('builds a dataset and writes the file that its manifest names, in both formats', async () => {
  const [jsonl, arrow] = [join(folder, 'a.jsonl'), join(folder, 'a.arrow')];
  expect((await run('--name', 'Needs', '--out', jsonl)).code).toBe(0);
  const [version] = (await run('--list')).lines;
  const [id = ''] = version?.split('\t') ?? [];
  expect((await run(id, '--format', 'arrow', '--out', arrow)).code).toBe(0);
  const lines = readFileSync(jsonl, 'utf8').trimEnd().split('\n');
  const rows = tableFromIPC(readFileSync(arrow)).toArray();
  expect(rows.map((row) => row?.toJSON())).toEqual(lines.map((line) => JSON.parse(line) as unknown));
  const manifest = JSON.parse(readFileSync(`${jsonl}.manifest.json`, 'utf8')) as {
    counts: { examples: number };
  };
  expect(lines).toHaveLength(manifest.counts.examples);
});

test('refuses a dataset that is not there', async () => {
  await expect(run('dnothing1')).rejects.toThrow('There is no dataset dnothing1');
});
