import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { Transaction } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { eraseAlone } from '../../backend/src/ledger/erasure.store.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { openLedger, turn } from '../support/ledger.js';
import {
  type Column,
  changeColumn,
  columnsOf,
  copyRow,
  type Draw,
  deleteRow,
  drawFrom,
  pickRow,
  swapColumn,
  type Target,
} from '../support/mutate.js';
import { Tamperer } from '../support/tamper.js';

/** Changes in each table. */
const perTable = 30;
const seed = Number(process.env.BATON_TEST_SEED ?? 20_261_125);
const sizes = [1, 100, 255, 256, 257, 300];

let fixture: TestDatabase;
let tamperer: Tamperer;
let tables: string[];

/** A ledger with everything in it: customers, several sources, refusals, an erasure, many checkpoints. */
beforeAll(async () => {
  fixture = await openTestDatabase();
  const { ledger, sequencer, keys } = openLedger(fixture.database);
  const customer = (id: string, name: string): CloudEvent =>
    turn(id, '', { type: 'conversation.started', data: { bot: 'ada', customer: { id: name } } });
  const events = Array.from({ length: 300 }, (_, i) => {
    if (i % 60 === 0) return customer(`m${i}-0`, `customer ${i % 3}`);
    return turn(`m${i % 11}-${i}`, `words of ${i}`, { source: ['web', 'voice', 'mail'][i % 3] });
  });
  for (const size of sizes) {
    await ledger.append(events.slice(await ledger.head(), size));
    await sequencer.run();
  }
  await ledger.append([1, 2, 3, 4].map((i) => ({ ...(events[i] as CloudEvent), data: { role: 'bot' } })));
  await sequencer.run();
  await fixture.database.transaction(async (tx) => {
    await eraseAlone(tx);
    const rows = await tx.query<{ subject_ref: Buffer }>(
      sql`select subject_ref from ledger.data_key where class = 'customer'`,
    );
    const refs = rows.map((row) => row.subject_ref);
    await keys.erase(tx, { refs, eventId: 'erasure-1', replayed: false });
    const data = { code: 'request', class: 'customer', keys: refs.length, actor: { id: 'a-1', name: 'Ada' } };
    await ledger.appendWithin(tx, [
      turn('erasure-1', '', { source: 'baton', type: 'subject.erased', subject: undefined, data }),
    ]);
  });
  await sequencer.run();
  tamperer = await Tamperer.open(fixture.admin.url);
  tables = await tamperer.tables();
});
afterAll(async () => {
  await tamperer.close();
  await fixture.close();
});

/** What is no evidence: a queue, when a key was made, and columns that the database fills by itself. */
const free: Record<string, readonly string[]> = { data_key: ['created_at'], erasure: ['erasure_no'] };
const queue = 'pending';

/** Leaf index, or size of the tree, that a changed row belongs to; undefined for what has no place. */
async function placeOf(table: string, { row }: Target, tx: Transaction): Promise<number | undefined> {
  const number = (name: string) => Number(row[name]);
  if (table === 'leaf') return number('leaf_index');
  if (table === 'node') return number('idx') * 256 ** number('level');
  if (table === 'batch' || table === 'checkpoint') return number('size');
  if (table === 'log' || table === 'conflict') return undefined;
  const of = table === 'inbox' ? sql`inbox.inbox_id = ${number('inbox_id')}` : ofSubject(row);
  const [found] = await tx.query<{ leaf_index: number | null }>(sql`
    select min(leaf.leaf_index) as leaf_index
    from ledger.leaf
    join ledger.inbox using (log_id, inbox_id)
    where ${of}`);
  return found?.leaf_index ?? undefined;
}

const ofSubject = (row: Record<string, unknown>) =>
  sql`inbox.subject_ref = ${Buffer.from(String(row.subject_ref).slice(2), 'hex')}`;

interface Mutation {
  what: string;
  place: number | undefined;
  /** Another place that the same change may be seen at first: what was swapped, or comes next. */
  others: number[];
}

async function mutate(table: string, draw: Draw, tx: Transaction): Promise<Mutation | undefined> {
  const target = await pickRow(table, draw, tx);
  if (!target) throw new Error(`${table} has no rows to change`);
  const place = await placeOf(table, target, tx);
  const columns = (await columnsOf(table, tx)).filter(({ name }) => !free[table]?.includes(name));
  const column = columns[Math.floor(draw() * columns.length)] as Column;
  const kind = draw();
  if (kind < 0.6) {
    const changed = await changeColumn(table, target, column, draw, tx);
    return changed ? { what: `change ${table}.${column.name}`, place, others: [] } : undefined;
  }
  if (kind < 0.75) {
    await deleteRow(table, target, tx);
    return { what: `delete from ${table}`, place, others: [] };
  }
  if (kind < 0.95) {
    const other = await pickRow(table, draw, tx);
    if (!other || other.ctid === target.ctid) return undefined;
    const second = await placeOf(table, other, tx);
    if (!(await swapColumn(table, [target, other], column, tx))) return undefined;
    return { what: `swap ${table}.${column.name}`, place, others: second === undefined ? [] : [second] };
  }
  if (!(await copyRow(table, target, columns, draw, tx))) return undefined;
  return { what: `insert into ${table}`, place: undefined, others: [] };
}

const isRefusal = (error: unknown) => /written with other keys|whose log it is/.test(String(error));

class Untouched extends Error {}
const noPlace = { index: null, size: null, what: 'it does not open' };

/** Draws until a change is one: some do not alter a value, some the database itself refuses. */
async function verifyMutation(table: string, draw: Draw) {
  for (;;) {
    let mutation: Mutation | undefined;
    try {
      const report = await tamperer.verifyAfter(async (tx) => {
        mutation = await mutate(table, draw, tx);
        if (!mutation) throw new Untouched();
      });
      return { mutation: mutation as Mutation | undefined, report };
    } catch (error) {
      // Nobody gets as far as verifying a log that is not theirs.
      if (table === 'log' && isRefusal(error)) {
        return { mutation: mutation as Mutation | undefined, report: { ok: false, problems: [noPlace] } };
      }
      // 22, 23 and 42: a value, a constraint or a generated column refused it.
      const refused = /^(22|23|42)/.test(String((error as { code?: unknown }).code));
      if (!(error instanceof Untouched) && !refused) throw error;
    }
  }
}

/** The sizes of trees that a place below or at them belongs to. */
const named = (first: { index: number | null; size: number | null } | undefined) => [
  first?.index ?? -1,
  first?.size ?? -1,
];

test(`whatever is changed in whatever table of the ledger is found (seed ${seed})`, async () => {
  expect((await openLedger(fixture.database).verify.run()).problems).toEqual([]);
  const evidence = tables.filter((table) => table !== queue);
  const draw = drawFrom(seed);
  const missed: string[] = [];
  const misplaced: string[] = [];
  let changes = 0;
  for (const table of evidence) {
    for (let n = 0; n < perTable; n += 1) {
      const { mutation, report } = await verifyMutation(table, draw);
      changes += 1;
      const { what, place, others } = mutation as Mutation;
      const [first] = report.problems;
      if (report.ok || !first) missed.push(`${what} at ${place}`);
      else if (place !== undefined && !isNamed(table, first, [place, ...others])) {
        misplaced.push(`${what} at ${[place, ...others]}: ${JSON.stringify(first)}`);
      }
    }
  }
  expect(missed).toEqual([]);
  expect(misplaced).toEqual([]);
  expect(changes).toBeGreaterThanOrEqual(200);
}, 300_000);

/** The first problem is at the first changed place, or, for a tree that is gone, at the next one that lacks it. */
function isNamed(
  table: string,
  first: { index: number | null; size: number | null; what: string },
  places: readonly number[],
): boolean {
  const least = Math.min(...places);
  const found = named(first);
  if (found.includes(least)) return true;
  // Where the last tree is gone, the leaves that it alone had are the first without one.
  if (table === 'batch' && first.what === 'leaves beyond the last batch') return true;
  const trees = ['batch', 'checkpoint', 'leaf'];
  // A tree that names another size, or none, is missed where the next begins; a last leaf where its tree ends.
  return (
    trees.includes(table) && first.size !== null && first.size >= least && found.some((at) => at >= least)
  );
}

test('a table that is emptied is missed, whichever it is', async () => {
  for (const table of tables) {
    if (table === queue) continue;
    const verified = tamperer.verifyAfter((tx) => tx.query(sql`delete from ${sql.ident(`ledger.${table}`)}`));
    if (table === 'log') await expect(verified).rejects.toThrow('whose log it is');
    else expect((await verified).ok, table).toBe(false);
  }
});

test('a queue that names what has its place already is noticed', async () => {
  const report = await tamperer.verifyAfter((tx) =>
    tx.query(
      sql`insert into ledger.pending (log_id, inbox_id) select log_id, inbox_id from ledger.leaf limit 1`,
    ),
  );
  expect(report.problems).toMatchObject([{ what: 'the queue names events that do not wait' }]);
});
