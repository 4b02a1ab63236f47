import type { DataOf } from '../contract/events.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';

/** Characters of one turn that are read: what matters here stands at its beginning. */
const longestTurn = 2_000;

/** A turn's words; undefined when there are none, or none any more. */
export function turnText(turn: LedgerEvent): string | undefined {
  const text = (turn.event?.data as DataOf<'turn.recorded'> | undefined)?.text;
  return text?.trim() ? text.slice(0, longestTurn) : undefined;
}
