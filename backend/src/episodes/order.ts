import type { EventType } from '../contract/event-types.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { standing } from './standing.js';

/**
 * What comes first among events of one instant: a conversation starts before it is spoken in, a handoff is
 * initiated before it fails, fails before somebody takes it after all, and the end comes last.
 */
const rank = new Map<EventType, number>(
  (
    [
      'conversation.started',
      'turn.recorded',
      'handoff.initiated',
      'handoff.failed',
      'handoff.rerouted',
      'handoff.delivered',
      'handoff.accepted',
      'handoff.joined',
      'handoff.replied',
      'action.recorded',
      'handoff.resolved',
      'conversation.ended',
      'survey.recorded',
      'consent.changed',
    ] as const
  ).map((type, index) => [type, index]),
);

/** The order of record of what happened: by time, then the source's own sequence, then type, then `uid`. */
export function compareEvents(a: LedgerEvent, b: LedgerEvent): number {
  return (
    a.at - b.at ||
    (a.pub.seq ?? 0) - (b.pub.seq ?? 0) ||
    (rank.get(a.type) ?? rank.size) - (rank.get(b.type) ?? rank.size) ||
    (a.uid < b.uid ? -1 : Number(a.uid > b.uid))
  );
}

/** What holds of the events, as the same list for every order and repetition of them. */
export function orderEvents(events: readonly LedgerEvent[]): LedgerEvent[] {
  const once = new Map(events.map((event) => [event.uid, event]));
  return [...standing([...once.values()])].sort(compareEvents);
}
