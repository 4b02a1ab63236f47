import { availableParallelism } from 'node:os';
import type { Transaction } from '../db/database.js';
import type { Connection } from '../db/pool-connection.js';
import type { KeyOpener } from './check-leaf.js';
import type { CheckedLeaves } from './check-leaves.js';
import type { Keyring } from './keyring.js';
import { checkRange, type LeafReader } from './leaf-range.js';
import { canUseThreads, LeafThreads } from './leaf-threads.js';

/** Leaves of one range: what a thread is given at once. */
const rangeLeaves = 4_000;
/** Below so many leaves starting threads takes longer than checking. */
const threadsFrom = 20_000;
const mostThreads = 4;
/** Ranges under way per thread: one is checked while the next is read. */
const depth = 2;

interface RangeStore extends LeafReader {
  /** One more than the largest leaf index. */
  end(tx: Transaction): Promise<number>;
  exportSnapshot(tx: Transaction): Promise<string>;
  readonly connection: Connection;
}

interface RangeChecking {
  store: RangeStore;
  keyring: Keyring;
  keys: KeyOpener;
}

function* rangesUpTo(end: number): Generator<{ from: number; to: number }> {
  for (let from = 0; from < end; from += rangeLeaves) yield { from, to: Math.min(end, from + rangeLeaves) };
}

/** Every leaf checked, range by range in order; in threads of their own when there are many. */
export async function* checkedRanges(
  { store, keyring, keys }: RangeChecking,
  tx: Transaction,
): AsyncGenerator<CheckedLeaves> {
  const end = await store.end(tx);
  if (!canUseThreads || end < threadsFrom) {
    for (const range of rangesUpTo(end)) yield await checkRange({ store, keyring, keys }, range, tx);
    return;
  }
  const count = Math.min(availableParallelism(), mostThreads);
  const threads = new LeafThreads(count, {
    connection: store.connection,
    secrets: keyring.secrets,
    snapshot: await store.exportSnapshot(tx),
  });
  try {
    const under: Promise<CheckedLeaves>[] = [];
    for (const range of rangesUpTo(end)) {
      const checked = threads.check(range);
      checked.catch(() => undefined);
      under.push(checked);
      if (under.length >= count * depth) yield await (under.shift() as Promise<CheckedLeaves>);
    }
    for (const checked of under) yield await checked;
  } finally {
    await threads.end();
  }
}
