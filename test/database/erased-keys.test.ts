import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sql, sql } from '../../backend/src/db/sql.js';
import { eraseAlone } from '../../backend/src/ledger/erasure.store.js';
import { leafHash } from '../../backend/src/ledger/merkle.js';
import { openCheckpoint } from '../../backend/src/ledger/note.js';
import { verifyInclusion } from '../../backend/src/ledger/proofs.js';
import { subjectNamed } from '../../backend/src/ledger/seal.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, turn } from '../support/ledger.js';
import { Tamperer } from '../support/tamper.js';

const size = 9;
const zoe = { bot: 'ada', customer: { id: 'Zoe@Example.com', name: 'Zoe' } };
const started = (id: string) => turn(id, '', { type: 'conversation.started', data: zoe });
const decision = turn('erasure-1', '', {
  source: 'baton',
  type: 'subject.erased',
  subject: undefined,
  data: { code: 'request', class: 'customer', keys: 2, actor: { id: 'a-1', name: 'Ada' } },
});

let fixture: TestDatabase;
let parts: ReturnType<typeof openLedger>;
let tamperer: Tamperer;

beforeAll(async () => {
  fixture = await openTestDatabase();
  parts = openLedger(fixture.database);
  const { ledger, sequencer, keys, keyring } = parts;
  await ledger.append([
    started('s-0'),
    ...Array.from({ length: size - 1 }, (_, i) => turn(`v${i % 3}-${i}`)),
  ]);
  // A key that nothing is written under.
  await fixture.database.transaction((tx) => keys.ensure(tx, [subjectNamed(keyring, 'customer', 'nobody')]));
  await sequencer.run();
});
afterAll(async () => {
  await tamperer?.close();
  await fixture.close();
});

/** As an erasure does it: tombstones, no keys, and a decision that says how many. */
async function eraseCustomers(): Promise<void> {
  const { keys, ledger, sequencer } = parts;
  await fixture.database.transaction(async (tx) => {
    await eraseAlone(tx);
    const rows = await tx.query<{ subject_ref: Buffer }>(
      sql`select subject_ref from ledger.data_key where class = 'customer'`,
    );
    const refs = rows.map((row) => row.subject_ref);
    await keys.erase(tx, { refs, eventId: decision.id, replayed: false });
    await ledger.appendWithin(tx, [decision]);
  });
  await sequencer.run();
}

test('an erasure leaves hashes, proofs and checkpoints as they were, and the words cannot be read', async () => {
  const { database } = fixture;
  const { ledger, verify, tree, sequencer } = parts;
  const [before] = await ledger.readEntries(0, 1);
  expect(before?.event?.data.customer).toEqual(zoe.customer);
  const row = await database.one<{ note: string }>(
    sql`select note from ledger.checkpoint where size = ${size}`,
  );
  await eraseCustomers();
  const [after] = await ledger.readEntries(0, 1);
  expect(after?.event).toBeUndefined();
  expect(after).toMatchObject({ pub: before?.pub, link: before?.link });
  expect((await verify.run()).problems).toEqual([]);
  expect(await verify.last()).toMatchObject({ ok: true, entries: size + 1, opened: size, erased: 1 });
  const root = openCheckpoint(row?.note ?? '', await sequencer.signer())?.root ?? Buffer.alloc(0);
  const stored = await database.one<{ entry: Buffer }>(
    sql`select entry from ledger.inbox join ledger.leaf using (log_id, inbox_id) where leaf_index = 0`,
  );
  const leaf = leafHash(stored?.entry ?? Buffer.alloc(0));
  expect(stored?.entry.toString()).not.toMatch(/zoe@/i);
  expect(verifyInclusion({ index: 0, size, leaf, root, proof: await tree.inclusion(0, size) })).toBe(true);
});

test('whoever comes back is written under another reference, and all of it verifies', async () => {
  const { ledger, sequencer, verify } = parts;
  expect(await ledger.append([started('s-0'), started('s-1')])).toEqual(['duplicate', 'accepted']);
  await sequencer.run();
  const [back] = await ledger.readEntries(await ledger.head().then((head) => head - 1), 1);
  expect(back?.event?.data.customer).toEqual(zoe.customer);
  const refs = await fixture.database.query(
    sql`select distinct subject_ref from ledger.inbox where link ? 'customer'`,
  );
  expect(refs).toHaveLength(2);
  expect((await verify.run()).problems).toEqual([]);
});

test('no statement changes a key, and none changes or takes away a tombstone', async () => {
  for (const statement of [
    sql`update ledger.data_key set class = 'agent'`,
    sql`truncate ledger.data_key`,
    sql`update ledger.erasure set class = 'agent'`,
    sql`delete from ledger.erasure`,
    sql`truncate ledger.erasure`,
  ]) {
    await expect(fixture.database.query(statement)).rejects.toMatchObject({ code: '42501' });
  }
});

const flipped = sql`set_byte(seal, 9, get_byte(seal, 9) # 1)`;
const erasedEntry = sql`(select subject_ref from ledger.inbox where event_id = 's-0')`;
const copy = (ref: Sql) => sql`
  insert into ledger.erasure (log_id, subject_ref, class, erased_at, event_id, replayed, seal)
  select log_id, ${ref}, class, erased_at, event_id, replayed, seal
  from ledger.erasure
  where subject_ref = ${erasedEntry}`;

test.each<[string, Sql, string]>([
  ['a key that is gone', sql`delete from ledger.data_key where class = 'conversation'`, 'no erasure says so'],
  [
    'a tombstone that is gone',
    sql`delete from ledger.erasure where subject_ref = ${erasedEntry}`,
    'no erasure says so',
  ],
  [
    'a tombstone that is gone, of a key that nothing was written under',
    sql`delete from ledger.erasure where subject_ref <> ${erasedEntry}`,
    'says 2 keys, and 1 tombstones are there',
  ],
  ['a tombstone with a wrong seal', sql`update ledger.erasure set seal = ${flipped}`, 'was changed'],
  ['a tombstone with another time', sql`update ledger.erasure set erased_at = now()`, 'was changed'],
  ['a tombstone of another class', sql`update ledger.erasure set class = 'agent'`, 'was changed'],
  ['a tombstone said to be replayed', sql`update ledger.erasure set replayed = true`, 'was changed'],
  ['a tombstone of nobody', copy(sql`sha256(subject_ref)`), 'changed or forged'],
  [
    'a forged tombstone in the place of a key',
    sql`
      with gone as (
        delete from ledger.data_key
        where subject_ref = (select subject_ref from ledger.inbox where event_id = 'v0-0')
        returning subject_ref
      )
      ${copy(sql`(select subject_ref from gone)`)}`,
    'was changed',
  ],
  [
    'a key that came back under a tombstone',
    sql`
      insert into ledger.data_key (log_id, subject_ref, class, wrapped_key)
      select log_id, subject_ref, class, (select wrapped_key from ledger.data_key limit 1)
      from ledger.erasure
      where subject_ref <> ${erasedEntry}`,
    'there is a data key under the erased reference',
  ],
  [
    'a key that does not open, though nothing is written under it',
    sql`
      insert into ledger.data_key (log_id, subject_ref, class, wrapped_key)
      select log_id, sha256(subject_ref), class, wrapped_key
      from ledger.data_key
      limit 1`,
    'does not open',
  ],
])('%s is found', async (_, statement, what) => {
  tamperer ??= await Tamperer.open(fixture.admin.url);
  const report = await tamperer.verifyAfter((tx) => tx.query(statement));
  expect(report.ok).toBe(false);
  expect(report.problems[0]?.what).toContain(what);
});
