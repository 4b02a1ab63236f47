import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../backend/src/db/sql.js';
import { SequencerService } from '../../backend/src/ledger/sequencer.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { TileClient, treeHash } from '../support/tile-client.js';

const size = 65_537;
let fixture: TestApp;
let client: TileClient;

/** Entries of nobody, straight into the queue: this is about the tree, not about what stands in it. */
beforeAll(async () => {
  fixture = await startTestApp();
  client = new TileClient(fixture, await fixture.key('auditor'));
  await fixture.database.query(sql`
    insert into ledger.inbox (log_id, source, event_id, content_hash, entry, event_uid, subject_ref, payload,
      received_at, type, occurred_at, link)
    select 1, 'bulk', i::text, sha256(i::text::bytea), convert_to('{"n":' || i || '}', 'UTF8'), gen_random_uuid(),
      sha256(''), '', now(), 'turn.recorded', now(), '{}'
    from generate_series(1, ${size}::int) as i`);
  await fixture.app.get(SequencerService, { strict: false }).run();
});
afterAll(() => fixture.close());

test('a tree of more than 256 × 256 leaves has three levels of tiles, and one root', async () => {
  const checkpoint = await client.checkpoint();
  expect(checkpoint.size).toBe(size);
  const leaves = await client.level(0, size);
  expect(treeHash(leaves).toString('base64')).toBe(checkpoint.root);
  const first = await client.level(1, size);
  const second = await client.level(2, size);
  expect([first.length, second.length]).toEqual([256, 1]);
  expect(treeHash(first)).toEqual(second[0]);
  expect(first[255]).toEqual(treeHash(leaves.slice(255 * 256, 65_536)));
  for (const path of ['1/000', '2/000.p/1', '0/256.p/1', 'entries/256.p/1']) {
    expect((await client.get(`tile/${path}`)).status, path).toBe(200);
  }
  for (const path of ['1/001.p/1', '2/000.p/2', '3/000.p/1', '0/256.p/2', 'entries/256.p/2']) {
    expect((await client.get(`tile/${path}`)).status, path).toBe(404);
  }
  expect((await client.bytes('tile/entries/256.p/1')).toString('latin1')).toBe(`\x00\x0b{"n":${size}}`);
});

test('a long queue is signed piece by piece: whoever watches does not wait for its end', async () => {
  const rows = await fixture.database.query<{ size: number }>(
    sql`select size from ledger.checkpoint order by size`,
  );
  const sizes = rows.map((row) => row.size);
  expect(sizes).toEqual(Array.from({ length: 13 }, (_, i) => 5000 * (i + 1)).concat(size));
});
