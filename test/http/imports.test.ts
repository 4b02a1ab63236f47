import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importCommand } from '../../backend/src/cli/import.js';
import type { ImportReport } from '../../backend/src/contract/imports.js';
import { sql } from '../../backend/src/db/sql.js';
import { RunService } from '../../backend/src/imports/run.service.js';
import { ScheduleService } from '../../backend/src/schedule/schedule.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Importer } from '../support/imports.js';
import { csvMapping, sampleOf, samples } from '../support/vendor-samples.js';

let app: TestApp;
let importer: Importer;
let folder: string;
beforeAll(async () => {
  app = await startTestApp({ config: { importBytes: 50_000_000 } });
  importer = await Importer.signIn(app);
  folder = await mkdtemp(join(tmpdir(), 'baton-imports-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const spooled = () => readdir(join(app.config.dataDir, 'imports')).catch(() => []);
async function eventsFrom(source: string): Promise<number> {
  const row = await app.database.one<{ count: number }>(
    sql`select count(*)::int as count from ledger.inbox where source = ${source}`,
  );
  return row?.count ?? 0;
}
async function decisions(type: string) {
  return app.database.query<{ pub: Record<string, unknown> }>(sql`
    select convert_from(entry, 'UTF8')::jsonb -> 'pub' as pub from ledger.inbox where type = ${type} order by inbox_id`);
}

describe.each(samples)('$source', ({ source, text }) => {
  test('a dry run tells what the command line tells, and writes nothing', async () => {
    const options = source === 'csv' ? { format: 'csv', mapping: csvMapping } : {};
    const job = await importer.bring([{ name: `${source}.log`, content: text }], {
      ...options,
      source: `page-${source}`,
    });
    expect(job).toMatchObject({ state: 'checked', problem: null, source: `page-${source}` });
    const { report } = job;
    expect(report?.format.name).toBe(source);
    expect(await eventsFrom(`page-${source}`)).toBe(0);

    const file = join(folder, source);
    const mapping = join(folder, 'mapping.json');
    await writeFile(file, text);
    await writeFile(mapping, JSON.stringify(csvMapping));
    const said: string[] = [];
    const args = [file, '--dry-run', '--source', source, ...(source === 'csv' ? ['--mapping', mapping] : [])];
    await importCommand.run(args, {
      config: app.config,
      env: {},
      say: (line) => void said.push(line),
      note: () => undefined,
    });
    const handoffs = (report?.handoffs.explicit ?? 0) + (report?.handoffs.inferred ?? 0);
    expect(said.slice(0, 2)).toEqual([
      `${report?.records.read} records read, ${report?.records.refused} refused`,
      `${report?.conversations} conversations, ${handoffs} handoffs, ${report?.events} events`,
    ]);
  });

  test('what it announced is what it brings, once', async () => {
    const options = source === 'csv' ? { format: 'csv', mapping: csvMapping } : {};
    const given = { ...options, source: `page-${source}` };
    const first = await importer.bring([{ name: 'log', content: text }], given);
    const done = await importer.start(first.id);
    const events = first.report?.events ?? 0;
    expect(done).toMatchObject({
      state: 'finished',
      progress: { accepted: events - (first.report?.repeated ?? 0), refused: 0, events },
    });
    const kept = await eventsFrom(`page-${source}`);
    expect(kept).toBe(done.progress?.accepted);

    const again = await importer.bring([{ name: 'log', content: gzipSync(text) }], given);
    expect(again.report?.known).toEqual({ checked: events, found: kept });
    expect((await importer.start(again.id)).progress).toMatchObject({ accepted: 0, duplicates: events });
    expect(await eventsFrom(`page-${source}`)).toBe(kept);
  });
});

test('while a file goes in it is said, so that what would look at half of it waits', async () => {
  const runs = app.app.get(RunService, { strict: false });
  const { id } = await importer.bring([{ name: 'g', content: sampleOf('genesys') }], {
    source: 'waited-for',
  });
  expect(runs.isBusy).toBe(false);
  const done = importer.start(id);
  await expect.poll(() => runs.isBusy, { interval: 1, timeout: 5000 }).toBe(true);
  expect((await done).state).toBe('finished');
  expect(runs.isBusy).toBe(false);
});

test('what a preview shows is what the pages show afterwards', async () => {
  const { id } = await importer.bring([{ name: 'g', content: sampleOf('genesys') }], { source: 'previewed' });
  const { conversations } = await importer.preview(id);
  expect(conversations.length).toBeGreaterThan(0);
  await importer.start(id);
  await app.app.get(ScheduleService, { strict: false }).runPipeline();
  const viewer = await app.as('viewer');
  const { body } = await viewer<{ items: { conversationId: string; relay: object; rule: string }[] }>(
    'GET',
    '/api/handoffs?source=previewed',
  );
  for (const { conversationId, handoffs } of conversations) {
    for (const handoff of handoffs) {
      const shown = body.items.find(
        (item) => item.conversationId === conversationId && item.rule === handoff.rule,
      );
      expect(shown?.relay).toMatchObject(handoff.relay);
    }
  }
  expect(body.items).toHaveLength(conversations.flatMap(({ handoffs }) => handoffs).length);
});

test('started and finished are entries of the ledger, and the files are gone', async () => {
  const { id } = await importer.bring([{ name: 'r', content: sampleOf('rasa') }], { source: 'told' });
  const before = (await decisions('import.finished')).length;
  expect(await spooled()).toContain(id);
  const done = await importer.start(id);
  expect(await spooled()).not.toContain(id);
  expect((await decisions('import.started')).at(-1)?.pub).toMatchObject({
    import: id,
    import_source: 'told',
    format: 'rasa',
    digest: `sha256:${done.files[0]?.sha256}`,
  });
  const finished = await decisions('import.finished');
  expect(finished).toHaveLength(before + 1);
  expect(finished.at(-1)?.pub).toMatchObject({ import: id, entries: done.progress?.accepted });
  expect((await importer.call('GET', `/api/imports/${id}/preview`)).status).toBe(404);
  expect((await importer.call('POST', `/api/imports/${id}/start`)).status).toBe(409);
});

test('several files and a zip are one log, and what is refused is located in them', async () => {
  const good = sampleOf('rasa');
  const job = await importer.bring(
    [
      { name: 'one.jsonl', content: `${good}\n{"sender_id": broken "words of somebody"}\n` },
      {
        name: 'two.zip',
        content: zipSync({ 'in/three.jsonl': Buffer.from('{"sender_id":"x","event":"user"}\n') }),
      },
      { name: 'four.gz', content: gzipSync(good).subarray(0, 40) },
    ],
    { format: 'rasa', source: 'several' },
  );
  const count = good.split('\n').length;
  expect(job.report?.records).toMatchObject({ read: count + 3, refused: 3 });
  expect(job.files.map(({ packing }) => packing)).toEqual(['none', 'zip', 'gzip']);
  const { body, headers } = await importer.call<string>('GET', `/api/imports/${job.id}/errors`);
  expect(headers.get('content-type')).toContain('text/csv');
  const [header, ...rows] = body.trim().split('\r\n');
  expect(header).toBe('file,record,line,field,message');
  expect(rows).toEqual([
    expect.stringMatching(new RegExp(`^one.jsonl,${count + 1},${count + 1},,the record is not valid JSON`)),
    expect.stringMatching(/^two.zip: in\/three.jsonl,1,1,.*timestamp/),
    expect.stringMatching(/^four.gz,.*damaged here: its gzip ends too soon/),
  ]);
  expect(body).not.toContain('words of somebody');
  const done = await importer.start(job.id);
  expect(done).toMatchObject({ state: 'finished', errors: 3, progress: { refused: 3 } });
});

test('what the ledger refuses is located too, and what it would refuse is found by the check', async () => {
  const event = (id: string, more: object) => ({
    specversion: '1.0',
    id,
    source: 'refusing',
    type: 'turn.recorded',
    subject: 'c',
    time: '2026-03-02T09:00:00Z',
    data: { role: 'bot' },
    ...more,
  });
  const given = [
    event('1', {}),
    event('1', { data: { role: 'human' } }),
    event('2', { data: { role: 'parrot' } }),
    event('3', { type: 'turn.imagined' }),
    event('4', { data: {} }),
    event('5', { data: { role: 'bot', ticket: 'LARGE' } }),
  ];
  const { id, report } = await importer.bring([
    {
      name: 'e',
      content: given
        .map((one) => JSON.stringify(one))
        .join('\n')
        .replace('"LARGE"', '9007199254740993'),
    },
  ]);
  const done = await importer.start(id);
  expect(done.progress).toMatchObject({ accepted: 1, refused: 5 });
  const wrong = [
    ['must be one of "customer", "bot", "human", "system" at /data/role', 3],
    [expect.stringMatching(/^unknown type; known are .* at \/type$/), 4],
    ['is missing: must be one of "customer", "bot", "human", "system" at /data/role', 5],
    ['the number is too large to be read to its last digit: it must be a text at /data/ticket', 6],
  ];
  expect(report).toMatchObject({ records: { read: 6, refused: 4 }, conversations: 1 });
  expect(placed(report)).toEqual(wrong);
  expect(placed(done.report)).toEqual([...wrong, [expect.stringMatching(/^conflict: /), 2]]);
});

const placed = (report: ImportReport | null) =>
  report?.refusals.map(({ reason, places }) => [reason, places[0]?.line]);

test('a file that nobody knows asks for its format, and a table for its columns', async () => {
  const unknown = await importer.bring([{ name: 'u', content: '{"colour":"blue"}' }]);
  expect(unknown).toMatchObject({
    state: 'uploading',
    report: null,
    problem: expect.stringContaining('colour'),
  });
  expect((await importer.call('POST', `/api/imports/${unknown.id}/start`)).status).toBe(409);
  const table = await importer.bring([{ name: 't.csv', content: sampleOf('csv') }]);
  expect(table).toMatchObject({ state: 'uploading', problem: expect.stringContaining('table') });
  const { columns, guess } = await importer.preview(table.id);
  expect(columns.map(({ name }) => name)).toEqual(sampleOf('csv').split('\n')[0]?.split(';'));
  expect(guess).toBeTruthy();
  const trial = await importer.call<{ report: { events: number } }>(
    'POST',
    `/api/imports/${table.id}/trial`,
    {
      format: 'csv',
      mapping: csvMapping,
    },
  );
  expect(trial.body.report.events).toBeGreaterThan(0);
  const wrong = { format: 'csv', mapping: { conversation: 'chat' } };
  expect((await importer.call('POST', `/api/imports/${table.id}/trial`, wrong)).status).toBe(400);
  expect(
    (await importer.check(table.id, { format: 'csv', mapping: csvMapping, source: 'a-table' })).state,
  ).toBe('checked');
});

test('one that was not started is forgotten, files and all, when it is discarded', async () => {
  const { id } = await importer.bring([{ name: 'r', content: sampleOf('rasa') }]);
  const { body } = await importer.call<{ state: string }>('POST', `/api/imports/${id}/cancellation`);
  expect(body.state).toBe('cancelled');
  expect((await importer.call('GET', `/api/imports/${id}`)).status).toBe(404);
  expect(await spooled()).not.toContain(id);
});

test('one that runs is cancelled: what is in the ledger stays, the rest does not come, and both is said', async () => {
  const chats = Array.from({ length: 30_000 }, (_, i) =>
    JSON.stringify({
      id: `cancel-${i}`,
      created_at: 1_772_442_000,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  );
  const job = await importer.bring([{ name: 'c', content: chats.join('\n') }], { source: 'cancelled' });
  expect(job.report?.events).toBe(60_000);
  await importer.call('POST', `/api/imports/${job.id}/start`);
  while ((await eventsFrom('cancelled')) === 0) await new Promise((next) => setTimeout(next, 20));
  expect((await importer.call('POST', `/api/imports/${job.id}/cancellation`)).status).toBe(202);
  const ended = await importer.settled(job.id);
  const kept = await eventsFrom('cancelled');
  expect(ended).toMatchObject({ state: 'cancelled', progress: { accepted: kept } });
  expect(kept).toBeLessThan(60_000);
  expect((await decisions('import.cancelled')).at(-1)?.pub).toMatchObject({ import: job.id });
  expect(await spooled()).not.toContain(job.id);
});

test('only administrators import, and who looked at a preview is recorded', async () => {
  for (const role of ['viewer', 'trainer', 'auditor'] as const) {
    expect((await (await app.as(role))('GET', '/api/imports')).status).toBe(403);
  }
  const { id } = await importer.bring([{ name: 'r', content: sampleOf('rasa') }]);
  await importer.preview(id);
  const looks = await app.database.query(
    sql`select 1 from record_view where kind = 'import' and key = ${id}`,
  );
  expect(looks).toHaveLength(1);
});
