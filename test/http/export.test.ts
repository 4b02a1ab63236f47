import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { DeliverService } from '../../backend/src/alerts/deliver.service.js';
import { signedHeaders } from '../../backend/src/alerts/sign.js';
import { exportCommand } from '../../backend/src/cli/export.js';
import { datasetFormats } from '../../backend/src/contract/dataset-formats.js';
import type { AnswerOf } from '../../backend/src/contract/route.js';
import type { routes } from '../../backend/src/contract/routes.js';
import { DiscoveryService } from '../../backend/src/gaps/discovery.service.js';
import { readTlogProof } from '../../backend/src/ledger/tlog-proof.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { escalationLogs } from '../support/escalation-log.js';
import { openWebReceiver, type Received, type WebReceiver } from '../support/receiver.js';
import { takeEvents } from '../support/sample-app.js';

type Dataset = AnswerOf<typeof routes.datasetGet>;
type Diff = AnswerOf<typeof routes.datasetDiff>;
type Lineage = AnswerOf<typeof routes.datasetExample>;
interface Croissant {
  conformsTo: string;
  distribution: Record<'@id' | 'sha256' | 'contentUrl', string>[];
  recordSet: { field: { name: string }[] }[];
}
type Made = AnswerOf<typeof routes.alertChannelCreate>;
type Row = Record<'id' | 'label' | 'split' | 'quality', string>;

const folder = mkdtempSync(join(tmpdir(), 'baton-export-'));
let app: TestApp;
let web: WebReceiver;
beforeAll(async () => {
  web = await openWebReceiver();
  app = await startTestApp({ config: { alertReceivers: [web.host] } });
  await takeEvents(app, escalationLogs(80).flat());
  await app.app.get(DiscoveryService, { strict: false }).run();
});
afterAll(async () => {
  await app.close();
  await web.close();
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

const download = async (id: string, query = '', headers: Record<string, string> = {}) => {
  const authorization = `Bearer ${await app.key('trainer')}`;
  return fetch(`${app.url}/api/datasets/${id}/download?${query}`, { headers: { authorization, ...headers } });
};
const digestOf = async (response: Response) =>
  `sha256:${createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex')}`;
const build = async (name: string, more: object = {}) => {
  const trainer = await app.as('trainer');
  const { body } = await trainer<{ id: string; version: number }>('POST', '/api/datasets', { name, ...more });
  return (await trainer<Dataset>('GET', `/api/datasets/${body.id}`)).body;
};
const rowsOf = async (response: Response) =>
  (await response.text())
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);

test('every format is given out with the digest, the length and the number of rows of its manifest', async () => {
  const { id, manifest } = await build('Formats');
  expect(manifest.files.map(({ format }) => format)).toEqual(datasetFormats);
  for (const { format, digest, bytes } of manifest.files) {
    const response = await download(id, `format=${format}`);
    expect(response.headers.get('etag')).toBe(`"${digest}"`);
    expect(Number(response.headers.get('content-length'))).toBe(bytes);
    expect(await digestOf(response)).toBe(digest);
  }
  const rowsIn = (format: string) => manifest.files.find((file) => file.format === format)?.examples;
  expect(rowsIn('jsonl')).toBe(manifest.counts.examples);
  expect(rowsIn('rasa')).toBe(manifest.counts.train);
  const chats = await rowsOf(await download(id, 'format=chat'));
  expect(chats).toHaveLength(rowsIn('chat') ?? 0);
  expect(chats.length).toBeGreaterThan(0);
  expect(chats.length).toBeLessThan(manifest.counts.train);
  const [pair] = await rowsOf(await download(id, 'format=preference'));
  expect(pair).toMatchObject({
    chosen: [{ role: 'assistant', content: expect.stringContaining('done.') }],
    rejected: [{ role: 'assistant', content: 'I cannot help with this.' }],
  });
});

test('a file is fetched in pieces, and not again when it is known', async () => {
  const { id, manifest } = await build('Pieces');
  const whole = Buffer.from(await (await download(id)).arrayBuffer());
  const tag = `"${manifest.digest}"`;
  const part = async (range: string, more: Record<string, string> = {}) => {
    const response = await download(id, '', { range, ...more });
    return [
      response.status,
      response.headers.get('content-range'),
      Buffer.from(await response.arrayBuffer()),
    ];
  };
  const size = whole.length;
  expect(await part('bytes=0-99')).toEqual([206, `bytes 0-99/${size}`, whole.subarray(0, 100)]);
  expect(await part('bytes=100-')).toEqual([206, `bytes 100-${size - 1}/${size}`, whole.subarray(100)]);
  expect(await part('bytes=-7', { 'if-range': tag })).toEqual([
    206,
    `bytes ${size - 7}-${size - 1}/${size}`,
    whole.subarray(-7),
  ]);
  expect(await part('bytes=5-9', { 'if-range': '"another"' })).toEqual([200, null, whole]);
  expect((await part(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`]);
  expect(await part('bytes=0-1,4-5')).toEqual([200, null, whole]);
  const known = await download(id, '', { 'if-none-match': `"x", W/${tag}` });
  expect([known.status, await known.text()]).toEqual([304, '']);
});

test('a delta holds what is new since a version, and the difference says what went and what came', async () => {
  const older = await build('Grown', { languages: ['en'], mostPerLabel: 4 });
  const newer = await build('Grown', { languages: ['en'], mostPerLabel: 6 });
  expect([older.version, newer.version]).toEqual([1, 2]);
  const [before, after, delta] = await Promise.all([
    download(older.id).then(rowsOf),
    download(newer.id).then(rowsOf),
    download(newer.id, 'since=1').then(rowsOf),
  ]);
  const known = new Set(before.map(({ id }) => id));
  expect(delta).toEqual(after.filter(({ id }) => !known.has(id)));
  expect(delta.length).toBe(after.length - before.length);
  const viewer = await app.as('viewer');
  const { body } = await viewer<Diff>('GET', `/api/datasets/${newer.id}/diff?against=${older.id}`);
  expect(body).toMatchObject({ added: delta.length, removed: 0, changed: 0, same: before.length });
  expect(body.labels.reduce((sum, label) => sum + label.after - label.before, 0)).toBe(delta.length);
  const tested = await rowsOf(await download(newer.id, 'part=test'));
  expect(tested).toEqual(after.filter(({ split }) => split === 'test'));
  expect((await download(older.id, 'since=1')).status).toBe(400);

  const file = join(folder, 'delta.csv');
  expect((await run(newer.id, '--format', 'csv', '--since', '1', '--out', file)).code).toBe(0);
  expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(delta.length + 2);
});

test('whoever asks for the head of a file alone has taken nothing', async () => {
  const { id } = await build('Heads');
  const head = await fetch(`${app.url}/api/datasets/${id}/download`, {
    method: 'HEAD',
    headers: { authorization: `Bearer ${await app.key('trainer')}` },
  });
  const taken = await download(id);
  for (const name of ['etag', 'content-length', 'accept-ranges'])
    expect(head.headers.get(name)).toBe(taken.headers.get(name));
  await takeEvents(app, []);
  const auditor = await app.as('auditor');
  const { body } = await auditor<{ total: number }>(
    'GET',
    `/api/ledger/access?action=exported&kind=dataset&key=${id}`,
  );
  expect(body.total).toBe(1);
});

test('a version says what it is, in a card and in Croissant', async () => {
  const { id, manifest } = await build('Described: [x](y)');
  const viewer = await app.as('viewer');
  const { body: card, headers } = await viewer<string>('GET', `/api/datasets/${id}/readme`);
  expect(headers.get('content-type')).toMatch(/^text\/markdown/);
  const [, front = ''] = card.split('---\n');
  expect(parseYaml(front)).toMatchObject({
    pretty_name: 'Described: [x](y) v1',
    language: ['en'],
    dataset_info: {
      splits: expect.arrayContaining([{ name: 'train', num_examples: manifest.counts.train }]),
    },
  });
  expect(card).toContain('# Described: \\[x\\](y), version 1');
  const { body } = await viewer<Croissant>('GET', `/api/datasets/${id}/croissant`);
  // Required by the specification, 1.1.
  for (const name of [
    'name',
    'description',
    'conformsTo',
    'license',
    'url',
    'creator',
    'datePublished',
    'distribution',
  ])
    expect(body).toHaveProperty(name);
  expect(body.conformsTo).toBe('http://mlcommons.org/croissant/1.1');
  const parquet = body.distribution.find((file) => file['@id'] === 'parquet');
  expect(`sha256:${parquet?.sha256}`).toBe(manifest.files.find(({ format }) => format === 'parquet')?.digest);
  expect(new URL(parquet?.contentUrl ?? '').pathname).toBe(`/api/datasets/${id}/download`);
  expect(body.recordSet.at(-1)?.field.map(({ name }) => name)).toEqual(manifest.columns);
});

test('a channel that wants to know is told once of each version that is ready, signed', async () => {
  const admin = await app.as('admin');
  await build('Before');
  const { body: channel } = await admin<Made>('POST', '/api/alerts/channels', {
    name: 'Pipeline',
    destination: { kind: 'webhook', url: `${web.url}/ready` },
    datasets: true,
  });
  const { id, manifest } = await build('After');
  const deliveries = app.app.get(DeliverService, { strict: false });
  for (let run = 0; run < 2; run += 1) {
    await deliveries.announce();
    await deliveries.sendDue();
  }
  expect(web.received).toHaveLength(1);
  const { headers, body } = web.received[0] as Received;
  const { type, data } = JSON.parse(body) as { type: string; data: { dataset: Record<string, unknown> } };
  const { examples, labels } = manifest.counts;
  expect([type, data.dataset]).toEqual([
    'dataset',
    expect.objectContaining({
      id,
      name: 'After',
      version: 1,
      examples,
      labels: labels.length,
      digest: manifest.digest,
    }),
  ]);
  expect(headers).toMatchObject(
    signedHeaders(String(headers['webhook-id']), Number(headers['webhook-timestamp']) * 1000, body, [
      channel.signingSecret ?? '',
    ]),
  );
  await admin('PATCH', `/api/alerts/channels/${channel.id}`, { datasets: false });
  await build('Unheard');
  await deliveries.announce();
  await deliveries.sendDue();
  expect(web.received).toHaveLength(1);
});

test('an example leads to its ledger entry, which is proven on request', async () => {
  const { id, sample } = await build('Lineage');
  const [row] = await rowsOf(await download(id));
  const trainer = await app.as('trainer');
  const path = `/api/datasets/${id}/examples/${row?.id}`;
  const { body } = await trainer<Lineage>('GET', `${path}?proof=true`);
  expect(body).toMatchObject({
    label: row?.label,
    quality: row?.quality,
    entry: sample[0]?.entry,
    decision: null,
  });
  const proof = body.proofs?.[0];
  expect(readTlogProof(Buffer.from(proof?.proof ?? ''))?.index).toBe(body.entry);
  expect((await trainer<Lineage>('GET', path)).body.proofs).toBeUndefined();
  expect((await (await app.as('viewer'))('GET', path)).status).toBe(403);
  expect((await trainer('GET', `/api/datasets/${id}/examples/e0000000000000000`)).status).toBe(404);
});

test('refuses a dataset that is not there', async () => {
  await expect(run('dnothing1')).rejects.toThrow('There is no dataset dnothing1');
});
