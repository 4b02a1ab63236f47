import type { StoredLeaf } from './check-leaf.js';
import { CopyReader } from './copy-reader.js';
import type { Link } from './ledger-event.js';

/** Leaves from index `from` to before `to`. */
export interface LeafRange {
  from: number;
  to: number;
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
