import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ledger as ledgerCommand } from '../../backend/src/cli/ledger.js';
import { loadConfig } from '../../backend/src/config.js';
import { sql } from '../../backend/src/db/sql.js';
import { IngestService } from '../../backend/src/ingest/ingest.service.js';
import { VerifyService } from '../../backend/src/ledger/verify.service.js';
import type { TestApp } from '../support/app.js';
import { TestBucket } from '../support/bucket.js';
import { serviceUrl } from '../support/database.js';
import { Deployment, partsOf } from '../support/deployment.js';
import { turn } from '../support/ledger.js';

let place: Deployment;
beforeEach(async () => {
  place = await Deployment.make();
});
afterEach(() => place.remove());

interface Found {
  code: string;
  detail: string;
}
type Status = { readOnly: Found | null; entries: number; pending: number };

const statusOf = async (app: TestApp) =>
  (await (await app.withKey('auditor'))<Status>('GET', '/api/ledger')).body;

const event = () => ({ ...turn(randomBytes(6).toString('hex')), data: { role: 'bot' } });

async function send(app: TestApp): Promise<Response> {
  return fetch(`${app.url}/api/events`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await app.key('ingest')}`,
      'content-type': 'application/cloudevents+json',
    },
    body: JSON.stringify(event()),
  });
}

/** Yesterday's backup beside today's checkpoints: what a careless restore leaves behind. */
async function rollBack(lost = 5): Promise<void> {
  const first = await place.start();
  await place.grow(first);
  await place.stop();
  const backup = await place.backUp();
  await place.grow(await place.start(), lost);
  await place.stop();
  place.databaseUrl = backup;
}

async function expectReadOnly(app: TestApp): Promise<void> {
  expect((await statusOf(app)).readOnly).toMatchObject({ code: 'ledger_rollback' });
  const ready = await fetch(`${app.url}/readyz`);
  expect(ready.status).toBe(503);
  expect(ready.headers.get('retry-after')).toBeNull();
  expect(await ready.text()).toContain('ledger rollback');
  const refused = await send(app);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBeNull();
  expect(await refused.json()).toMatchObject({ code: 'ledger_rollback' });
}

const rows = async (app: TestApp) =>
  app.database.one(sql`
    select
      (select count(*) from ledger.inbox) as inbox,
      (select count(*) from ledger.leaf) as leaf,
      (select count(*) from ledger.batch) as batch,
      (select count(*) from ledger.checkpoint) as checkpoint`);

describe('on a database that is older than its checkpoints', () => {
  test('the service is red, takes nothing, decides nothing, seals nothing, signs nothing, and still answers', async () => {
    await rollBack();
    const app = await place.start();
    const before = await rows(app);
    await expectReadOnly(app);
    const { sequencer, copies } = partsOf(app);
    expect(await sequencer.run()).toBe(0);
    await copies.run();
    await copies.settled();
    const ingest = app.app.get(IngestService, { strict: false });
    const decision = ingest.record({ type: 'gap.named', data: { gap: 'g' } }, { id: 'u', name: 'Uma' });
    await expect(decision).rejects.toMatchObject({ code: 'ledger_rollback', status: 503 });
    expect(await rows(app)).toEqual(before);
    const auditor = await app.withKey('auditor');
    expect((await auditor('GET', '/log/baton/checkpoint')).status).toBe(200);
    expect((await auditor('POST', '/api/ledger/verification')).body).toMatchObject({ ok: true, entries: 5 });
    expect((await auditor<Status>('GET', '/api/ledger')).body.readOnly?.detail).toContain('10 entries');
  });

  test('a restart changes nothing, also when its folder is only known from the hour’s file', async () => {
    await rollBack();
    await expectReadOnly(await place.start());
    const latest = join(place.checkpoints, 'latest');
    const lost = await readFile(latest, 'utf8');
    const [hour] = (await readdir(place.checkpoints)).filter((name) => name.endsWith('.checkpoint'));
    await writeFile(join(place.checkpoints, hour ?? ''), lost);
    await place.stop();
    await rm(latest);
    await expectReadOnly(await place.start());
  });

  test('an emptied database is one of them', async () => {
    const first = await place.start();
    await place.grow(first);
    await place.stop();
    const empty = await Deployment.make();
    place.databaseUrl = empty.databaseUrl;
    await expectReadOnly(await place.start());
    await place.stop();
    await empty.remove();
  });

  test('so is one that grew again to another tree of that size', async () => {
    await rollBack();
    // Somebody took the checkpoints away, let it grow, and put them back.
    const app = await place.start({ checkpointDir: join(place.dataDir, 'elsewhere') });
    expect(await place.grow(app, 8)).toBe(13);
    await expectReadOnly(await place.start());
  });
});

test('a bucket that could not be read at the start is compared before it is written to', async () => {
  const bucket = await TestBucket.start();
  const config = {
    checkpointBucket: { url: `${bucket.url}/b`, sessionToken: undefined, ...TestBucket.access },
  };
  const first = await place.start(config);
  await place.grow(first);
  await place.stop();
  const backup = await place.backUp();
  await place.grow(await place.start(config));
  await place.stop();
  const lost = bucket.objects.get('/b/latest');
  place.databaseUrl = backup;
  bucket.failure = 503;
  const elsewhere = { ...config, checkpointDir: join(place.dataDir, 'elsewhere') };
  const app = await place.start(elsewhere);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  bucket.failure = undefined;
  await place.grow(app);
  await expectReadOnly(app);
  await place.stop();
  expect(bucket.objects.get('/b/latest')).toBe(lost);
  bucket.close();
});

test('a database that is exchanged under a running service ends its writing at once', async () => {
  const app = await place.start();
  await place.grow(app);
  // Only a superuser with the triggers off can do in place what a restore does.
  await app.admin.database.transaction(async (tx) => {
    await tx.query(sql`set local session_replication_role = replica`);
    for (const table of ['checkpoint', 'leaf', 'batch']) {
      const name = sql.ident(`ledger.${table}`);
      await tx.query(sql`alter table ${name} disable trigger insert_only`);
      await tx.query(sql`delete from ${name}`);
      await tx.query(sql`alter table ${name} enable always trigger insert_only`);
    }
  });
  expect((await send(app)).status).toBe(200);
  const { sequencer } = partsOf(app);
  await expect(sequencer.run()).rejects.toMatchObject({ code: 'ledger_rollback' });
  expect(await sequencer.run()).toBe(0);
  await expectReadOnly(app);
  expect(await rows(app)).toMatchObject({ leaf: 0, batch: 0, checkpoint: 0 });
});

describe('a rollback that is accepted', () => {
  const lines: string[] = [];
  function accept(...args: string[]): Promise<number> {
    const { dataDir, databaseUrl } = place;
    const config = {
      ...loadConfig({ DATABASE_URL: serviceUrl(databaseUrl), BATON_DATA_DIR: dataDir }),
      origin: 'ignored.example',
      // The test server runs without fsync.
      requireDurable: false,
    };
    const note = (line: string) => void lines.push(line);
    return ledgerCommand.run(['accept-rollback', ...args], { config, env: {}, say: note, note });
  }

  test('is named in the ledger at the next start, once, with its reason committed', async () => {
    await rollBack();
    const lost = await readFile(join(place.checkpoints, 'latest'), 'utf8');
    const [, size, root] = lost.split('\n');
    await expectReadOnly(await place.start());
    await place.stop();
    expect(await accept('--reason', 'the disk of the first of May')).toBe(0);
    const [folder] = (await readdir(place.checkpoints)).filter((name) => name.startsWith('superseded-'));
    expect(await readFile(join(place.checkpoints, folder ?? '', 'latest'), 'utf8')).toBe(lost);
    for (let start = 0; start < 2; start += 1) {
      const app = await place.start();
      expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
      await place.grow(app);
      const auditor = await app.withKey('auditor');
      type List = { items: { index: number }[] };
      const list = await auditor<List>('GET', '/api/ledger/entries?type=ledger.restored');
      expect(list.body.items).toHaveLength(1);
      const entry = await auditor<{
        open: object;
        entry: string;
        fields: { pointer: string; value: unknown }[];
      }>('GET', `/api/ledger/entries/${list.body.items[0]?.index}`);
      expect(entry.body.open).toEqual({ size: Number(size), root });
      expect(entry.body.entry).not.toContain('first of May');
      expect(entry.body.fields).toContainEqual(
        expect.objectContaining({
          pointer: '/data/reason',
          value: 'the disk of the first of May',
          matches: true,
        }),
      );
      expect(await app.app.get(VerifyService, { strict: false }).run()).toMatchObject({ ok: true });
    }
  });

  test('is written over in a bucket, which cannot be tidied up beforehand', async () => {
    const bucket = await TestBucket.start();
    await rollBack();
    const lost = await readFile(join(place.checkpoints, 'latest'), 'utf8');
    bucket.objects.set('/b/latest', lost);
    const config = {
      checkpointBucket: { url: `${bucket.url}/b`, sessionToken: undefined, ...TestBucket.access },
    };
    expect(await accept('--reason', 'restored')).toBe(0);
    const app = await place.start(config);
    await place.grow(app);
    expect((await statusOf(app)).readOnly).toBeNull();
    expect(bucket.objects.get('/b/latest')).not.toBe(lost);
    bucket.close();
  });

  test('needs a reason, and a rollback', async () => {
    await place.grow(await place.start());
    await place.stop();
    await expect(accept()).rejects.toThrow('--reason');
    await expect(accept('--reason', '  ')).rejects.toThrow('--reason');
    expect(await accept('--reason', 'because')).toBe(1);
    expect(lines.at(-1)).toContain('no rollback');
    expect(await readdir(place.checkpoints)).toHaveLength(2);
  });

  test('accepts only what it names: another lost checkpoint closes the ledger again', async () => {
    await rollBack();
    expect(await accept('--reason', 'restored')).toBe(0);
    const backup = await place.backUp();
    await place.grow(await place.start(), 3);
    await place.stop();
    place.databaseUrl = backup;
    await expectReadOnly(await place.start());
  });
});
