import type { Population } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';

/** Of a bucket with more changed rows than this, all rows count as changed. */
const mostMoments = sql.raw('50');

/** Start of the 15 minutes (UTC) that an instant lies in. */
const bucketOf = (at: Sql): Sql => sql`date_bin(interval '15 minutes', ${at}, 'epoch'::timestamptz)`;

/**
 * Marks rows as changed; `rows` gives `population` and `moment`, a whole millisecond. The update of a mark that is there
 * already takes its lock: whoever is numbering that bucket either waits for this transaction or has to come back to it.
 */
export async function markMoments(rows: Sql, tx: Transaction): Promise<void> {
  await tx.query(sql`
    insert into dirty_bucket (population, bucket_at, moments)
    select population, ${bucketOf(sql.ident('moment'))},
      case when count(*) <= ${mostMoments} then array_agg(moment) end
    from (${rows}) as changed
    group by 1, 2
    order by 1, 2
    on conflict (population, bucket_at) do update
    set moments = case
      when cardinality(dirty_bucket.moments) + cardinality(excluded.moments) <= ${mostMoments}
      then dirty_bucket.moments || excluded.moments
    end`);
}

/** Marks the buckets of rows with all that is in them; `rows` gives `population` and `moment`. */
export async function markBuckets(rows: Sql, tx: Transaction): Promise<void> {
  await tx.query(sql`
    insert into dirty_bucket (population, bucket_at)
    select distinct population, ${bucketOf(sql.ident('moment'))}
    from (${rows}) as changed
    order by 1, 2
    on conflict (population, bucket_at) do update
    set moments = null`);
}

/** Marks rows as changed. `anchors`: their times, ms. */
export async function markDirty(
  population: Population,
  anchors: readonly number[],
  tx: Transaction,
): Promise<void> {
  if (anchors.length === 0) return;
  const moments = [...new Set(anchors)].map((anchor) => new Date(anchor));
  await markMoments(
    sql`select ${population}::text as population, moment from unnest(${moments}::timestamptz[]) as moment`,
    tx,
  );
}
