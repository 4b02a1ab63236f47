import { isDeepStrictEqual } from 'node:util';
import type { Database } from '../../../backend/src/db/database.js';
import { sql } from '../../../backend/src/db/sql.js';
import { inconsistencies, walkLog } from '../../support/walk-log.js';
import { eventOf, numberOf, type Oracle } from './oracle.js';

export interface Findings {
  entries: number;
  /** Acknowledged and not there, or there only because it was sent again. */
  lost: number[];
  twice: number[];
  /** There, and not what was sent. */
  changed: number[];
  /** Checkpoints that were published and are not of this tree. */
  inconsistent: string[];
  /** Holes in the order of record, accepted events without a place. */
  disorder: string[];
}

/** The events that were acknowledged and are not in the ledger, whether or not they have a place yet. */
export async function missing(database: Database, oracle: Oracle): Promise<number[]> {
  const rows = await database.query<{ event_id: string }>(sql`select event_id from ledger.inbox`);
  const there = new Set(rows.map(({ event_id }) => numberOf(event_id)));
  return [...oracle.acknowledged].filter((n) => !there.has(n));
}

/** Compares what the client knows and what witnesses hold with what is in the tables. */
export async function examine(
  database: Database,
  oracle: Oracle,
  notes: ReadonlyMap<number, string>,
  vkey: string,
): Promise<Findings> {
  const count = new Map<number, number>();
  const changed: number[] = [];
  const walk = await walkLog(database, notes.keys(), (id, event) => {
    const n = numberOf(id);
    count.set(n, (count.get(n) ?? 0) + 1);
    if (!isDeepStrictEqual(event, eventOf(oracle.seed, n))) changed.push(n);
  });
  const lost = [...oracle.acknowledged].filter((n) => !count.has(n));
  return {
    entries: walk.entries,
    lost: [...new Set([...lost, ...oracle.acceptedAgain])],
    twice: [...count].filter(([, times]) => times > 1).map(([n]) => n),
    changed,
    inconsistent: inconsistencies(notes, vkey, walk),
    disorder: walk.disorder,
  };
}
