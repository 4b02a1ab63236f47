import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../db/database.js';
import type { Checking, StoredLeaf } from './check-leaf.js';
import { type CheckedLeaves, checkLeaves, joinChecked } from './check-leaves.js';
import { copyLeaves, type LeafRange, readLeaves } from './leaf.store.js';

/** Leaves that are checked between two turns of the event loop: a few tens of milliseconds. */
const chunkLeaves = 400;

/** Checks ranges of leaves one after the other, in the order in which they are given; the next is read meanwhile. */
export class RangeChecker {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly checking: Checking,
    private readonly tx: Transaction,
  ) {}

  check(range: LeafRange): Promise<CheckedLeaves> {
    const copied = copyLeaves(range, this.tx);
    copied.catch(() => undefined);
    const checked = this.last.then(async () => this.checkRows(readLeaves(await copied)));
    this.last = checked;
    return checked;
  }

  private async checkRows(rows: Iterable<StoredLeaf>): Promise<CheckedLeaves> {
    const parts: CheckedLeaves[] = [];
    let chunk: StoredLeaf[] = [];
    const flush = () => {
      parts.push(checkLeaves(chunk, this.checking));
      chunk = [];
    };
    for (const row of rows) {
      chunk.push(row);
      if (chunk.length < chunkLeaves) continue;
      flush();
      await setImmediate();
    }
    flush();
    return joinChecked(parts);
  }
}
