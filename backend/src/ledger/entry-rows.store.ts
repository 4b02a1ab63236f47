import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { logId } from './log.store.js';

/** Leaves with what lies beside them: rows of `LeafRow`. */
export const leafRows = sql`
  select leaf.leaf_index, inbox.entry, inbox.event_uid, inbox.type, inbox.source, inbox.link, inbox.payload,
    inbox.subject_ref, data_key.wrapped_key
  from ledger.leaf
  join ledger.inbox using (log_id, inbox_id)
  left join ledger.data_key on data_key.log_id = inbox.log_id and data_key.subject_ref = inbox.subject_ref`;

/** Of the leaves from one on, in their order, for `readLeafRows`. */
export function copyEntries(from: number, limit: number, tx: Transaction): Promise<Buffer> {
  const statement = sql`
    ${leafRows}
    where leaf.log_id = ${logId} and leaf.leaf_index >= ${from} and leaf.leaf_index < ${from + limit}
    order by leaf.leaf_index`;
  return tx.copyOut(sql.literal(statement));
}
