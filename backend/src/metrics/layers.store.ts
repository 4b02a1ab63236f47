import { dimensionsOf, type Population, populations } from '../contract/dimensions.js';
import type { Measure } from '../contract/metrics.js';
import { type Sql, sql } from '../db/sql.js';
import { anchorColumn } from '../episodes/fact-filter.store.js';
import { keyOf, partsOf, sumOf } from './plan.js';
import { type Cover, type Grain, grainNames, grains } from './range.js';
import { termsOf } from './terms.store.js';

const tableName = (population: Population, grain: Grain) => `rollup_${population}_${grain}`;

/** The table that holds a population's sums of one grain. */
export const rollupTable = (population: Population, grain: Grain): Sql =>
  sql.ident(tableName(population, grain));

/** Every table of sums. */
export const rollupTables: readonly string[] = populations.flatMap((population) =>
  grainNames.map((grain) => tableName(population, grain)),
);

const lengthOf = (grain: Grain) => sql.raw(`interval '${grains[grain] / 1000} seconds'`);

/** Start of the bucket that an instant lies in. */
export const bucketOf = (at: Sql, grain: Grain = 'quarter'): Sql =>
  sql`date_bin(${lengthOf(grain)}, ${at}, 'epoch'::timestamptz)`;

/** When a row of a population happened. */
export const anchorOf = (population: Population): Sql =>
  sql.ident(`${population}.${anchorColumn[population]}`);

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
  const sums = partsOf(population).map((part) => sql`${sumOf(part, read)}::bigint`);
  return sql`
    select row.bucket_at, layer.dimension, layer.value, array[${sql.join(sums)}] as sums
    from (
      select b.at as bucket_at, ${sql.join([...keys, ...measuresOf(population, watermark)])}
      from ${rows}
      offset 0 -- keeps the planner from computing every measure once per slice
    ) as row
    cross join lateral (values ('', ''), ${sql.join(slices)}) as layer (dimension, value)
    group by row.bucket_at, layer.dimension, layer.value`;
}

/** What a list of quarters must hold, from the facts. */
export function summedFacts(population: Population, buckets: readonly Date[], watermark: Date): Sql {
  const anchor = anchorOf(population);
  const rows = sql`
    unnest(${buckets}::timestamptz[]) as b (at)
    join ${sql.ident(population)} on ${anchor} >= b.at and ${anchor} < b.at + ${lengthOf('quarter')}`;
  return summed(population, rows, watermark);
}

/** What a list of longer buckets must hold, from the next finer grain. */
export function summedUp(population: Population, grain: Grain, buckets: readonly Date[]): Sql {
  const finer = grainNames[grainNames.indexOf(grain) - 1] ?? 'quarter';
  const sums = partsOf(population).map((_, index) => sql.raw(`sum(r.sums[${index + 1}])::bigint`));
  return sql`
    select b.at, r.dimension, r.value, array[${sql.join(sums)}]
    from unnest(${buckets}::timestamptz[]) as b (at)
    join ${rollupTable(population, finer)} as r
      on r.bucket_at >= b.at and r.bucket_at < b.at + ${lengthOf(grain)}
    group by b.at, r.dimension, r.value`;
}

const times = (list: readonly number[]) => sql`${list.map((at) => new Date(at))}::timestamptz[]`;

/** The buckets of a cover. */
export function covered(cover: Cover): Sql {
  if ('only' in cover) return sql`bucket_at = any(${times(cover.only)})`;
  const { from, to, without } = cover;
  const range = sql`bucket_at >= ${new Date(from)} and bucket_at < ${new Date(to)}`;
  return without.length > 0 ? sql`${range} and bucket_at <> all(${times(without)})` : range;
}
