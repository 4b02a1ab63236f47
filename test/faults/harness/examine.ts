import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../../backend/src/db/database.js';
import { sql } from '../../../backend/src/db/sql.js';
import { IndependentTree, readNote } from '../../support/independent-log.js';
import { openLedger } from '../../support/ledger.js';
import { eventOf, numberOf, type Oracle } from './oracle.js';

const pageSize = 1000;

export interface Findings {
  entries: number;
  /** Acknowledged and not there, or there only because it was sent again. */
  lost: number[];
  twice: number[];
  /** There, and not what was sent. */
  changed: number[];
  /** Checkpoints that were published and are not of this tree. */
  inconsistent: string[];
  /** Holes in the order of record, accepted events without a place. */
  disorder: string[];
}

interface Leaf {
  leaf_index: number;
  event_id: string;
  entry: Buffer;
}

const page = (database: Database, from: number) =>
  database.query<Leaf>(sql`
    select leaf.leaf_index, inbox.event_id, inbox.entry
    from ledger.leaf
    join ledger.inbox using (log_id, inbox_id)
    where leaf.leaf_index >= ${from} and leaf.leaf_index < ${from + pageSize}
    order by leaf.leaf_index`);

interface Placed {
  entries: number;
  count: Map<number, number>;
  changed: number[];
  disorder: string[];
  /** By size, at every size that somebody holds a checkpoint of. */
  roots: Map<number, Buffer>;
}

/** Reads every leaf in order, opens it, and computes the roots anew from its bytes. */
async function readLeaves(database: Database, seed: number, sizes: ReadonlySet<number>): Promise<Placed> {
  const { ledger } = openLedger(database);
  const tree = new IndependentTree();
  const placed: Placed = { entries: 0, count: new Map(), changed: [], disorder: [], roots: new Map() };
  if (sizes.has(0)) placed.roots.set(0, tree.root());
  for (;;) {
    const leaves = await page(database, tree.size);
    const opened = await ledger.readEntries(tree.size, pageSize);
    for (const [i, leaf] of leaves.entries()) {
      const n = numberOf(leaf.event_id);
      if (leaf.leaf_index !== tree.size)
        placed.disorder.push(`leaf ${leaf.leaf_index} stands at ${tree.size}`);
      placed.count.set(n, (placed.count.get(n) ?? 0) + 1);
      if (!isDeepStrictEqual(opened[i]?.event, eventOf(seed, n))) placed.changed.push(n);
      tree.add(leaf.entry);
      if (sizes.has(tree.size)) placed.roots.set(tree.size, tree.root());
    }
    if (leaves.length < pageSize) break;
  }
  placed.entries = tree.size;
  return placed;
}

function inconsistencies(notes: ReadonlyMap<number, string>, vkey: string, placed: Placed): string[] {
  const found: string[] = [];
  for (const [size, note] of notes) {
    try {
      const root = placed.roots.get(size);
      if (!root) found.push(`size ${size} was published and the tree has ${placed.entries}`);
      else if (!readNote(note, vkey).root.equals(root))
        found.push(`the root of size ${size} is not that of its leaves`);
    } catch (error) {
      found.push((error as Error).message);
    }
  }
  return found;
}

/** The events that were acknowledged and are not in the ledger, whether or not they have a place yet. */
export async function missing(database: Database, oracle: Oracle): Promise<number[]> {
  const rows = await database.query<{ event_id: string }>(sql`select event_id from ledger.inbox`);
  const there = new Set(rows.map(({ event_id }) => numberOf(event_id)));
  return [...oracle.acknowledged].filter((n) => !there.has(n));
}

/** Compares what the client knows and what witnesses hold with what is in the tables. */
export async function examine(
  database: Database,
  oracle: Oracle,
  notes: ReadonlyMap<number, string>,
  vkey: string,
): Promise<Findings> {
  const placed = await readLeaves(database, oracle.seed, new Set(notes.keys()));
  const rows = await database.one<{ count: number }>(sql`select count(*) as count from ledger.inbox`);
  if (rows?.count !== placed.entries)
    placed.disorder.push(`${rows?.count} events, ${placed.entries} of them with a place`);
  const lost = [...oracle.acknowledged].filter((n) => !placed.count.has(n));
  return {
    entries: placed.entries,
    lost: [...new Set([...lost, ...oracle.acceptedAgain])],
    twice: [...placed.count].filter(([, count]) => count > 1).map(([n]) => n),
    changed: placed.changed,
    inconsistent: inconsistencies(notes, vkey, placed),
    disorder: placed.disorder,
  };
}
