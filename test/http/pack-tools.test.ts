import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Command } from '../../backend/src/cli/command.js';
import { evidence } from '../../backend/src/cli/evidence.js';
import { verify } from '../../backend/src/cli/verify.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { EventLog } from '../support/event-log.js';
import { fetchPack, jsonOf, reseal, writeZip } from '../support/pack.js';
import { takeEvents } from '../support/sample-app.js';

const folder = mkdtempSync(join(tmpdir(), 'baton-evidence-'));
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  const log = new EventLog('c-1').started(0, { bot: 'ada', customer: { id: 'zoé' } });
  log.customer(1, { text: 'größer 😀', confidence: 0.1, sentiment: -0.000001 }).ended(2);
  await takeEvents(app, log.events);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(command: Command, ...args: string[]) {
  const lines: string[] = [];
  const code = await command.run(args, {
    config: app.config,
    env: { BATON_URL: app.url, BATON_API_KEY: await app.key('auditor') },
    say: (line) => void lines.push(line),
    note: () => undefined,
  });
  return { code, text: lines.join('\n') };
}

describe('the command line', () => {
  test('downloads a pack by what it is about, and checks it without asking anybody', async () => {
    const call = await app.as('auditor');
    const { vkey } = (await call<{ vkey: string }>('GET', '/api/ledger')).body;
    const file = join(folder, 'pack.zip');
    for (const scope of [
      ['--range', '0-2'],
      ['--conversation', 'c-1'],
      ['--conversation', 'c-1', '--source', 'web'],
      ['--customer', 'ZOÉ', '--purpose', 'Beschwerde über €'],
    ]) {
      const made = await run(evidence, ...scope, '--out', file);
      expect(made).toMatchObject({ code: 0, text: expect.stringContaining(`${file}: sha256:`) as string });
      const checked = await run(verify, file, '--vkey', vkey);
      expect(checked).toMatchObject({ code: 0, text: expect.stringContaining('3 of 3') as string });
    }
  });

  test('names what is wrong with a pack, and a call that is', async () => {
    const { zip } = await fetchPack(app, { scope: { kind: 'range', first: 0, last: 1 } });
    zip[zip.length >> 1] = (zip[zip.length >> 1] ?? 0) ^ 1;
    expect((await run(verify, writeZip(zip))).code).toBe(1);
    expect((await run(verify, 'nowhere.zip')).code).toBe(2);
    await expect(run(evidence)).rejects.toThrow('what the pack is about');
    await expect(run(evidence, '--range', '5-2')).rejects.toThrow('first must not lie after last');
    await expect(run(evidence, '--customer', 'a', '--range', '0-1')).rejects.toThrow(
      'what the pack is about',
    );
    await expect(run(evidence, '--conversation', 'nobody')).rejects.toThrow('No signed entry');
  });
});

const python = spawnSync('python3', ['--version']).status === 0;
const script = fileURLToPath(new URL('../interop/verify_pack.py', import.meta.url));

describe.skipIf(!python)('a program of forty lines that knows nothing of ours', () => {
  const check = (path: string) => spawnSync('python3', [script, path], { encoding: 'utf8' });

  test('comes to the same, and says what it did not check', async () => {
    const { zip, files } = await fetchPack(app, { scope: { kind: 'range', first: 0, last: 2 } });
    const { status, stdout } = check(writeZip(zip));
    const values = [0, 1, 2].flatMap((index) => jsonOf(files, `disclosed/${index}.json`)).length;
    expect(status).toBe(0);
    expect(values).toBeGreaterThan(9);
    expect(stdout).toContain('3 entries are in ');
    expect(stdout).toContain(`${values} values are as committed.
The signature was not checked.
`);
  });

  test('refuses a pack of which a byte was changed', async () => {
    const { zip, files } = await fetchPack(app, { scope: { kind: 'range', first: 0, last: 2 } });
    expect(reseal(files).get('manifest.json')).toEqual(files.get('manifest.json'));
    zip[zip.indexOf('entries/1.json') + 40] = 0;
    expect(check(writeZip(zip)).status).not.toBe(0);
  });
});
