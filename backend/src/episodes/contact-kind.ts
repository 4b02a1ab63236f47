import { groupBy } from '../group-by.js';
import { type CallbackContact, callbackName } from './callbacks.js';
import type { ContactKind, HandoffRow } from './rows.js';

/** A contact is a repeat when the customer had begun another within so long before it: as long as the default window of callbacks. */
export const repeatWithinMs = 168 * 3_600_000;

type Placed = Pick<
  HandoffRow,
  'conversation_key' | 'handoff_key' | 'customer_key' | 'initiated_at' | 'times_assumed'
>;

/**
 * Whether the contact that each handoff happened in is the customer's first or a repeat, by conversation and handoff
 * key. Handoffs and contacts of one customer, in any order. Nobody can tell of customers who are not known, and from
 * times that were assumed.
 */
export function contactKinds(
  handoffs: readonly Placed[],
  contacts: readonly CallbackContact[],
): Map<string, ContactKind | null> {
  const byConversation = groupBy(contacts, ({ conversation_key }) => conversation_key);
  const begun = contacts
    .filter((contact) => contact.initiated_by === 'customer')
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const kindOf = ({ conversation_key, customer_key, initiated_at, times_assumed }: Placed) => {
    if (times_assumed || customer_key === conversation_key) return null;
    const own = (byConversation.get(conversation_key) ?? []).filter(({ at }) => at <= initiated_at);
    if (own.length === 0) return null;
    const at = Math.max(...own.map((contact) => contact.at));
    return lastBefore(begun, at) >= at - repeatWithinMs ? 'repeat' : 'first';
  };
  return new Map(handoffs.map((handoff) => [callbackName(handoff), kindOf(handoff)]));
}

/** The latest of ascending times before another; before all of time where there is none. */
function lastBefore(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return times[low - 1] ?? Number.NEGATIVE_INFINITY;
}
