import type { CloudEvent } from '../../backend/src/contract/events.js';
import type { Database } from '../../backend/src/db/database.js';
import { sql } from '../../backend/src/db/sql.js';
import { IndependentTree, readNote } from './independent-log.js';
import { openLedger } from './ledger.js';

const pageSize = 1000;

interface Leaf {
  leaf_index: number;
  event_id: string;
  entry: Buffer;
}

export interface Walk {
  entries: number;
  /** By size, where a checkpoint was published. */
  roots: Map<number, Buffer>;
  /** Holes in the order of record, accepted events without a place. */
  disorder: string[];
}

const page = (database: Database, from: number) =>
  database.query<Leaf>(sql`
    select leaf.leaf_index, inbox.event_id, inbox.entry
    from ledger.leaf
    join ledger.inbox using (log_id, inbox_id)
    where leaf.leaf_index >= ${from} and leaf.leaf_index < ${from + pageSize}
    order by leaf.leaf_index`);

/** Opens every entry in order and computes the roots of these sizes anew from the entries' bytes. */
export async function walkLog(
  database: Database,
  sizes: Iterable<number>,
  visit: (id: string, event: CloudEvent | undefined) => void,
): Promise<Walk> {
  const { ledger } = openLedger(database);
  const wanted = new Set(sizes);
  const tree = new IndependentTree();
  const walk: Walk = { entries: 0, roots: new Map([[0, tree.root()]]), disorder: [] };
  for (;;) {
    const leaves = await page(database, tree.size);
    const opened = await ledger.readEntries(tree.size, pageSize);
    for (const [i, leaf] of leaves.entries()) {
      if (leaf.leaf_index !== tree.size) walk.disorder.push(`leaf ${leaf.leaf_index} stands at ${tree.size}`);
      visit(leaf.event_id, opened[i]?.event);
      tree.add(leaf.entry);
      if (wanted.has(tree.size)) walk.roots.set(tree.size, tree.root());
    }
    if (leaves.length < pageSize) break;
  }
  walk.entries = tree.size;
  const rows = await database.one<{ count: number }>(sql`select count(*) as count from ledger.inbox`);
  if (rows?.count !== walk.entries)
    walk.disorder.push(`${rows?.count} events, ${walk.entries} of them with a place`);
  return walk;
}

/** What speaks against published checkpoints (by size): another signature, size or root than the entries'. */
export function inconsistencies(
  notes: ReadonlyMap<number, string>,
  vkey: string,
  { roots, entries }: Walk,
): string[] {
  return [...notes].flatMap(([size, note]) => {
    const root = roots.get(size);
    if (!root) return `size ${size} was published and the tree has ${entries}`;
    try {
      const signed = readNote(note, vkey);
      const same = signed.size === size && signed.root.equals(root);
      return same ? [] : `the root of size ${size} is not that of its leaves`;
    } catch (error) {
      return (error as Error).message;
    }
  });
}
