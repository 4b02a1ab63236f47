import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { LeafRange } from './leaf-rows.js';
import { logId } from './log.store.js';

/** Begins a transaction on a snapshot that another connection exported. */
export async function useSnapshot(snapshot: string, tx: Transaction): Promise<void> {
  await tx.query(sql`begin isolation level repeatable read read only`);
  // The name is no parameter of this statement; PostgreSQL made it.
  if (!/^[0-9A-F-]+$/.test(snapshot)) throw new Error('this is no name of a snapshot');
  await tx.query(sql`set transaction snapshot ${sql.raw(`'${snapshot}'`)}`);
  // Whoever reads beside others on all processors has no use for more helpers.
  await tx.query(sql`set local max_parallel_workers_per_gather = 0`);
}

const columns = sql.raw(`
  leaf.leaf_index, leaf.leaf_hash, inbox.entry, inbox.source, inbox.event_id, inbox.content_hash, inbox.event_uid,
  inbox.subject_ref, inbox.payload, inbox.received_at, inbox.type, inbox.occurred_at, inbox.conversation_key,
  inbox.link, inbox.seal, data_key.wrapped_key, data_key.class, erasure.class, erasure.erased_at, erasure.event_id,
  erasure.replayed, erasure.seal`);

/** The stored leaves of a range with everything that belongs to them, in order, as `readLeaves` reads them. */
export function copyLeaves({ from, to }: LeafRange, tx: Transaction): Promise<Buffer> {
  const [first, end] = [from, to].map((index) => sql.raw(String(Math.trunc(index))));
  const log = sql.raw(String(logId));
  return tx.copyOut(sql`
    select ${columns}
    from ledger.leaf
    left join ledger.inbox using (log_id, inbox_id)
    left join ledger.data_key on data_key.log_id = inbox.log_id and data_key.subject_ref = inbox.subject_ref
    left join ledger.erasure on erasure.log_id = inbox.log_id and erasure.subject_ref = inbox.subject_ref
    where leaf.log_id = ${log} and leaf.leaf_index >= ${first as typeof log} and leaf.leaf_index < ${end as typeof log}
    order by leaf.leaf_index`);
}
