import { type Population, populations } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { anchorColumn } from '../episodes/fact-filter.store.js';
import { anchorOf, bucketOf, rollupTable, summed, summedFacts, summedUp } from './layers.store.js';
import { type Grain, grainNames, grains } from './range.js';

export interface RollupState {
  /** Of the plan that the rollups hold. */
  signature: string | null;
  /** False while they are filled for the first time under this plan. */
  complete: boolean;
  watermark_at: Date | null;
}

/** Statements on the rollups; each runs in the caller's transaction, under its lock. */
export class RollupStore {
  /**
   * Waits for whoever is marking buckets, and keeps others from marking until we commit: a bucket that is
   * taken off the list while its change is not yet visible would stay wrong.
   */
  async holdDirty(tx: Transaction): Promise<void> {
    await tx.query(sql`lock table dirty_bucket in exclusive mode`);
  }

  async state(tx: Transaction): Promise<RollupState> {
    const state = await tx.one<RollupState>(sql`select signature, complete, watermark_at from rollup_state`);
    return state ?? { signature: null, complete: false, watermark_at: null };
  }

  /** Latest event time that the facts include. */
  async factsWatermark(tx: Transaction): Promise<Date | null> {
    const row = await tx.one<{ watermark_at: Date | null }>(
      sql`select watermark_at from follower where name = 'episodes'`,
    );
    return row?.watermark_at ?? null;
  }

  async setSignature(tx: Transaction, signature: string | null): Promise<void> {
    await tx.query(sql`update rollup_state set signature = ${signature}, complete = false`);
  }

  async setComplete(tx: Transaction): Promise<void> {
    await tx.query(sql`update rollup_state set complete = true where not complete`);
  }

  async setWatermark(tx: Transaction, watermark: Date): Promise<void> {
    await tx.query(sql`update rollup_state set watermark_at = ${watermark}`);
  }

  /** Empties the rollups and marks every bucket that has facts. */
  async startAnew(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate summed_bucket, summed_day`);
    for (const population of populations) {
      const tables = grainNames.map((grain) => rollupTable(population, grain));
      await tx.query(sql`truncate ${sql.join(tables)}`);
      await tx.query(sql`
        insert into dirty_bucket (population, bucket_at)
        select distinct ${population}, ${bucketOf(sql.ident(anchorColumn[population]))}
        from ${sql.ident(population)}
        on conflict do nothing`);
    }
  }

  /** Marks the buckets of rows that are judged differently when the data reaches from `low` to `high`. */
  async markMatured(tx: Transaction, low: Date, high: Date): Promise<void> {
    await tx.query(sql`
      insert into dirty_bucket (population, bucket_at)
      select 'handoff', ${bucketOf(sql.ident('initiated_at'))}
      from handoff
      where leak_at > ${low} and leak_at <= ${high}
      union
      select 'handoff', ${bucketOf(sql.ident('initiated_at'))}
      from handoff
      where judged_due_at > ${low} and judged_due_at <= ${high}
      union
      select 'action', ${bucketOf(sql.ident('anchor_at'))}
      from action
      where due_at > ${low} and due_at <= ${high}
      on conflict do nothing`);
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

  async markSources(tx: Transaction, sources: readonly string[]): Promise<void> {
    await tx.query(sql`
      insert into dirty_bucket (population, bucket_at)
      select distinct 'episode', ${bucketOf(sql.ident('started_at'))}
      from episode
      where source = any(${sources}::text[])
      on conflict do nothing`);
  }

  /** Takes up to `limit` buckets off the list, the latest first: they are what people look at. */
  async takeDirty(tx: Transaction, population: Population, limit: number): Promise<Date[]> {
    const rows = await tx.query<{ bucket_at: Date }>(sql`
      delete from dirty_bucket
      where population = ${population} and bucket_at in (
        select bucket_at
        from dirty_bucket
        where population = ${population}
        order by bucket_at desc
        limit ${limit}
      )
      returning bucket_at`);
    return rows.map((row) => row.bucket_at);
  }

  /** Sums some quarters anew, and the longer buckets that they lie in. */
  async sumBuckets(
    tx: Transaction,
    population: Population,
    quarters: readonly Date[],
    watermark: Date,
  ): Promise<void> {
    for (const grain of grainNames) {
      const length = grains[grain];
      const starts = new Set(quarters.map((at) => Math.floor(at.getTime() / length) * length));
      const buckets = [...starts].map((start) => new Date(start));
      const table = rollupTable(population, grain);
      const rows =
        grain === 'quarter'
          ? summedFacts(population, buckets, watermark)
          : summedUp(population, grain, buckets);
      await tx.query(sql`delete from ${table} where bucket_at = any(${buckets}::timestamptz[])`);
      await tx.query(sql`insert into ${table} (bucket_at, dimension, value, sums) ${rows}`);
    }
    await this.number(tx, population, quarters);
  }

  /** Says that these quarters, and their days, are not what they were. */
  private async number(tx: Transaction, population: Population, quarters: readonly Date[]): Promise<void> {
    await tx.query(sql`
      with numbered as (
        insert into summed_bucket (population, bucket_at, summed_no)
        select ${population}, bucket.at, number.next
        from unnest(${quarters}::timestamptz[]) as bucket (at)
        cross join (select nextval('summed_no') as next) as number
        on conflict (population, bucket_at) do update set summed_no = excluded.summed_no
        returning bucket_at, summed_no
      )
      insert into summed_day (population, day_at, summed_no)
      select ${population}, ${bucketOf(sql.ident('bucket_at'), 'day')}, max(summed_no)
      from numbered
      group by 2
      on conflict (population, day_at) do update set summed_no = excluded.summed_no`);
  }

  /**
   * Compares sums with what the facts give. Buckets on the list are known to be behind and left out.
   * `sums`: how many there should be; `wrong`: how many differ, are missing or should not be there.
   */
  async compare(
    tx: Transaction,
    population: Population,
    grain: Grain,
    watermark: Date,
  ): Promise<{ sums: number; wrong: number }> {
    const dirty = sql`
      select ${bucketOf(sql.ident('bucket_at'), grain)}
      from dirty_bucket
      where population = ${population}`;
    const facts = sql`
      ${sql.ident(population)}
      cross join lateral (select ${bucketOf(anchorOf(population), grain)} as at) as b
      where b.at not in (${dirty})`;
    const found = await tx.one<{ sums: number; wrong: number }>(sql`
      select count(e.sums) as sums, count(*) filter (where e.sums is distinct from r.sums) as wrong
      from (${summed(population, facts, watermark)}) as e
      full join (select * from ${rollupTable(population, grain)} where bucket_at not in (${dirty})) as r
        using (bucket_at, dimension, value)`);
    return found ?? { sums: 0, wrong: 0 };
  }
}
