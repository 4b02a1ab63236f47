import type { LedgerEvent } from '../ledger/ledger-event.js';

type Groups = ReadonlyMap<string, readonly LedgerEvent[]>;

/** What of the ledger is in memory while a follower takes a batch. */
export class AtHand {
  /**
   * `groups`: events by conversation, some perhaps twice. `upTo`: the end of the batch. `limit`: as far as the facts
   * have come that the follower reads, at least.
   */
  constructor(
    private readonly groups: readonly Groups[],
    private readonly upTo: number,
    private readonly limit: number,
  ) {}

  /** A conversation's events up to the end of the batch; undefined unless all `count` of those that its facts are from are here. */
  whole(conversation: string, count: number): LedgerEvent[] | undefined {
    const found = new Map<number, LedgerEvent>();
    for (const group of this.groups) {
      for (const event of group.get(conversation) ?? []) {
        if (event.index < this.limit) found.set(event.index, event);
      }
    }
    // As many of the same events are the same events.
    if (found.size !== count) return undefined;
    return [...found.values()].filter(({ index }) => index < this.upTo);
  }
}
