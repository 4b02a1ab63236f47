import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { LedgerStore } from '../../backend/src/ledger/ledger.store.js';
import { openCheckpoint, readVerifierKey } from '../../backend/src/ledger/note.js';
import { verifyConsistency, verifyInclusion } from '../../backend/src/ledger/proofs.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { readTlogProof } from '../../backend/src/ledger/tlog-proof.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { turn } from '../support/ledger.js';
import { TileClient, treeHash } from '../support/tile-client.js';

const sizes = [1, 255, 256, 257, 600];
let fixture: TestApp;
let client: TileClient;
let auditor: Call;
let leaves: Buffer[];

beforeAll(async () => {
  fixture = await startTestApp();
  client = new TileClient(fixture, await fixture.key('auditor'));
  auditor = await fixture.withKey('auditor');
});
afterAll(() => fixture.close());

test('before anything is signed there is nothing to fetch', async () => {
  for (const path of ['checkpoint', 'tile/0/000', 'tile/entries/000.p/1', 'entry/0.tlog-proof']) {
    expect((await client.get(path)).status, path).toBe(404);
  }
});

describe('at every size', () => {
  test('the root is that of the tiles and of the entries, by RFC 6962', async () => {
    const ledger = fixture.app.get(LedgerStore, { strict: false });
    const sequencer = fixture.app.get(SequencerService, { strict: false });
    await sequencer.run();
    expect(await client.checkpoint()).toMatchObject({ size: 0, root: treeHash([]).toString('base64') });
    let from = 0;
    for (const size of sizes) {
      await ledger.append(Array.from({ length: size - from }, (_, i) => turn(`t${i % 5}-${from + i}`)));
      await sequencer.run();
      const checkpoint = await client.checkpoint();
      expect(checkpoint.size).toBe(size);
      leaves = await client.leaves(size);
      expect(leaves).toHaveLength(size);
      expect(treeHash(leaves).toString('base64')).toBe(checkpoint.root);
      expect(await client.level(0, size)).toEqual(leaves);
      const above = await client.level(1, size);
      expect(above).toEqual(above.map((_, i) => treeHash(leaves.slice(256 * i, 256 * (i + 1)))));
      from = size;
    }
  });
});

test('a partial tile is a prefix of the full one, of every width', async () => {
  const full = await client.bytes('tile/0/000');
  expect(full).toHaveLength(8192);
  for (const width of [1, 2, 100, 254, 255]) {
    expect(await client.bytes(`tile/0/000.p/${width}`)).toEqual(full.subarray(0, 32 * width));
  }
  const bundle = await client.bytes('tile/entries/000');
  const part = await client.bytes('tile/entries/000.p/7');
  expect(bundle.subarray(0, part.length)).toEqual(part);
});

test('what never changes says so, and bundles are compressed for whoever takes it', async () => {
  const tile = await client.get('tile/0/000');
  expect(tile.headers.get('content-type')).toBe('application/octet-stream');
  expect(tile.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
  const plain = await client.get('tile/entries/000', { 'accept-encoding': 'identity' });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const packed = await client.get('tile/entries/000', { 'accept-encoding': 'br, gzip;q=0.5' });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toContain('accept-encoding');
  expect(Buffer.from(await packed.arrayBuffer())).toEqual(Buffer.from(await plain.arrayBuffer()));
  const refused = await client.get('tile/entries/000', { 'accept-encoding': 'gzip;q=0' });
  expect(refused.headers.get('content-encoding')).toBeNull();
  const checkpoint = await client.get('checkpoint');
  expect(checkpoint.headers.get('content-type')).toBe('text/plain; charset=utf-8');
});

test.each([
  'tile',
  'tile/',
  'tile/0',
  'tile/0/',
  'tile/0/000/',
  'tile/0/000.p/256',
  'tile/0/000.p/0',
  'tile/0/000.p/01',
  'tile/0/000.p/1/',
  'tile/0/000.p',
  'tile/00/000',
  'tile/64/000',
  'tile/0/0',
  'tile/0/x000/000',
  'tile/0/x999/x999/x999/x999/x999/999',
  'tile/0/%30%30%2',
  'tile/0/%00',
  'tile/entries/',
  `tile/0/${'x999/'.repeat(50)}000`,
  `tile/0/${'9'.repeat(5000)}`,
  'entry/.tlog-proof',
  'entry/00.tlog-proof',
  'entry/-1.tlog-proof',
  'entry/1e2.tlog-proof',
  'entry/9007199254740993.tlog-proof',
  'entry/600.tlog-proof',
  'entry/0',
  'entry/0.tlog-proof/',
  'proof/inclusion',
  'proof/inclusion?index=-1&size=600',
  'proof/inclusion?index=600&size=600',
  'proof/inclusion?index=0&size=599',
  'proof/inclusion?index=0&size=601',
  'proof/inclusion?index=0&size=99999999999999999999',
  'proof/consistency?first=0&second=600',
  'proof/consistency?first=2&second=600',
  'proof/consistency?first=256&second=599',
  'proof/consistency?first=600&second=256',
])('%s is refused, and nothing fails', async (path) => {
  const response = await client.get(path);
  expect([400, 404]).toContain(response.status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
});

test('another log has nothing here', async () => {
  for (const path of ['checkpoint', 'tile/0/000', 'entry/0.tlog-proof', 'proof/inclusion?index=0&size=600']) {
    expect((await auditor('GET', `/log/other/${path}`)).status, path).toBe(404);
  }
});

test('a proof as a file verifies by itself, for any entry', async () => {
  const { body } = await auditor<{ vkey: string }>('GET', '/api/ledger');
  const verifier = readVerifierKey(body.vkey);
  for (const index of [0, 1, 255, 256, 511, 512, 599]) {
    const response = await client.get(`entry/${index}.tlog-proof`);
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const proof = readTlogProof(new Uint8Array(await response.arrayBuffer()));
    const checkpoint = proof && openCheckpoint(proof.checkpoint, verifier);
    if (!proof || !checkpoint) throw new Error(`the proof of ${index} cannot be read`);
    expect(proof.index).toBe(index);
    const leaf = leaves[index] ?? Buffer.alloc(0);
    const { size, root } = checkpoint;
    expect(verifyInclusion({ index, size, leaf, proof: proof.hashes, root })).toBe(true);
  }
});

test('proofs are given between signed sizes only, and verify', async () => {
  const hashesOf = (list: string[]) => list.map((text) => Buffer.from(text, 'base64'));
  type Proof = { hashes: string[]; root: string; firstRoot: string };
  for (const first of sizes) {
    const firstRoot = treeHash(leaves.slice(0, first));
    const inclusion = await auditor<Proof>(
      'GET',
      `/log/baton/proof/inclusion?index=${first - 1}&size=${first}`,
    );
    expect(inclusion).toMatchObject({ status: 200, body: { root: firstRoot.toString('base64') } });
    const { status, body } = await auditor<Proof>(
      'GET',
      `/log/baton/proof/consistency?first=${first}&second=600`,
    );
    expect(status).toBe(200);
    expect(body.firstRoot).toBe(firstRoot.toString('base64'));
    const claim = {
      first,
      second: 600,
      firstRoot,
      secondRoot: treeHash(leaves),
      proof: hashesOf(body.hashes),
    };
    expect(verifyConsistency(claim)).toBe(true);
  }
});

describe('the list of checkpoints', () => {
  type List = {
    items: { size: number; root: string; note: string; signedAt: string }[];
    next: number | null;
  };

  test('is all that was signed, newest first, page by page', async () => {
    const found: number[] = [];
    let before = '';
    for (;;) {
      const { status, body } = await auditor<List>('GET', `/api/ledger/checkpoints?limit=4${before}`);
      expect(status).toBe(200);
      found.push(...body.items.map(({ size }) => size));
      for (const { size, root, note } of body.items) {
        expect(root).toBe(treeHash(leaves.slice(0, size)).toString('base64'));
        expect(note.split('\n').slice(1, 3)).toEqual([String(size), root]);
      }
      if (body.next === null) break;
      before = `&before=${body.next}`;
    }
    expect(found).toEqual([...sizes].reverse().concat(0));
  });

  test.each(['limit=0', 'limit=201', 'before=-1', 'before=x'])('refuses %s', async (query) => {
    expect((await auditor('GET', `/api/ledger/checkpoints?${query}`)).status).toBe(400);
  });
});

test('the keys are the one that began the log', async () => {
  const { body } = await auditor<{ vkey: string }>('GET', '/api/ledger');
  const keys = await auditor<{ since: string }[]>('GET', '/api/ledger/keys');
  expect(keys.body).toMatchObject([{ vkey: body.vkey, entry: null, signs: true }]);
  const began = await fixture.database.one<{ at: Date }>(sql`select created_at as at from ledger.log`);
  expect(keys.body[0]?.since).toBe(began?.at.toISOString());
});

test('what is sealed is served when it is signed, and not before', async () => {
  const ledger = fixture.app.get(LedgerStore, { strict: false });
  const sequencer = fixture.app.get(SequencerService, { strict: false });
  await ledger.append(Array.from({ length: 168 }, (_, i) => turn(`late-${i}`)));
  await fixture.database.transaction((tx) => sequencer.sealBatch(tx));
  expect((await client.checkpoint()).size).toBe(600);
  const never = ['tile/1/000', 'tile/1/000.p/4', 'tile/2/000.p/1', 'tile/63/000', 'tile/0/003.p/1'];
  const later = [
    'tile/0/002',
    'tile/0/002.p/89',
    'tile/1/000.p/3',
    'tile/entries/002',
    'entry/600.tlog-proof',
  ];
  for (const path of [...never, ...later]) expect((await client.get(path)).status, path).toBe(404);
  await sequencer.run();
  for (const path of later) expect((await client.get(path)).status, path).toBe(200);
  for (const path of never) expect((await client.get(path)).status, path).toBe(404);
});
