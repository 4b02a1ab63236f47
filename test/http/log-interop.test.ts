import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { turn } from '../support/ledger.js';
import { TileClient } from '../support/tile-client.js';

const python = 'python3';
const isThere = spawnSync(python, ['--version']).status === 0;
const script = fileURLToPath(new URL('../interop/check_log.py', import.meta.url));

let fixture: TestApp;
beforeAll(async () => {
  fixture = await startTestApp();
  const ledger = fixture.app.get(LedgerStore, { strict: false });
  await ledger.append(Array.from({ length: 600 }, (_, i) => turn(`p${i % 5}-${i}`)));
  await fixture.app.get(SequencerService, { strict: false }).run();
});
afterAll(() => fixture.close());

/** Needs python3, and says so by being skipped where there is none. */
test.skipIf(!isThere)('a program that shares nothing with ours derives the same root', async () => {
  const key = await fixture.key('auditor');
  const env = { PATH: process.env.PATH, BATON_URL: fixture.url, BATON_API_KEY: key };
  const { stdout } = await promisify(execFile)(python, [script], { env });
  const { root } = await new TileClient(fixture, key).checkpoint();
  expect(stdout.trim().split(/\n\s*/)).toEqual([
    `localhost/baton: 600 entries, 2 levels of tiles, root ${root}`,
    '600 turn.recorded',
  ]);
});
