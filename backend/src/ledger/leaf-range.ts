import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../db/database.js';
import type { KeyOpener, StoredLeaf } from './check-leaf.js';
import { type CheckedLeaves, checkLeaves, joinChecked } from './check-leaves.js';
import type { Keyring } from './keyring.js';

/** Leaves that are checked between two turns of the event loop: a few tens of milliseconds. */
const chunkLeaves = 400;

export interface LeafReader {
  leaves(from: number, to: number, tx: Transaction): Promise<StoredLeaf[]>;
}

interface Checking {
  store: LeafReader;
  keyring: Keyring;
  keys: KeyOpener;
}

/** Checks the stored leaves from index `from` to before `to`. The next piece is read while one is checked. */
export async function checkRange(
  { store, keyring, keys }: Checking,
  { from, to }: { from: number; to: number },
  tx: Transaction,
): Promise<CheckedLeaves> {
  const parts: CheckedLeaves[] = [];
  const read = (at: number) => {
    const leaves = store.leaves(at, Math.min(to, at + chunkLeaves), tx);
    leaves.catch(() => undefined);
    return leaves;
  };
  let ahead = read(from);
  for (let at = from; at < to; at += chunkLeaves) {
    const leaves = await ahead;
    if (at + chunkLeaves < to) ahead = read(at + chunkLeaves);
    parts.push(checkLeaves(leaves, keyring, keys));
    await setImmediate();
  }
  return joinChecked(parts);
}
