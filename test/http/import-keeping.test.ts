import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { RunService } from '../../backend/src/imports/run.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Importer } from '../support/imports.js';
import { SmallDisk } from '../support/small-disk.js';
import { csvMapping, sampleOf } from '../support/vendor-samples.js';

let app: TestApp;
let importer: Importer;
beforeAll(async () => {
  app = await startTestApp();
  importer = await Importer.signIn(app);
});
afterAll(() => app.close());

const spooled = () => readdir(join(app.config.dataDir, 'imports')).catch(() => []);
async function eventsFrom(source: string): Promise<number> {
  const row = await app.database.one<{ count: number }>(
    sql`select count(*)::int as count from ledger.inbox where source = ${source}`,
  );
  return row?.count ?? 0;
}

test('more than there is room for is refused, and nothing of it is kept', async () => {
  const room = await startTestApp({ config: { importBytes: 1000 } });
  const small = await Importer.signIn(room);
  const id = await small.create();
  const answer = await small.send(id, { name: 'big', content: 'x'.repeat(2000) });
  expect(answer.status).toBe(507);
  expect(await answer.json()).toMatchObject({
    code: 'no_room',
    detail: expect.stringContaining('BATON_IMPORT_GB'),
  });
  expect(await readdir(join(room.config.dataDir, 'imports', id))).toEqual([]);
  await room.close();
});

test('what waits on the disk is sealed, and its key goes with it', async () => {
  const log = sampleOf('rasa').replaceAll('My card is gone', 'zorblaxen gone');
  const packed = [log, gzipSync(log), zipSync({ 'log.json': strToU8(log) })];
  const keysOf = (id: string) =>
    app.database.query<{ key: string | null }>(sql`
      select file ->> 'key' as key from import, jsonb_array_elements(files) as file where id = ${id}`);
  for (const [number, content] of packed.entries()) {
    const { id, report } = await importer.bring([{ name: 'log', content }], { source: `sealed-${number}` });
    expect(report?.records).toMatchObject({ read: 6, refused: 0 });
    expect(JSON.stringify(await importer.preview(id))).toContain('zorblaxen');
    const folder = join(app.config.dataDir, 'imports', id);
    const files = await readdir(folder);
    expect(files).toHaveLength(2);
    for (const name of files) {
      const bytes = await readFile(join(folder, name));
      for (const seen of ['zorblaxen', 'sender_id', 'log.json']) expect(bytes.includes(seen)).toBe(false);
      expect(bytes.subarray(0, 2)).not.toEqual(Buffer.from(content).subarray(0, 2));
    }
    expect(await keysOf(id)).toEqual([{ key: expect.any(String) }]);
    expect(await importer.start(id)).toMatchObject({ state: 'finished', progress: { accepted: 5 } });
    expect(await keysOf(id)).toEqual([{ key: null }]);
  }
});

test('old reports go, and files that nobody started for a day', async () => {
  const { id } = await importer.bring([{ name: 'r', content: sampleOf('rasa') }]);
  await app.admin.database.query(
    sql`update import set created_at = created_at - interval '25 hours' where id = ${id}`,
  );
  expect(await spooled()).toContain(id);
  const second = await startTestApp({ databaseUrl: app.admin.url, config: { dataDir: app.config.dataDir } });
  await second.app.get(RunService, { strict: false }).purge();
  expect(await spooled()).not.toContain(id);
  expect((await importer.call('GET', `/api/imports/${id}`)).status).toBe(404);
  await second.close();
});

test('what is kept about a source by its name holds for its files', async () => {
  const kept = { name: 'kept-table', format: 'csv', mapping: csvMapping };
  expect((await importer.call('POST', '/api/connections', kept)).status).toBe(201);
  const table = await importer.bring([{ name: 't.csv', content: sampleOf('csv') }], { source: 'kept-table' });
  expect(table).toMatchObject({ state: 'checked', report: { format: { name: 'csv' } } });

  const changes = [{ raw: 'low confidence', reason: 'complexity' }];
  expect((await importer.call('PATCH', '/api/sources/rasa/reasons', { changes })).status).toBe(200);
  const { id } = await importer.bring([{ name: 'r', content: sampleOf('rasa') }]);
  // What was checked is what is let in.
  await importer.call('PATCH', '/api/sources/rasa/reasons', {
    changes: [{ raw: 'low confidence', reason: null }],
  });
  await importer.start(id);
  const [row] = await app.database.query<{ reasons: string[] }>(sql`
    select convert_from(entry, 'UTF8')::jsonb -> 'pub' -> 'reasons' as reasons
    from ledger.inbox
    where source = 'rasa' and type = 'handoff.initiated'`);
  expect(row?.reasons).toEqual(['complexity']);
});

test('on a disk that is nearly full nothing is taken, and it is said what to do', async (context) => {
  const disk = SmallDisk.mount(64);
  if (!disk) return context.skip();
  const full = await startTestApp({ config: { dataDir: disk.folder } });
  const small = await Importer.signIn(full);
  const answer = await small.send(await small.create(), { name: 'log', content: sampleOf('rasa') });
  expect(answer.status).toBe(507);
  expect(await answer.json()).toMatchObject({
    code: 'no_room',
    detail: expect.stringContaining('Make room'),
  });
  await full.close();
  disk.unmount();
});

// The last one: afterwards this app works on no import any more.
test('a service that stops in the middle goes on at its next start, and nothing is there twice', async () => {
  const chats = Array.from({ length: 12_000 }, (_, i) =>
    JSON.stringify({
      id: `stop-${i}`,
      created_at: 1_772_442_000,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  );
  const job = await importer.bring([{ name: 's', content: chats.join('\n') }], { source: 'stopped' });
  await importer.call('POST', `/api/imports/${job.id}/start`);
  while ((await eventsFrom('stopped')) === 0) await new Promise((next) => setTimeout(next, 20));
  await app.app.get(RunService, { strict: false }).beforeApplicationShutdown();
  const before = await eventsFrom('stopped');
  expect(before).toBeLessThan(24_000);
  const second = await startTestApp({ databaseUrl: app.admin.url, config: { dataDir: app.config.dataDir } });
  const runs = second.app.get(RunService, { strict: false });
  await runs.resume();
  await runs.settled();
  expect(await importer.get(job.id)).toMatchObject({
    state: 'finished',
    progress: { accepted: 24_000, duplicates: 0, events: 24_000 },
  });
  expect(await eventsFrom('stopped')).toBe(24_000);
  await second.close();
}, 60_000);
