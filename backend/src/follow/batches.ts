import type { EntryThread } from '../ledger/entry-thread.js';
import type { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { mostAhead } from './lane.js';

/** Leaves per transaction. */
export const batchSize = 2_000;

/** From the lane that is behind to the next one of that which is ahead. */
const most = mostAhead + 2;

interface Batch {
  /** Erasures when it was read: a later one makes it say what nobody may know any more. */
  erasures: number;
  entries: Promise<LedgerEvent[]>;
}

/** Whoever reads on and on has a thread to read and open what comes; to start one for a little is not worth it. */
const threadAfter = 10;

/** The batches at hand, and the next ones, which are read meanwhile. Leaves never change; their keys may go. */
export class Batches {
  private readonly held = new Map<number, Batch>();
  private begun = 0;
  private thread: EntryThread | undefined;

  constructor(private readonly ledger: LedgerStore) {}

  /** Entries from a leaf on. */
  async read(from: number, erasures: number): Promise<LedgerEvent[]> {
    const entries = await this.batch(from, erasures);
    if (entries.length === batchSize) void this.batch(from + batchSize, erasures);
    return entries;
  }

  /** Returns when nothing is being read any more. */
  async settle(): Promise<void> {
    await Promise.allSettled([...this.held.values()].map(({ entries }) => entries));
    await this.thread?.end();
  }

  private batch(from: number, erasures: number): Promise<LedgerEvent[]> {
    const known = this.held.get(from);
    const batch = known?.erasures === erasures ? known : this.begin(from, erasures);
    this.held.delete(from);
    this.held.set(from, batch);
    for (const oldest of this.held.keys()) if (this.held.size > most) this.held.delete(oldest);
    return batch.entries;
  }

  private begin(from: number, erasures: number): Batch {
    this.begun += 1;
    if (this.begun === threadAfter) this.thread = this.ledger.openThread();
    const entries = (this.thread ?? this.ledger).readEntries(from, batchSize);
    // Whoever asks for it hears of a failure; until then it must not count as unhandled.
    entries.catch(() => undefined);
    return { erasures, entries };
  }
}
