import { byConversation } from '../ledger/by-conversation.js';
import type { EntryThread } from '../ledger/entry-thread.js';
import type { LedgerStore } from '../ledger/ledger.store.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { AtHand } from './at-hand.js';
import { mostAhead } from './lane.js';

/** Leaves per transaction. */
export const batchSize = 2_000;

/** Before the one that the last lane is at: what most conversations began in that go on in it. */
const before = 2;
/** From there to the next one of the lane that is ahead. */
const most = before + 1 + mostAhead + 1;

interface Batch {
  /** Erasures when it was read: a later one makes it say what nobody may know any more. */
  erasures: number;
  entries: Promise<LedgerEvent[]>;
  /** By conversation, once they are there. */
  groups?: Map<string, LedgerEvent[]>;
}

/** So many leaves are worth a thread that reads and opens them. */
const threadFrom = 20_000;

/** The batches at hand, and the next ones, which are read meanwhile. Leaves never change; their keys may go. */
export class Batches {
  private readonly held = new Map<number, Batch>();
  private readonly thread: EntryThread | undefined;

  /** `behind`: leaves that somebody has not seen. */
  constructor(
    private readonly ledger: LedgerStore,
    behind: number,
  ) {
    if (behind >= threadFrom) this.thread = ledger.openThread();
  }

  /** Entries from a leaf on. */
  async read(from: number, erasures: number): Promise<LedgerEvent[]> {
    const entries = await this.batch(from, erasures);
    if (entries.length === batchSize) void this.batch(from + batchSize, erasures);
    return entries;
  }

  /** What is here while a follower takes a batch: see `AtHand`. */
  atHand(erasures: number, upTo: number, limit: number): AtHand {
    const groups = [...this.held.values()].flatMap((batch) =>
      batch.erasures === erasures && batch.groups ? [batch.groups] : [],
    );
    return new AtHand(groups, upTo, limit);
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
    const reader = this.thread?.isReady ? this.thread : this.ledger;
    const entries = reader.readEntries(from, batchSize);
    const batch: Batch = { erasures, entries };
    // Whoever asks for it hears of a failure; until then it must not count as unhandled.
    entries.then(
      (events) => {
        batch.groups = byConversation(events);
      },
      () => undefined,
    );
    return batch;
  }
}
