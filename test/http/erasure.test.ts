import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metricNames } from '../../backend/src/contract/metrics.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { fingerprintsOf } from '../../backend/src/follow/fingerprint.store.js';
import { FollowService } from '../../backend/src/follow/follow.service.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { openCheckpoint, readVerifierKey } from '../../backend/src/ledger/note.js';
import { verifyConsistency, verifyInclusion } from '../../backend/src/ledger/proofs.js';
import { BucketService } from '../../backend/src/metrics/bucket.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { canaryEvents, conversationsBy, crowd, findBytes } from '../support/erasure.js';
import { pointsOnMap } from '../support/map-points.js';
import { takeEvents } from '../support/sample-app.js';

type Done = AnswerOf<typeof routes.erasureCreate>;
type Preview = AnswerOf<typeof routes.erasurePreview>;
type Entry = AnswerOf<typeof routes.ledgerEntry>;
type Dataset = AnswerOf<typeof routes.datasetGet>;
type List = AnswerOf<typeof routes.handoffList>;
type Proof = AnswerOf<typeof routes.logConsistency>;

const canary = canaryEvents('zorblax');
const customer = { kind: 'customer', id: ` ${canary.customer.toUpperCase()} ` };
const range = 'from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z';
const logged: string[] = [];

let app: TestApp;
let admin: Call;
/** Everything that was seen, and every proof that was taken, before the erasure. */
let before: Awaited<ReturnType<typeof takeAll>>;
let preview: Preview;
let done: Done;
let dataset: Dataset;
let files: string[];

const ask = async <T>(method: string, path: string, body?: unknown) => {
  const answer = await admin<T>(method, path, body);
  if (answer.status >= 400) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const get = <T>(path: string) => ask<T>('GET', path);
const found = (text: string) => canary.words.filter((word) => text.toLowerCase().includes(word));
/** The bytes of each format, as latin1 text. */
const download = (id: string) =>
  Promise.all(
    ['jsonl', 'arrow'].map(async (format) => {
      const headers = { authorization: `Bearer ${await app.key('admin')}` };
      const answer = await fetch(`${app.url}/api/datasets/${id}/download?format=${format}`, { headers });
      if (!answer.ok) throw new Error(await answer.text());
      return Buffer.from(await answer.arrayBuffer()).toString('latin1');
    }),
  );
const numbers = () =>
  Promise.all(metricNames.map((metric) => get(`/api/metrics/headline?metric=${metric}&${range}`)));
const derived = () => fingerprintsOf(app.database, app.app.get(FollowService, { strict: false }).tables);

/** Every page that shows words, and every proof. */
async function takeAll() {
  const handoffs = await get<List>('/api/handoffs?limit=200');
  const gaps = await get<AnswerOf<typeof routes.gapList>>('/api/gaps');
  const { size, note } = await checkpoint();
  const entries = await Promise.all(
    Array.from({ length: Math.min(size, 60) }, (_, index) => get<Entry>(`/api/ledger/entries/${index}`)),
  );
  return {
    size,
    note,
    entries,
    points: (await pointsOnMap(app)).length,
    pages: JSON.stringify([
      handoffs,
      await Promise.all(handoffs.items.map(({ key }) => get(`/api/handoffs/${key}`))),
      gaps,
      await Promise.all(gaps.gaps.map(({ id }) => get(`/api/gaps/${id}`))),
      entries,
      await conversationsBy(get),
      await get('/api/datasets'),
    ]),
  };
}

async function checkpoint() {
  const note = await get<string>('/log/baton/checkpoint');
  const { vkey } = await get<AnswerOf<typeof routes.ledgerStatus>>('/api/ledger');
  const opened = openCheckpoint(note, readVerifierKey(vkey));
  if (!opened) throw new Error('the checkpoint is not signed');
  return { ...opened, note };
}

beforeAll(async () => {
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  app = await startTestApp({ log, config: { logRequests: true } });
  admin = await app.as('admin');
  await takeEvents(app, [...canary.events, ...crowd(40)]);
  const trainer = await app.as('trainer');
  await app.app.get(DiscoveryService, { strict: false }).run();
  const built = await trainer<Dataset>('POST', '/api/datasets', { name: 'Lost cards' });
  dataset = await get<Dataset>(`/api/datasets/${built.body.id}`);
  files = await download(dataset.id);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  before = await takeAll();
});
afterAll(() => app.close());

describe('before the erasure', () => {
  test('the words are everywhere that they can be', async () => {
    expect(found(before.pages)).toEqual(
      expect.arrayContaining(['zorblaxcustomer', 'zorblaxtalk1', 'zorblaxhandoff1', 'zorblaxanswered']),
    );
    expect(found(files.join())).not.toEqual([]);
    const tables = (await findBytes(app.database, canary.words)).map((place) => place.split(':')[0]);
    const holding = ['conversation', 'handoff', 'escalation', 'dataset_example', 'gap_model'];
    expect(new Set(tables)).toEqual(new Set(holding.map((name) => `public.${name}`)));
  });

  test('the preview says what goes, and which copies stay elsewhere', async () => {
    preview = await ask<Preview>('POST', '/api/ledger/erasures/preview', { subject: customer });
    expect(preview).toMatchObject({
      entries: canary.events.length,
      conversations: 3,
      handoffs: 3,
      keys: 4,
      datasets: [{ id: dataset.id, name: 'Lost cards', version: 1, examples: preview.examples }],
      holds: [],
    });
    expect(preview.examples).toBeGreaterThan(0);
    const copies = preview.exports.map(({ kind, format, by }) => `${kind} ${format} ${by}`).sort();
    expect(copies).toEqual(['dataset arrow The admin', 'dataset jsonl The admin']);
  });
});

describe('after the erasure', () => {
  let metricsBefore: unknown[];
  beforeAll(async () => {
    metricsBefore = await numbers();
    const answer = await admin<Done>('POST', '/api/ledger/erasures', {
      subject: customer,
      reason: 'asked by mail',
    });
    expect(answer.status).toBe(201);
    done = answer.body;
    await app.app.get(ScheduleService, { strict: false }).runPipeline();
  });

  test('the answer is what the preview said', () => {
    const { holds: _, ...promised } = preview;
    expect(done).toMatchObject(promised);
  });

  test('no byte of it is in any table of any schema', async () => {
    expect(await findBytes(app.database, canary.words)).toEqual([]);
  });

  test('no answer of the API shows any of it, and nothing is found by its names', async () => {
    const after = await takeAll();
    expect(found(after.pages)).toEqual([]);
    expect(before.points - after.points).toBe(preview.handoffs);
    expect(found((await download(dataset.id)).join())).toEqual([]);
    for (const name of ['zorblaxcustomer', 'zorblaxtalk1', 'zorblaxhandoff1']) {
      expect((await get<List>(`/api/handoffs?search=${name}`)).total).toBe(0);
    }
    const entries = await get<{ items: unknown[] }>('/api/ledger/entries?conversation=zorblaxtalk1');
    expect(entries.items).toEqual([]);
  });

  test('nothing of it was logged', () => {
    expect(logged.length).toBeGreaterThan(100);
    expect(found(logged.join('\n'))).toEqual([]);
  });

  test('every proof that was taken before still verifies', async () => {
    const now = await checkpoint();
    const proof = await get<Proof>(`/log/baton/proof/consistency?first=${before.size}&second=${now.size}`);
    const { root: firstRoot } = openCheckpoint(
      before.note,
      readVerifierKey((await get<{ vkey: string }>('/api/ledger')).vkey),
    ) ?? {
      root: Buffer.alloc(0),
    };
    expect(
      verifyConsistency({
        first: before.size,
        second: now.size,
        firstRoot,
        secondRoot: now.root,
        proof: proof.hashes.map((hash) => Buffer.from(hash, 'base64')),
      }),
    ).toBe(true);
    for (const { index, inclusion, entry, leafHash } of before.entries) {
      const again = await get<Entry>(`/api/ledger/entries/${index}`);
      expect(again).toMatchObject({ entry, leafHash });
      expect(
        verifyInclusion({
          index,
          size: inclusion?.size ?? 0,
          leaf: Buffer.from(leafHash, 'base64'),
          root: Buffer.from(inclusion?.root ?? '', 'base64'),
          proof: (inclusion?.hashes ?? []).map((hash) => Buffer.from(hash, 'base64')),
        }),
      ).toBe(true);
    }
  });

  test('the whole ledger verifies, and says how much is erased', async () => {
    const report = await ask<AnswerOf<typeof routes.ledgerVerify>>('POST', '/api/ledger/verification');
    expect(report.problems).toEqual([]);
    expect(report.erased).toBe(canary.events.length);
  });

  test('every number is what it was', async () => {
    expect(await numbers()).toEqual(metricsBefore);
  });

  test('a rebuild gives the tables that the erasure left', async () => {
    const left = await derived();
    await app.app.get(FollowService, { strict: false }).rebuild();
    await app.app.get(BucketService, { strict: false }).runOnce();
    expect(await derived()).toEqual(left);
    expect(await findBytes(app.database, canary.words)).toEqual([]);
  });

  test('what discovery finds anew holds none of its words', async () => {
    const discovery = app.app.get(DiscoveryService, { strict: false });
    expect(await discovery.runIfDue()).toBe(true);
    expect(await discovery.runIfDue()).toBe(false);
    expect(await findBytes(app.database, canary.words)).toEqual([]);
  });

  test('the dataset says that it was amended, and its download has the new digest', async () => {
    const { manifest, examples } = await get<Dataset>(`/api/datasets/${dataset.id}`);
    expect(manifest).toMatchObject({ digest: dataset.digest, counts: dataset.manifest.counts });
    expect(manifest.amended).toMatchObject({ removed: preview.examples });
    expect(examples).toBe(dataset.examples - preview.examples);
    const [lines] = await download(dataset.id);
    const digest = `sha256:${createHash('sha256')
      .update(lines ?? '', 'latin1')
      .digest('hex')}`;
    expect(manifest.amended?.digest).toBe(digest);
    const events = await get<{ items: unknown[] }>('/api/ledger/entries?type=dataset.amended');
    expect(events.items).toHaveLength(1);
  });

  test('it is on record with who asked, why and how much, and without whom', async () => {
    const { items } = await get<AnswerOf<typeof routes.erasureList>>('/api/ledger/erasures');
    expect(items).toEqual([
      expect.objectContaining({
        id: done.id,
        cause: 'request',
        ground: 'request',
        by: 'The admin',
        reason: 'asked by mail',
        keys: 4,
        entries: canary.events.length,
        entry: expect.any(Number),
      }),
    ]);
    const entry = await get<Entry>(`/api/ledger/entries/${items[0]?.entry}`);
    expect(entry.open).toMatchObject({ code: 'request', class: 'customer', keys: 4, conversations: 3 });
    expect(found(JSON.stringify(entry))).toEqual([]);
  });

  test('the list outside the database names no one', async () => {
    const list = readFileSync(`${app.config.dataDir}/erasures.ndjson`, 'utf8');
    expect(list.trim().split('\n')).toHaveLength(5);
    expect(list).toContain(JSON.stringify({ event: done.id, state: 'done' }));
    expect(found(list)).toEqual([]);
  });

  test('whoever is erased already cannot be erased again', async () => {
    const answer = await admin('POST', '/api/ledger/erasures', { subject: customer });
    expect(answer.status).toBe(404);
  });

  test('the same events are not taken in again, and a customer who comes back is somebody new', async () => {
    const send = await app.withKey('ingest');
    const again = await send<{ duplicate: number }>('POST', '/api/events', canary.events);
    expect(again.body.duplicate).toBe(canary.events.length);
    expect(await findBytes(app.database, canary.words)).toEqual([]);
    const month = 30 * 86_400_000;
    const returned = canary.events.map((event) => ({
      ...event,
      id: `again-${event.id}`,
      time: new Date(Date.parse(event.time) + month).toISOString(),
    }));
    await takeEvents(app, returned);
    expect((await get<List>('/api/handoffs?search=zorblaxcustomer')).total).toBe(3);
    const report = await ask<AnswerOf<typeof routes.ledgerVerify>>('POST', '/api/ledger/verification');
    expect(report).toMatchObject({ ok: true, erased: canary.events.length });
    const second = await ask<Done>('POST', '/api/ledger/erasures', { subject: customer });
    expect(second).toMatchObject({ keys: 4, entries: canary.events.length, conversations: 3 });
    expect(await findBytes(app.database, canary.words)).toEqual([]);
  });
});
