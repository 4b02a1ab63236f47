import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  makeSigner,
  openCheckpoint,
  readVerifierKey,
  signCheckpoint,
} from '../../backend/src/ledger/note.js';
import type { TestApp } from '../support/app.js';
import { TestBucket } from '../support/bucket.js';
import { Deployment, partsOf } from '../support/deployment.js';

type Copy = { kind: string; where: string; size: number | null; at: string | null; problem: string | null };
type Status = { vkey: string; copies: Copy[]; checkpoint: { note: string }; readOnly: unknown };

let place: Deployment;
let bucket: TestBucket;
beforeEach(async () => {
  place = await Deployment.make();
  bucket = await TestBucket.start();
});
afterEach(async () => {
  await place.remove();
  bucket.close();
});

const toBucket = () => ({
  checkpointBucket: { url: `${bucket.url}/bucket/log`, sessionToken: undefined, ...TestBucket.access },
});

async function statusOf(app: TestApp): Promise<Status> {
  return (await (await app.withKey('viewer'))<Status>('GET', '/api/ledger')).body;
}

async function copyOf(app: TestApp, kind: string): Promise<Copy | undefined> {
  return (await statusOf(app)).copies.find((copy) => copy.kind === kind);
}

test('the newest checkpoint lies in the folder, with one per hour beside it and no half file', async () => {
  const app = await place.start();
  expect(await copyOf(app, 'folder')).toEqual({
    kind: 'folder',
    where: place.checkpoints,
    size: null,
    at: null,
    problem: null,
  });
  const size = await place.grow(app);
  const { vkey, checkpoint } = await statusOf(app);
  expect(await copyOf(app, 'folder')).toMatchObject({ size, at: expect.any(String), problem: null });
  const names = await readdir(place.checkpoints);
  expect(names.sort()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d\.checkpoint$/), 'latest']);
  const latest = await readFile(join(place.checkpoints, 'latest'), 'utf8');
  expect(latest).toBe(checkpoint.note);
  expect(openCheckpoint(latest, readVerifierKey(vkey))?.size).toBe(size);
});

test('many checkpoints in a row do not flood a place, and the newest is there in the end', async () => {
  const app = await place.start({ ...toBucket(), checkpointWebhook: `${bucket.url}/hook?token=secret` });
  const rounds = 12;
  for (let i = 0; i < rounds; i += 1) await place.grow(app, 1);
  const { checkpoint } = await statusOf(app);
  await place.stop();
  expect(await readFile(join(place.checkpoints, 'latest'), 'utf8')).toBe(checkpoint.note);
  expect(bucket.objects.get('/bucket/log/latest')).toBe(checkpoint.note);
  const posted = bucket.received.filter(({ method }) => method === 'POST');
  expect(posted.at(-1)?.body).toBe(checkpoint.note);
  expect(posted.length).toBeLessThan(rounds);
});

test('objects are signed with the account’s key and arrive whole', async () => {
  const app = await place.start(toBucket());
  const size = await place.grow(app);
  expect(await copyOf(app, 's3')).toMatchObject({
    where: `${bucket.url}/bucket/log`,
    size,
    problem: null,
  });
  expect([...bucket.objects.keys()].sort()).toEqual([
    expect.stringMatching(/^\/bucket\/log\/\d{4}-\d\d-\d\dT\d\d\.checkpoint$/),
    '/bucket/log/latest',
  ]);
  const [read, put] = bucket.received;
  expect([read?.method, put?.method]).toEqual(['GET', 'PUT']);
  expect(put?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/eu-test-1\/s3\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
  );
});

test('a webhook gets the note, and its secret address is shown to nobody', async () => {
  const app = await place.start({ checkpointWebhook: `${bucket.url}/hook/secret` });
  const size = await place.grow(app);
  const status = await statusOf(app);
  expect(bucket.received).toMatchObject([
    { method: 'POST', path: '/hook/secret', body: status.checkpoint.note },
  ]);
  expect(await copyOf(app, 'webhook')).toMatchObject({ where: bucket.url, size, problem: null });
  expect(JSON.stringify(status)).not.toContain('secret');
});

test.each([500, 302])('a place that answers %i stops nothing, and is shown', async (failure) => {
  bucket.failure = failure;
  const app = await place.start({ ...toBucket(), checkpointWebhook: `${bucket.url}/hook` });
  const size = await place.grow(app);
  expect(size).toBe(5);
  for (const kind of ['s3', 'webhook']) {
    expect(await copyOf(app, kind)).toMatchObject({ size: null, problem: `it answered ${failure}` });
  }
  expect(await copyOf(app, 'folder')).toMatchObject({ size, problem: null });
  expect(bucket.received.map(({ path }) => path)).not.toContain('/elsewhere');
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  // It comes back: the last attempt, at the latest when the service stops, brings the newest.
  bucket.failure = undefined;
  const { checkpoint } = await statusOf(app);
  await place.stop();
  expect(bucket.objects.get('/bucket/log/latest')).toBe(checkpoint.note);
});

test('a folder that cannot be written to stops nothing', async () => {
  await writeFile(join(place.dataDir, 'file'), '');
  const app = await place.start({ checkpointDir: join(place.dataDir, 'file', 'below') });
  expect(await place.grow(app)).toBe(5);
  expect((await copyOf(app, 'folder'))?.problem).toContain('ENOTDIR');
});

test.each([
  ['words', () => 'no checkpoint at all'],
  ['a signature of somebody else', () => foreignNote()],
  ['too much', () => `${'x'.repeat(1 << 17)}`],
])(
  'a place that holds %s neither blocks the start nor passes for fine, and is left as it is',
  async (_, make) => {
    await mkdir(place.checkpoints);
    const found = make();
    await writeFile(join(place.checkpoints, 'latest'), found);
    bucket.objects.set('/bucket/log/latest', found);
    const app = await place.start(toBucket());
    expect(await place.grow(app)).toBe(5);
    for (const kind of ['folder', 's3']) {
      expect((await copyOf(app, kind))?.problem).toContain('no checkpoint by our keys');
    }
    await place.stop();
    expect(await readFile(join(place.checkpoints, 'latest'), 'utf8')).toBe(found);
    expect(bucket.objects.get('/bucket/log/latest')).toBe(found);
  },
);

function foreignNote(): string {
  const stranger = makeSigner('localhost/baton', Buffer.alloc(32, 7));
  return signCheckpoint({ origin: stranger.name, size: 1000, root: Buffer.alloc(32) }, stranger);
}

test('after a restart the place is known, and what it has is not sent again', async () => {
  const first = await place.start(toBucket());
  const size = await place.grow(first);
  const second = await place.start(toBucket());
  expect(await copyOf(second, 's3')).toMatchObject({ size, problem: null });
  const puts = () => bucket.received.filter(({ method }) => method === 'PUT').length;
  const before = puts();
  const { copies } = partsOf(second);
  await copies.run();
  await copies.settled();
  expect(puts()).toBe(before);
});
