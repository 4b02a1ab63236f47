import { availableParallelism } from 'node:os';
import { isCompiled } from '../compiled.js';
import type { Transaction } from '../db/database.js';
import type { KeyOpener } from './check-leaf.js';
import type { CheckedLeaves } from './check-leaves.js';
import type { Keyring } from './keyring.js';
import { RangeChecker } from './leaf-range.js';
import type { LeafRange } from './leaf-rows.js';
import { LeafThreads } from './leaf-threads.js';
import type { VerifyStore } from './verify.store.js';

/** Leaves of one range: what is read and checked at once. */
const rangeLeaves = 4_000;
/** Below so many leaves starting threads takes longer than checking. */
const threadsFrom = 20_000;
const mostThreads = 4;
/** Ranges under way per thread: one is checked while the next is read. */
const depth = 2;

interface RangeChecking {
  store: VerifyStore;
  keyring: Keyring;
  keys: KeyOpener;
}

function* rangesUpTo(end: number): Generator<LeafRange> {
  for (let from = 0; from < end; from += rangeLeaves) yield { from, to: Math.min(end, from + rangeLeaves) };
}

/** Every leaf checked, range by range in order; in threads of their own when there are many. */
export async function* checkedRanges(
  { store, keyring, keys }: RangeChecking,
  tx: Transaction,
): AsyncGenerator<CheckedLeaves> {
  const end = await store.end(tx);
  const sealsSince = await store.sealsSince(tx);
  if (!isCompiled || end < threadsFrom) {
    yield* inOrder(
      new RangeChecker({ keyring, keys, sealsSince }, (range) => store.leaves(range, tx)),
      end,
      depth,
    );
    return;
  }
  const count = Math.min(availableParallelism(), mostThreads);
  const threads = new LeafThreads(count, {
    connection: store.connection,
    secrets: keyring.secrets,
    sealsSince,
    snapshot: await store.exportSnapshot(tx),
  });
  try {
    yield* inOrder(threads, end, depth * count);
  } finally {
    await threads.end();
  }
}

/** At most `most` ranges are under way at once. */
async function* inOrder(
  checker: { check(range: LeafRange): Promise<CheckedLeaves> },
  end: number,
  most: number,
): AsyncGenerator<CheckedLeaves> {
  const under: Promise<CheckedLeaves>[] = [];
  for (const range of rangesUpTo(end)) {
    const checked = checker.check(range);
    checked.catch(() => undefined);
    under.push(checked);
    if (under.length >= most) yield await (under.shift() as Promise<CheckedLeaves>);
  }
  for (const checked of under) yield await checked;
}
