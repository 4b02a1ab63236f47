import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { StoredLeaf } from './check-leaf.js';
import { CopyReader } from '../db/copy-reader.js';
import type { Link } from './ledger-event.js';
import { logId } from './log.store.js';

/** Leaves from index `from` to before `to`. */
export interface LeafRange {
  from: number;
  to: number;
}

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

/** Rows of `copyLeaves`, one at a time. */
export function* readLeaves(copied: Buffer): Generator<StoredLeaf> {
  const rows = new CopyReader(copied);
  while (rows.next()) {
    // In the order of the columns. Without an entry the row of the inbox is gone, and nothing else of it is read.
    yield {
      leaf_index: rows.int() as number,
      leaf_hash: rows.raw() as Buffer,
      entry: rows.raw(),
      source: rows.text() as string,
      event_id: rows.text() as string,
      content_hash: rows.raw() as Buffer,
      event_uid: rows.raw() as Buffer,
      subject_ref: rows.raw() as Buffer,
      payload: rows.raw() as Buffer,
      received_at: rows.time() as number,
      type: rows.text() as string,
      occurred_at: rows.time() as number,
      conversation_key: rows.raw(),
      link: rows.jsonb() as Link,
      seal: rows.raw(),
      wrapped_key: rows.raw(),
      key_class: rows.text(),
      erased_class: rows.text(),
      erased_at: rows.time(),
      erased_by: rows.text(),
      replayed: rows.bool(),
      erased_seal: rows.raw(),
    };
  }
}
