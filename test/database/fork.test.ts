import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Transaction } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, turn } from '../support/ledger.js';
import { inconsistencies, walkLog } from '../support/walk-log.js';

let fixture: TestDatabase;
let parts: ReturnType<typeof openLedger>;
beforeAll(async () => {
  fixture = await openTestDatabase();
  parts = openLedger(fixture.database);
});
afterAll(() => fixture.close());

const pidOf = async (tx: Transaction) =>
  (await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`))?.pid ?? 0;

async function untilBlocked(pid: number): Promise<void> {
  for (let turns = 0; turns < 1000; turns += 1) {
    const found = await fixture.database.one(
      sql`select from pg_stat_activity where pid = ${pid} and wait_event_type = 'Lock'`,
    );
    if (found) return;
    await setTimeout(10);
  }
  throw new Error('the second sequencer does not wait for the first');
}

/** Two transactions seal at once, without the sequencer's lock: the second has seen the same last batch. */
async function sealTwice(): Promise<unknown> {
  const { ledger, sequencer } = parts;
  const { database } = fixture;
  await ledger.append([turn('one-1')]);
  let second: Promise<unknown> | undefined;
  await database.transaction(async (tx) => {
    expect(await sequencer.sealBatch(tx)).toBe(1);
    // What only the second sequencer sees waiting: it has something to seal after the first has committed.
    await ledger.append([turn('two-1')]);
    const started = new Promise<number>((known) => {
      second = database
        .transaction(async (other) => {
          known(await pidOf(other));
          return sequencer.sealBatch(other);
        })
        .catch((error: unknown) => error);
    });
    await untilBlocked(await started);
  });
  return second;
}

test('without its lock two sequencers do not make a fork: the second is refused by the tables', async () => {
  await parts.sequencer.run();
  expect(await sealTwice()).toMatchObject({ code: '23505' });
  // The one that was refused finds everything waiting that it had taken.
  await parts.sequencer.run();
  const notes = await fixture.database.query<{ size: number; note: string }>(
    sql`select size, note from ledger.checkpoint`,
  );
  const published = new Map(notes.map(({ size, note }) => [size, note]));
  const ids: string[] = [];
  const walk = await walkLog(fixture.database, published.keys(), (id) => ids.push(id));
  expect(ids).toEqual(['one-1', 'two-1']);
  expect(walk.disorder).toEqual([]);
  expect(inconsistencies(published, (await parts.sequencer.signer()).vkey, walk)).toEqual([]);
  expect(await parts.verify.run()).toMatchObject({ ok: true, entries: 2 });
});
