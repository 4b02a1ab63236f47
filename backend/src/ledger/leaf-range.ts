import { setImmediate } from 'node:timers/promises';
import type { Checking, StoredLeaf } from './check-leaf.js';
import { type CheckedLeaves, checkLeaves, joinChecked } from './check-leaves.js';
import { type LeafRange, readLeaves } from './leaf-rows.js';

/** Leaves that are checked between two turns of the event loop: a few tens of milliseconds. */
const chunkLeaves = 400;

/** Checks ranges of leaves one after the other, in the order in which they are given; the next is read meanwhile. */
export class RangeChecker {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly checking: Checking,
    /** Gives the stored leaves of a range: see `copyLeaves`. */
    private readonly read: (range: LeafRange) => Promise<Buffer>,
  ) {}

  check(range: LeafRange): Promise<CheckedLeaves> {
    const copied = this.read(range);
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
