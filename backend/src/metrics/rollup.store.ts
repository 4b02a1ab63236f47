import { dimensionsOf, type Population, populations } from '../contract/dimensions.js';
import type { Measure } from '../contract/metrics.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { anchorColumn } from '../episodes/fact-filter.store.js';
import { bucketSeconds, keyOf, partsOf, sumOf, termsOf } from './plan.js';

const bucketInterval = sql.raw(`interval '${bucketSeconds} seconds'`);
const dayInterval = sql.raw(`interval '24 hours'`);
const bucketOf = (at: Sql, width = bucketInterval) => sql`date_bin(${width}, ${at}, 'epoch'::timestamptz)`;

/** Tables of a population's sums. */
export const rollupTable = (population: Population) => sql.ident(`rollup_${population}`);
export const dayTable = (population: Population) => sql.ident(`rollup_${population}_day`);

/** The layers of sums over time. */
const layers = {
  bucket: { table: rollupTable, width: bucketInterval },
  day: { table: dayTable, width: dayInterval },
} as const;
export type Layer = keyof typeof layers;
export const layerNames = Object.keys(layers) as Layer[];

const measured = (measure: Measure) => sql.ident(`row.m_${measure}`);

function readMeasure(population: Population, watermark: Date) {
  const terms = termsOf(population, watermark);
  return (measure: Measure) => {
    const term = terms[measure];
    return term && 'amount' in term ? { amount: measured(measure) } : { holds: measured(measure) };
  };
}

/** Every measure that the population's parts use, once per row. */
function measuresOf(population: Population, watermark: Date): Sql[] {
  const terms = termsOf(population, watermark);
  return [...new Set(partsOf(population).flat())].map((measure) => {
    const term = terms[measure];
    if (!term) throw new Error(`${population} has no measure ${measure}`);
    return sql`(${'amount' in term ? term.amount : term.holds}) as ${sql.ident(`m_${measure}`)}`;
  });
}

/**
 * What the rollup must hold for some rows of a population: the total and every single dimension, per bucket.
 * `rows` is the rest of a `from` clause that gives the facts as the population's name and their bucket as `b.at`.
 */
export function summed(population: Population, rows: Sql, watermark: Date): Sql {
  const dimensions = dimensionsOf(population);
  const keys = dimensions.map((name) => sql`${keyOf(population, name)} as ${sql.ident(name)}`);
  const slices = dimensions.map((name) => sql`(${sql.raw(`'${name}'`)}, ${sql.ident(`row.${name}`)})`);
  const read = readMeasure(population, watermark);
  const sums = partsOf(population).map((part) => sql`${sumOf(part, read)}::int`);
  return sql`
    select row.bucket_at, layer.dimension, layer.value, array[${sql.join(sums)}] as sums
    from (
      select b.at as bucket_at, ${sql.join([...keys, ...measuresOf(population, watermark)])}
      from ${rows}
    ) as row
    cross join lateral (values ('', ''), ${sql.join(slices)}) as layer (dimension, value)
    group by row.bucket_at, layer.dimension, layer.value`;
}

/** The facts of a list of buckets. */
function factsOf(population: Population, buckets: readonly Date[]): Sql {
  const anchor = sql.ident(`${population}.${anchorColumn[population]}`);
  return sql`unnest(${buckets}::timestamptz[]) as b (at)
    join ${sql.ident(population)} on ${anchor} >= b.at and ${anchor} < b.at + ${bucketInterval}`;
}

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
    for (const population of populations) {
      await tx.query(sql`truncate ${rollupTable(population)}, ${dayTable(population)}`);
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

  /** Sums some buckets anew, and the days that they lie in. */
  async sumBuckets(
    tx: Transaction,
    population: Population,
    buckets: readonly Date[],
    watermark: Date,
  ): Promise<void> {
    await tx.query(
      sql`delete from ${rollupTable(population)} where bucket_at = any(${buckets}::timestamptz[])`,
    );
    await tx.query(sql`
      insert into ${rollupTable(population)} (bucket_at, dimension, value, sums)
      ${summed(population, factsOf(population, buckets), watermark)}`);
    await this.sumDays(tx, population, buckets);
  }

  private async sumDays(tx: Transaction, population: Population, buckets: readonly Date[]): Promise<void> {
    const dayMs = 86_400_000;
    const days = [...new Set(buckets.map((at) => Math.floor(at.getTime() / dayMs)))].map(
      (day) => new Date(day * dayMs),
    );
    const sums = partsOf(population).map((_, index) => sql.raw(`sum(r.sums[${index + 1}])::int`));
    await tx.query(sql`delete from ${dayTable(population)} where bucket_at = any(${days}::timestamptz[])`);
    await tx.query(sql`
      insert into ${dayTable(population)} (bucket_at, dimension, value, sums)
      select day.at, r.dimension, r.value, array[${sql.join(sums)}]
      from unnest(${days}::timestamptz[]) as day (at)
      join ${rollupTable(population)} as r
        on r.bucket_at >= day.at and r.bucket_at < day.at + ${dayInterval}
      group by day.at, r.dimension, r.value`);
  }

  /**
   * Compares a layer with what the facts give. Buckets on the list are known to be behind and left out.
   * `sums`: how many there should be; `wrong`: how many differ, are missing or should not be there.
   */
  async compare(
    tx: Transaction,
    population: Population,
    layer: Layer,
    watermark: Date,
  ): Promise<{ sums: number; wrong: number }> {
    const { table, width } = layers[layer];
    const anchor = sql.ident(`${population}.${anchorColumn[population]}`);
    const dirty = sql`
      select ${bucketOf(sql.ident('bucket_at'), width)}
      from dirty_bucket
      where population = ${population}`;
    const facts = sql`
      ${sql.ident(population)}
      cross join lateral (select ${bucketOf(anchor, width)} as at) as b
      where b.at not in (${dirty})`;
    const found = await tx.one<{ sums: number; wrong: number }>(sql`
      select count(e.sums) as sums, count(*) filter (where e.sums is distinct from r.sums) as wrong
      from (${summed(population, facts, watermark)}) as e
      full join (select * from ${table(population)} where bucket_at not in (${dirty})) as r
        using (bucket_at, dimension, value)`);
    return found ?? { sums: 0, wrong: 0 };
  }
}
