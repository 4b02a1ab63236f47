import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import { poolOf } from '../../backend/src/db/data-source.js';
import { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { Fault, failures } from '../support/faulty-pool.js';
import { openLedger, turn } from '../support/ledger.js';
import { inconsistencies, walkLog } from '../support/walk-log.js';

/** More statements than any of these calls has. */
const limit = 60;

let fixture: TestDatabase;
let parts: ReturnType<typeof openLedger>;
/** What was acknowledged, by id. */
let kept: Map<string, CloudEvent>;
/** Checkpoints that anybody may hold, by size. */
let published: Map<number, string>;

beforeEach(async () => {
  fixture = await openTestDatabase();
  parts = openLedger(fixture.database);
  kept = new Map();
  published = new Map();
});
afterEach(() => fixture.close());

/** The ledger's parts over a connection that fails. */
const partsWith = (fault: Fault) => openLedger(new Database(fault.around(poolOf(fixture.dataSource))));

async function append(events: readonly CloudEvent[]): Promise<void> {
  const receipts = await parts.ledger.append(events);
  expect(receipts).toEqual(events.map(() => 'accepted'));
  for (const event of events) kept.set(event.id, event);
}

/**
 * As the schedule does, until nothing waits: a backend whose client is gone keeps the sequencer's lock for a moment.
 */
async function sequence({ sequencer }: Pick<typeof parts, 'sequencer'>): Promise<void> {
  for (let turns = 0; turns < 400; turns += 1) {
    await sequencer.run();
    const open = await fixture.database.one(sql`
      select
      where exists (select from ledger.pending)
        or (select max(size) from ledger.checkpoint) is distinct from (select max(size) from ledger.batch)`);
    if (!open) return;
    await setTimeout(25);
  }
  throw new Error('the sequencer does not catch up');
}

async function publish(): Promise<void> {
  const rows = await fixture.database.query<{ size: number; note: string }>(
    sql`select size, note from ledger.checkpoint`,
  );
  for (const { size, note } of rows) {
    expect(published.get(size) ?? note).toBe(note);
    published.set(size, note);
  }
  expect(rows).toHaveLength(published.size);
}

/** Everything acknowledged is there once as it was sent, in one order, and every checkpoint ever made still holds. */
async function expectWhole(): Promise<void> {
  await publish();
  const found = new Map<string, CloudEvent | undefined>();
  const { vkey } = await parts.sequencer.signer();
  const walk = await walkLog(fixture.database, published.keys(), (id, event) => found.set(id, event));
  expect(walk.disorder).toEqual([]);
  expect(walk.entries).toBe(found.size);
  // Each refusal has a leaf of its own; `verify` compares them with what was refused.
  const refusals = [...found.keys()].filter((id) => id.startsWith('refused-'));
  for (const id of refusals) found.delete(id);
  expect(found).toEqual(kept);
  expect(inconsistencies(published, vkey, walk)).toEqual([]);
  expect([...published.keys()]).toContain(walk.entries);
  expect(await parts.verify.run()).toMatchObject({
    ok: true,
    entries: kept.size + refusals.length,
    problems: [],
  });
}

/** Fails statement after statement of what `step` does, until it has no more of them; gives those that failed. */
async function failEach(
  failure: (typeof failures)[number],
  step: (fault: Fault, n: number) => Promise<void>,
): Promise<string[]> {
  const failed: string[] = [];
  for (let n = 1; n <= limit; n += 1) {
    const fault = new Fault(n, failure);
    await step(fault, n);
    if (!fault.happened) return failed;
    failed.push(fault.statement.trim().split(/\s+/).slice(0, 3).join(' '));
  }
  throw new Error(`more than ${limit} statements`);
}

describe.each(failures)('when a statement is %s', (failure) => {
  describe.each([
    ['inserts', 8],
    ['copies', 55],
  ])('an append that %s', (way, count) => {
    test('keeps all or nothing, and its repeat keeps the rest', async () => {
      await append([turn('known-1'), turn('known-2')]);
      const failed = await failEach(failure, async (fault, n) => {
        const fresh = Array.from({ length: count }, (_, i) => turn(`s${way}${n}x${i}-${i}`));
        const other = turn('known-2', `other words ${n}`);
        const batch = [turn('known-1'), ...fresh, other];
        const { ledger } = partsWith(fault);
        const first = await ledger.append(batch).catch(() => undefined);
        expect(first === undefined).toBe(fault.happened);
        fault.end();
        const receipts = first ?? (await ledger.append(batch));
        const committed = fault.statement === 'commit' && ['forgotten', 'cut after'].includes(failure);
        const expected = committed ? 'duplicate' : 'accepted';
        expect(receipts).toEqual(['duplicate', ...fresh.map(() => expected), 'conflict']);
        for (const event of fresh) kept.set(event.id, event);
        await sequence(parts);
        const conflicts = await fixture.database.query(sql`select from ledger.conflict`);
        expect(conflicts).toHaveLength(n);
        await expectWhole();
      });
      expect(failed).toContain(way === 'copies' ? 'copy' : 'insert into ledger.inbox');
      for (const statement of [
        'begin',
        'insert into ledger.data_key',
        'insert into ledger.conflict',
        'commit',
      ])
        expect(failed).toContain(statement);
    });
  });

  test('the sequencer goes on by itself: one order, one root for each size, every checkpoint holds', async () => {
    await append(Array.from({ length: 250 }, (_, i) => turn(`a${i % 7}-${i}`)));
    const failed = await failEach(failure, async (fault, n) => {
      await append(Array.from({ length: 3 }, (_, i) => turn(`q${n}-${i}`)));
      const failing = partsWith(fault);
      const first = await failing.sequencer.run().catch(() => undefined);
      expect(first === undefined).toBe(fault.happened);
      fault.end();
      await publish();
      await sequence(failing);
      await expectWhole();
    });
    for (const table of ['node', 'batch', 'checkpoint'])
      expect(failed).toContain(`insert into ledger.${table}`);
    for (const statement of ['begin', 'copy', 'copy out', 'commit']) expect(failed).toContain(statement);
  });

  test('the first batch of all is sealed at last', async () => {
    await append([turn('first-1')]);
    await failEach(failure, async (fault) => {
      // Nobody tries again in between: until the first commit the log stays as new as it was.
      await partsWith(fault)
        .sequencer.run()
        .catch(() => undefined);
    });
    await sequence(parts);
    await expectWhole();
  });
});
