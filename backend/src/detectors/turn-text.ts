import type { DataOf } from '../contract/events.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';

/** Characters of one turn that are read: what matters here stands at its beginning. */
const longestTurn = 2_000;

/** A turn's words; undefined when there are none, or none any more. */
export type TextOf = (turn: LedgerEvent) => string | undefined;

/** Reads each turn once: every look at an event decrypts it anew. */
export function textReader(): TextOf {
  const known = new Map<LedgerEvent, string | undefined>();
  return (turn) => {
    if (!known.has(turn)) known.set(turn, readText(turn));
    return known.get(turn);
  };
}

function readText(turn: LedgerEvent): string | undefined {
  const text = (turn.event?.data as DataOf<'turn.recorded'> | undefined)?.text;
  return text?.trim() ? text.slice(0, longestTurn) : undefined;
}
