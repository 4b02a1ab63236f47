import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { key as keyCommand } from '../../backend/src/cli/key.js';
import { loadConfig } from '../../backend/src/config.js';
import { sql } from '../../backend/src/db/sql.js';
import { openCheckpoint, readVerifierKey } from '../../backend/src/ledger/note.js';
import { VerifyService } from '../../backend/src/ledger/verify.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Deployment, partsOf } from '../support/deployment.js';

let place: Deployment;
beforeEach(async () => {
  place = await Deployment.make();
});
afterEach(() => place.remove());

interface SigningKey {
  vkey: string;
  since: string | null;
  entry: number | null;
  signs: boolean;
}
type Status = { vkey: string; checkpoint: { note: string; size: number } };

const keysFile = () => join(place.dataDir, 'keys.json');
const lines: string[] = [];

function rotate(...args: string[]): Promise<number> {
  const config = loadConfig({ BATON_DATA_DIR: place.dataDir });
  const say = (line: string) => void lines.push(line);
  return keyCommand.run(['rotate', ...args], { config, env: {}, say, note: () => undefined });
}

async function ask<Body>(app: TestApp, path: string): Promise<Body> {
  return (await (await app.withKey('auditor'))<Body>('GET', path)).body;
}
const statusOf = (app: TestApp) => ask<Status>(app, '/api/ledger');
const keysOf = (app: TestApp) => ask<SigningKey[]>(app, '/api/ledger/keys');
const opens = (note: string, vkey: string) => openCheckpoint(note, readVerifierKey(vkey)) !== undefined;
const verify = ({ app }: TestApp) => app.get(VerifyService, { strict: false }).run();

describe('after a rotation', () => {
  test('old and new key sign side by side, the ledger announces the new one once, and all of it verifies', async () => {
    const before = await place.start();
    const firstSize = await place.grow(before);
    const old = await statusOf(before);
    await place.stop();
    expect(await rotate()).toBe(0);
    for (let start = 0; start < 2; start += 1) {
      const app = await place.start();
      await place.grow(app);
      const { vkey, checkpoint } = await statusOf(app);
      expect(vkey).not.toBe(old.vkey);
      expect(vkey.split('+')[0]).toBe(old.vkey.split('+')[0]);
      expect(checkpoint.note.split('\n').filter((line) => line.startsWith('— '))).toHaveLength(2);
      expect([opens(checkpoint.note, vkey), opens(checkpoint.note, old.vkey)]).toEqual([true, true]);
      const keys = await keysOf(app);
      expect(keys).toMatchObject([
        { vkey, entry: firstSize, signs: true },
        { vkey: old.vkey, entry: null, signs: true },
      ]);
      const announced = await ask<{ items: { at: string }[] }>(app, '/api/ledger/entries?type=key.rotated');
      expect(announced.items).toHaveLength(1);
      expect(keys[0]?.since).toBe(announced.items[0]?.at);
      const entry = await ask<{ open: object }>(app, `/api/ledger/entries/${firstSize}`);
      expect(entry.open).toEqual({ vkey });
      expect(await verify(app)).toMatchObject({ ok: true, problems: [] });
      expect((await app.database.one(sql`select from ledger.conflict`)) === undefined).toBe(true);
    }
  });

  test('with --keep-signing 0 the old key signs nothing more, its secret is gone, and its checkpoints still verify', async () => {
    const before = await place.start();
    await place.grow(before);
    const old = await statusOf(before);
    await place.stop();
    const { seed } = JSON.parse(await readFile(keysFile(), 'utf8')) as { seed: string };
    await rotate('--keep-signing', '0');
    expect(await readFile(keysFile(), 'utf8')).not.toContain(seed);
    const app = await place.start();
    await place.grow(app);
    const { vkey, checkpoint } = await statusOf(app);
    expect([opens(checkpoint.note, vkey), opens(checkpoint.note, old.vkey)]).toEqual([true, false]);
    expect(await keysOf(app)).toMatchObject([
      { vkey, signs: true },
      { vkey: old.vkey, signs: false },
    ]);
    expect(await verify(app)).toMatchObject({ ok: true, problems: [] });
  });

  test('a key that was to sign for a while stops by itself', async () => {
    await place.grow(await place.start());
    await place.stop();
    await rotate('--keep-signing', '1');
    const dayMs = 86_400_000;
    const { databaseUrl, dataDir } = place;
    const later = await startTestApp({
      databaseUrl,
      config: { dataDir },
      clock: () => Date.now() + dayMs,
    });
    await place.grow(later);
    expect((await keysOf(later)).map(({ signs }) => signs)).toEqual([true, false]);
    const { checkpoint } = await statusOf(later);
    expect(checkpoint.note.split('\n').filter((line) => line.startsWith('— '))).toHaveLength(1);
    await later.close();
  });

  test('two services announce a key once, and so do two rotations between two starts', async () => {
    await place.grow(await place.start());
    await place.stop();
    await rotate();
    await rotate();
    const app = await place.start();
    const { databaseUrl, dataDir } = place;
    const replica = await startTestApp({ databaseUrl, config: { dataDir } });
    await place.grow(app);
    const keys = await keysOf(replica);
    expect(keys.map(({ entry }) => entry)).toEqual([expect.any(Number), expect.any(Number), null]);
    expect(new Set(keys.map(({ vkey }) => vkey)).size).toBe(3);
    const found = await app.database.query(sql`select from ledger.inbox where type = 'key.rotated'`);
    expect(found).toHaveLength(2);
    expect(await verify(replica)).toMatchObject({ ok: true });
    await replica.close();
  });

  test('strangers are still refused', async () => {
    await place.grow(await place.start());
    await place.stop();
    await rotate();
    const rotated = JSON.parse(await readFile(keysFile(), 'utf8')) as Record<string, unknown>;
    const { earlier: _, ...alone } = rotated;
    await writeFile(keysFile(), JSON.stringify(alone));
    await expect(place.start()).rejects.toThrow('other keys');
  });
});

describe('the file of keys', () => {
  test('is replaced whole, readable by its owner only, and keeps everything else', async () => {
    await place.start();
    await place.stop();
    await chmod(keysFile(), 0o640);
    const before = JSON.parse(await readFile(keysFile(), 'utf8')) as Record<string, string>;
    await rotate('--keep-signing', '30');
    expect((await stat(keysFile())).mode & 0o777).toBe(0o600);
    const after = JSON.parse(await readFile(keysFile(), 'utf8')) as Record<string, unknown>;
    expect(after).toMatchObject({
      kek: before.kek,
      pepper: before.pepper,
      earlier: [{ seed: before.seed, until: expect.any(String) }],
    });
    expect(after.seed).not.toBe(before.seed);
  });

  test('is printed where the setting holds the keys themselves', async () => {
    await place.start();
    await place.stop();
    const text = await readFile(keysFile(), 'utf8');
    const config = loadConfig({ BATON_KEYS: text });
    const said: string[] = [];
    await keyCommand.run(['rotate'], {
      config,
      env: {},
      say: (line) => void said.push(line),
      note: () => undefined,
    });
    const { seed } = JSON.parse(text) as { seed: string };
    expect(JSON.parse(said.join('\n'))).toMatchObject({ earlier: [{ seed }] });
    expect(await readFile(keysFile(), 'utf8')).toBe(text);
  });

  test.each([['-1'], ['x'], ['1.5'], [''], ['99999']])('%j days are refused', async (days) => {
    await expect(rotate(`--keep-signing=${days}`)).rejects.toThrow('--keep-signing');
  });
});

test('the newest checkpoint outside is known by its old key after the rotation', async () => {
  const size = await place.grow(await place.start());
  await place.stop();
  await rotate('--keep-signing', '0');
  const app = await place.start();
  expect(partsOf(app).copies.list()).toMatchObject([{ size, problem: null }]);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
});
