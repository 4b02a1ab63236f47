import type { Population } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Key } from './rows.js';

/** Width of the buckets in which numbers are summed. */
const bucketMs = 15 * 60_000;

export const bytes = (key: Key) => Buffer.from(key, 'base64url');
export const keyOf = (value: Buffer) => value.toString('base64url');
export const msOf = (value: Date | null) => value?.getTime() ?? null;

/** Rows as a table's JSON: keys as hex, times (ms) as text. */
export function toJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (name, value: unknown) => {
    if (typeof value === 'string' && name.endsWith('_key')) return `\\x${bytes(value).toString('hex')}`;
    if (typeof value === 'number' && (name === 'at' || name.endsWith('_at'))) {
      return new Date(value).toISOString();
    }
    return value;
  });
}

/**
 * The update of a mark that is there already takes its lock: whoever is summing that bucket either waits for
 * this transaction or has to come back to it.
 */
export async function markDirty(
  population: Population,
  anchors: readonly Date[],
  tx: Transaction,
): Promise<void> {
  if (anchors.length === 0) return;
  const buckets = [...new Set(anchors.map((anchor) => Math.floor(anchor.getTime() / bucketMs)))];
  const times = buckets.sort((a, b) => a - b).map((bucket) => new Date(bucket * bucketMs));
  await tx.query(sql`
    insert into dirty_bucket (population, bucket_at)
    select ${population}, bucket_at
    from unnest(${times}::timestamptz[]) as bucket_at
    on conflict (population, bucket_at) do update
    set bucket_at = excluded.bucket_at`);
}
