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
  const begun = contacts.filter((contact) => contact.initiated_by === 'customer');
  return new Map(handoffs.map((handoff) => [callbackName(handoff), kindOf(handoff, contacts, begun)]));
}

function kindOf(
  handoff: Placed,
  contacts: readonly CallbackContact[],
  begun: readonly CallbackContact[],
): ContactKind | null {
  if (handoff.times_assumed || handoff.customer_key === handoff.conversation_key) return null;
  const own = contacts.filter(
    ({ conversation_key, at }) => conversation_key === handoff.conversation_key && at <= handoff.initiated_at,
  );
  if (own.length === 0) return null;
  const at = Math.max(...own.map((contact) => contact.at));
  return begun.some((contact) => contact.at < at && contact.at >= at - repeatWithinMs) ? 'repeat' : 'first';
}
