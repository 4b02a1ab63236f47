import type { LedgerEvent } from './ledger-event.js';

/** Events by the key of their conversation, in their order; those that belong to none are left out. */
export function byConversation(events: readonly LedgerEvent[]): Map<string, LedgerEvent[]> {
  const groups = new Map<string, LedgerEvent[]>();
  for (const event of events) {
    const key = event.link.conversation;
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(event);
    else groups.set(key, [event]);
  }
  return groups;
}
