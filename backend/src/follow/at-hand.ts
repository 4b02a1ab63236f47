import { byConversation } from '../ledger/by-conversation.js';
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

/**
 * Events by conversation: of those that are at hand as a whole, and what `read` gives of the others. `counts`: from how many
 * events the facts of each are.
 */
export async function eventsOf(
  counts: Iterable<readonly [key: string, count: number]>,
  atHand: AtHand | undefined,
  read: (keys: Buffer[]) => Promise<LedgerEvent[]>,
): Promise<Map<string, LedgerEvent[]>> {
  const events = new Map<string, LedgerEvent[]>();
  const others: Buffer[] = [];
  for (const [key, count] of counts) {
    const whole = atHand?.whole(key, count);
    if (whole) events.set(key, whole);
    else others.push(Buffer.from(key, 'base64url'));
  }
  for (const [key, group] of byConversation(others.length === 0 ? [] : await read(others)))
    events.set(key, group);
  return events;
}
