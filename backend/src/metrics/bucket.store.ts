import type { Population } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { acting } from '../episodes/acts-told.store.js';
import { telling } from '../episodes/context-told.store.js';
import { markBuckets, markMoments } from '../episodes/dirty-bucket.store.js';
import { anchorColumn } from '../episodes/fact-filter.store.js';

/** How far the numbers reach. */
export interface BucketState {
  /** Latest event time that they include; null before the first. */
  watermark: Date | null;
  /** Of the last change. */
  changeNo: number;
}

/** Start of the UTC day that an instant lies in. */
const dayOf = (at: Sql): Sql => sql`date_bin(interval '1 day', ${at}, 'epoch'::timestamptz)`;

/** Statements on what changed; each runs in the caller's transaction, under its lock. */
export class BucketStore {
  /**
   * Waits for whoever is marking buckets, and keeps others from marking until we commit: a bucket that is
   * taken off the list while its change is not yet visible would stay wrong.
   */
  async holdDirty(tx: Transaction): Promise<void> {
    await tx.query(sql`lock table dirty_bucket in exclusive mode`);
  }

  async state(tx: Transaction): Promise<BucketState> {
    const row = await tx.one<{ watermark_at: Date | null; change_no: number }>(
      sql`select watermark_at, change_no from metric_reach`,
    );
    return { watermark: row?.watermark_at ?? null, changeNo: row?.change_no ?? 0 };
  }

  /** Latest event time that the facts include. */
  async factsWatermark(tx: Transaction): Promise<Date | null> {
    const row = await tx.one<{ watermark_at: Date | null }>(
      sql`select watermark_at from follower where name = 'episodes'`,
    );
    return row?.watermark_at ?? null;
  }

  async setWatermark(tx: Transaction, watermark: Date): Promise<void> {
    await tx.query(sql`update metric_reach set watermark_at = ${watermark}`);
  }

  /** Marks rows that are judged differently when the data reaches from `low` to `high`. */
  async markMatured(tx: Transaction, low: Date, high: Date): Promise<void> {
    await markMoments(
      sql`
        select 'handoff' as population, initiated_at as moment
        from handoff
        where leak_at > ${low} and leak_at <= ${high}
        union
        select 'handoff', initiated_at
        from handoff
        where judged_due_at > ${low} and judged_due_at <= ${high}
        union
        select 'action', anchor_at
        from action
        where due_at > ${low} and due_at <= ${high}`,
      tx,
    );
  }

  /** Sources that signal handoffs, by steps over an index: one look per source. Gives those that changed. */
  async refreshSignalling(tx: Transaction): Promise<string[]> {
    const changed = await tx.query<{ source: string }>(sql`
      with recursive known (source) as (
        select min(source) from conversation
        union all
        select (select min(source) from conversation where source > known.source)
        from known
        where known.source is not null
      ),
      signalling as (
        select source
        from known
        where exists (select from conversation as c where c.source = known.source and c.handoff_signal)
      ),
      gone as (
        delete from signalling_source
        where source not in (select source from signalling)
        returning source
      ),
      come as (
        insert into signalling_source
        select source from signalling
        on conflict do nothing
        returning source
      )
      select source from gone
      union all
      select source from come`);
    return changed.map(({ source }) => source);
  }

  /** Sources that say what travels with a handoff, in the same way. */
  refreshTelling(tx: Transaction): Promise<string[]> {
    return this.refreshSaying('telling_source', telling, tx);
  }

  /** Sources that say when somebody acts. */
  refreshActing(tx: Transaction): Promise<string[]> {
    return this.refreshSaying('acting_source', acting, tx);
  }

  /** Sources with a handoff of which something is said that an index over its source has. */
  private async refreshSaying(list: string, says: Sql, tx: Transaction): Promise<string[]> {
    const saying = sql.ident(list);
    const changed = await tx.query<{ source: string }>(sql`
      with recursive known (source) as (
        select min(source) from handoff where ${says}
        union all
        select (select min(source) from handoff where source > known.source and ${says})
        from known
        where known.source is not null
      ),
      found as (
        select source from known where source is not null
      ),
      gone as (
        delete from ${saying}
        where source not in (select source from found)
        returning source
      ),
      come as (
        insert into ${saying}
        select source from found
        on conflict do nothing
        returning source
      )
      select source from gone
      union all
      select source from come`);
    return changed.map(({ source }) => source);
  }

  /** Marks what is judged differently of these sources, in one population. */
  async markSources(
    tx: Transaction,
    population: 'episode' | 'handoff',
    sources: readonly string[],
  ): Promise<void> {
    if (sources.length === 0) return;
    await markBuckets(
      sql`
        select ${population}::text as population, ${sql.ident(anchorColumn[population])} as moment
        from ${sql.ident(population)}
        where source = any(${sources}::text[])`,
      tx,
    );
  }

  /** Days with buckets that changed since the last run, ms. */
  async dirtyDays(tx: Transaction, population: Population): Promise<Set<number>> {
    const rows = await tx.query<{ day_at: Date }>(sql`
      select distinct ${dayOf(sql.ident('bucket_at'))} as day_at
      from dirty_bucket
      where population = ${population}`);
    return new Set(rows.map((row) => row.day_at.getTime()));
  }

  /** Takes the buckets off the list and says that they, and their days, are not what they were; gives how many. */
  async numberDirty(tx: Transaction): Promise<number> {
    if (!(await tx.one(sql`select from dirty_bucket limit 1`))) return 0;
    const next = sql`(select change_no from metric_reach)`;
    await tx.query(sql`update metric_reach set change_no = change_no + 1`);
    const numbered = await tx.one<{ buckets: number }>(sql`
      with taken as (
        delete from dirty_bucket
        returning population, bucket_at, moments
      ),
      numbered as (
        insert into bucket_change as known (population, bucket_at, moments, change_no)
        select population, bucket_at, moments, ${next}
        from taken
        on conflict (population, bucket_at) do update
        set moments = excluded.moments, prior_no = known.change_no, change_no = excluded.change_no
      ),
      days as (
        insert into day_change (population, day_at, change_no)
        select distinct population, ${dayOf(sql.ident('bucket_at'))}, ${next}
        from taken
        on conflict (population, day_at) do update set change_no = excluded.change_no
      )
      select count(*) as buckets from taken`);
    return numbered?.buckets ?? 0;
  }
}
