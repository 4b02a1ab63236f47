import { type Sql, sql } from '../db/sql.js';
import { actsTold } from './acts-told.store.js';
import { contextTold } from './context-told.store.js';

/** Where that can be told, whether context was lost, as callbacks are put down to it (`callbacks.ts`). */
export const contextLost: Sql = sql`
  (handoff.repeated > 0
    or ${contextTold()} and (handoff.context_present < handoff.context_required or handoff.starved))`;

const whereContextTold: Sql = sql`
  case
    when handoff.repeated > 0 or ${contextTold()} then handoff.callback_reasons
    else array_remove(handoff.callback_reasons, 'context_lost')
  end`;

/**
 * Why customers came back: that context was lost is only said where that is known, or where it had to be repeated; that
 * nobody acted, where actions are told at all.
 */
export const callbackReasons: Sql = sql`
  case when ${actsTold} then ${whereContextTold} else array_remove(${whereContextTold}, 'leaked') end`;
