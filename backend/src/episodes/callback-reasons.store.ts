import { type Sql, sql } from '../db/sql.js';
import { actsTold } from './acts-told.store.js';
import { contextTold } from './context-told.store.js';

/** Where that can be told, whether context was lost, as callbacks are put down to it (`callbacks.ts`). */
export const contextLost: Sql = sql`
  (handoff.repeated > 0
    or ${contextTold()} and (handoff.context_present < handoff.context_required or handoff.starved))`;

/** The reasons without one that nobody could know. */
const unlessKnown = (isKnown: Sql, reason: 'context_lost' | 'leaked', reasons: Sql): Sql =>
  sql`case when ${isKnown} then ${reasons} else array_remove(${reasons}, ${sql.raw(`'${reason}'`)}) end`;

/**
 * Why customers came back: that context was lost is only said where that is known, or where it had to be repeated; that
 * nobody acted, where actions are told at all.
 */
export const callbackReasons: Sql = unlessKnown(
  actsTold,
  'leaked',
  unlessKnown(
    sql`handoff.repeated > 0 or ${contextTold()}`,
    'context_lost',
    sql.raw('handoff.callback_reasons'),
  ),
);
