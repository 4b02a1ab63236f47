import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportCommand } from '../../backend/src/cli/export.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { type Call, startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { EventLog } from '../support/event-log.js';
import { takeEvents } from '../support/sample-app.js';

type Built = AnswerOf<typeof routes.datasetBuild>;
type Dataset = AnswerOf<typeof routes.datasetGet>;
type Preview = AnswerOf<typeof routes.datasetPreview>;
type Lineage = AnswerOf<typeof routes.datasetExample>;
type Diff = AnswerOf<typeof routes.datasetDiff>;
type Row = Record<string, string | number | boolean | null>;

const folder = mkdtempSync(join(tmpdir(), 'baton-turns-'));
let app: TestApp;
let trainer: Call;

/** Customers whom the bot serves itself, the last of them for now. */
const served = (count: number) =>
  Array.from({ length: count }, (_, i) => {
    const log = new EventLog(`s-${i}`, 'shop')
      .started(i * 30, { bot: 'ada', channel: 'web', language: 'en', customer: { id: `served-${i}` } })
      .customer(i * 30 + 1, { text: `Where is order ${i}?` })
      .bot(i * 30 + 2, { text: 'On its way', intent: 'order_status', confidence: 0.9 });
    return i === count - 1 ? log.events : log.ended(i * 30 + 3, { resolved: 'confirmed' }).events;
  });
/** A source that never tells of a handoff. */
const silent = new EventLog('q-1', 'mute')
  .started(3)
  .customer(4, { text: 'Hello' })
  .bot(5, { text: 'Hi' })
  .ended(6).events;

beforeAll(async () => {
  app = await startTestApp();
  trainer = await app.as('trainer');
  await takeEvents(app, [...escalationLogs(60), ...served(60), silent].flat());
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const build = async (name: string, turns: object = {}): Promise<Dataset> => {
  const { body, status } = await trainer<Built>('POST', '/api/datasets', { name, turns });
  expect(status).toBe(201);
  return (await trainer<Dataset>('GET', `/api/datasets/${body.id}`)).body;
};
const download = async (id: string, query = 'format=jsonl') =>
  fetch(`${app.url}/api/datasets/${id}/download?${query}`, {
    headers: { authorization: `Bearer ${await app.key('trainer')}` },
  });
const rowsOf = async (id: string, query?: string): Promise<Row[]> =>
  (await (await download(id, query)).text())
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);

test('a preview says how many turns, how often they escalate, and whom it leaves out', async () => {
  const { body } = await trainer<Preview>('POST', '/api/datasets/preview', { name: 'x', turns: {} });
  expect(body.counts).toMatchObject({
    examples: 2 * (60 + 59),
    turns: { conversations: 119, open: 0 },
    leftOut: { neverTold: 1, stillOpen: 1, withoutConsent: 0, erased: 0 },
  });
  expect(body.counts.turns?.byTurn).toEqual([
    { turn: 1, examples: 119, escalated: 60, within: 60 },
    { turn: 2, examples: 119, escalated: 60, within: 60 },
  ]);
  expect(body.warnings.join()).toContain('never tell of a handoff');
  const open = { name: 'x', turns: { includeOpen: true } };
  const more = (await trainer<Preview>('POST', '/api/datasets/preview', open)).body;
  expect(more.counts.turns).toMatchObject({ conversations: 120, open: 1 });
  const gaps = await trainer('POST', '/api/datasets/preview', { name: 'x', quality: 'reviewed', turns: {} });
  expect(gaps.status).toBe(400);
});

test('a version is what its manifest says in every format, and the same request gives the same version', async () => {
  const { id, manifest, kind, sample } = await build('Foreseen', { words: true });
  expect(kind).toBe('turns');
  expect(manifest.files.map(({ format }) => format)).toEqual(['jsonl', 'csv', 'arrow', 'parquet']);
  for (const { format, digest, bytes } of manifest.files) {
    const file = Buffer.from(await (await download(id, `format=${format}`)).arrayBuffer());
    expect([format, `sha256:${createHash('sha256').update(file).digest('hex')}`, file.length]).toEqual([
      format,
      digest,
      bytes,
    ]);
  }
  expect((await download(id, 'format=rasa')).status).toBe(400);
  const rows = await rowsOf(id);
  expect(Object.keys(rows[0] ?? {})).toEqual(manifest.columns);
  expect(rows.filter(({ label }) => label === 'escalated')).toHaveLength(120);
  expect(rows.find(({ party, label }) => party === 'customer' && label === 'escalated')).toMatchObject({
    text: expect.stringContaining('<email>'),
    confidence: 0.3,
    turns_to_escalation: 1,
    censored: false,
  });
  expect(manifest.masked).toEqual([{ kind: 'email', count: 60 }]);
  expect(sample[0]?.features).toMatchObject({ turn: 1 });
  const again = (await trainer<Built>('POST', '/api/datasets', { name: 'Foreseen', turns: { words: true } }))
    .body;
  expect(again).toMatchObject({ id, created: false });

  const { body: card } = await (await app.as('viewer'))<string>('GET', `/api/datasets/${id}/readme`);
  expect(card).toContain('| 1 | 119 | 50.4 % | 50.4 % |');
  expect(card).toContain('escalation-prediction');
});

test('a turn leads to its ledger entry, and versions differ by turns', async () => {
  const older = await build('Grown', { mostConversations: 50 });
  const newer = await build('Grown', { mostConversations: 80 });
  const rows = await rowsOf(older.id);
  const { body } = await trainer<Lineage>(
    'GET',
    `/api/datasets/${older.id}/examples/${rows[0]?.id}?proof=true`,
  );
  expect(body).toMatchObject({ handoff: null, conversation: rows[0]?.conversation, decision: null });
  expect(body.proofs).toHaveLength(1);
  const { body: diff } = await trainer<Diff>('GET', `/api/datasets/${newer.id}/diff?against=${older.id}`);
  expect(diff).toMatchObject({ added: 60, removed: 0, changed: 0, same: 100 });
  expect(diff.sample.added[0]?.text).toMatch(/^(customer|bot), turn \d$/);
  // Conversations that are in another part now are news to whoever trains on one part.
  expect(await rowsOf(newer.id, 'since=1')).toHaveLength(60 + diff.moved);
});

test('the command builds it', async () => {
  const file = join(folder, 'turns.csv');
  const code = await exportCommand.run(
    ['--name', 'Told', '--turns', '--within', '1', '--split-by', 'time', '--format', 'csv', '--out', file],
    {
      config: app.config,
      env: { BATON_URL: app.url, BATON_API_KEY: await app.key('trainer') },
      say: () => undefined,
      note: () => undefined,
    },
  );
  expect(code).toBe(0);
  expect(readFileSync(file, 'utf8').trimEnd().split('\r\n')).toHaveLength(1 + 2 * 119);
});

test('whoever takes back consent or is erased is in no file any more, nor in a version built later', async () => {
  const { id, manifest } = await build('Left');
  const before = await rowsOf(id);
  const log = new EventLog('e-7', 'shop');
  log.add('consent.changed', 5000, { scopes: [] }, { id: 'consent-turns' });
  await takeEvents(app, log.events);
  expect((await trainer<Dataset>('GET', `/api/datasets/${id}`)).body.withdrawn).toBe(2);
  const kept = await rowsOf(id);
  expect(kept).toHaveLength(before.length - 2);
  const [gone] = before.filter((row) => !kept.some((one) => one.id === row.id));

  const admin = await app.as('admin');
  const erased = await admin<{ datasets: { id: string; examples: number }[] }>(
    'POST',
    '/api/ledger/erasures',
    {
      subject: { kind: 'customer', id: 'served-3' },
    },
  );
  expect(erased.status).toBeLessThan(300);
  expect(erased.body.datasets.find((one) => one.id === id)?.examples).toBe(2);
  const left = await rowsOf(id);
  expect(left).toHaveLength(before.length - 4);
  const { body } = await trainer<Dataset>('GET', `/api/datasets/${id}`);
  expect(body.manifest).toMatchObject({ digest: manifest.digest, amended: { removed: 2 } });
  const later = await build('Left');
  expect(later.manifest.counts.leftOut).toMatchObject({ withoutConsent: 1, erased: 1 });
  expect((await rowsOf(later.id)).some((row) => row.conversation === gone?.conversation)).toBe(false);
});
