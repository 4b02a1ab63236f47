import { dimensionsOf, noValue, type Population } from '../contract/dimensions.js';
import { type Measure, type Metric, metricNames, metricOf } from '../contract/metrics.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { CopyReader } from '../ledger/copy-reader.js';
import { type Dictionary, type FactRow, flagsPerWord, type Shape, wordsOf } from './columns.js';
import { anchorOf } from './layers.store.js';
import { partsOf, termsOf } from './plan.js';
import { grains } from './range.js';
import { openTime } from './scan.js';

/** Milliseconds of the buckets in which changes are told. */
export const bucketMs = grains.quarter;

const durationsOf = (population: Population) =>
  metricNames.flatMap((name) => {
    const metric: Metric = metricOf(name);
    return metric.unit === 'seconds' && metric.population === population ? [metric] : [];
  });

/** Columns of times, each once: several metrics may read the same. */
const timesOf = (population: Population) => [...new Set(durationsOf(population).map(({ bin }) => bin))];

/** What of a population's rows is held: every dimension, every measure that some metric reads, every time. */
export function shapeOf(population: Population): Shape {
  const terms = termsOf(population, new Date(0));
  const used = new Set<Measure>([
    ...partsOf(population).flat(),
    ...durationsOf(population).flatMap((metric) => [...metric.denominator]),
  ]);
  const isAmount = (measure: Measure) => {
    const term = terms[measure];
    return term !== undefined && 'amount' in term;
  };
  return {
    dimensions: dimensionsOf(population),
    flags: [...used].filter((measure) => !isAmount(measure)).sort(),
    amounts: [...used].filter(isAmount).sort(),
    times: timesOf(population),
  };
}

function wordSql(population: Population, shape: Shape, word: number, watermark: Date): Sql {
  const terms = termsOf(population, watermark);
  const flags = shape.flags.slice(word * flagsPerWord, (word + 1) * flagsPerWord);
  const bits = flags.map((measure, bit) => {
    const term = terms[measure as Measure];
    if (!term || 'amount' in term) throw new Error(`${population} has no flag ${measure}`);
    return sql`case when ${term.holds} then ${sql.raw(String(2 ** bit))} else 0 end`;
  });
  return sql.join(bits, ' + ');
}

interface RowsRequest {
  population: Population;
  shape: Shape;
  watermark: Date;
  /** Stretches of time, ms. */
  stretches: readonly { from: number; to: number }[];
}

function rowsSql({ population, shape, watermark, stretches }: RowsRequest): Sql {
  const terms = termsOf(population, watermark);
  const anchor = anchorOf(population);
  const amounts = shape.amounts.map((measure) => {
    const term = terms[measure as Measure];
    if (!term || !('amount' in term)) throw new Error(`${population} has no amount ${measure}`);
    return sql`coalesce(${term.amount}, 0)::int`;
  });
  const columns = [
    anchor,
    ...shape.dimensions.map((name) => sql.ident(`${population}.${name}`)),
    ...Array.from(
      { length: wordsOf(shape) },
      (_, word) => sql`(${wordSql(population, shape, word, watermark)})::int`,
    ),
    ...amounts,
    ...shape.times.map((name) => sql.ident(`${population}.${name}`)),
  ];
  const within = stretches.map(
    ({ from, to }) => sql`${anchor} >= ${new Date(from)} and ${anchor} < ${new Date(to)}`,
  );
  return sql`
    select ${sql.join(columns)}
    from ${sql.ident(population)}
    where ${sql.join(within, ' or ')}`;
}

/** Reads facts for memory, and what of them changed. */
export class CubeStore {
  /** When each day of a population was last summed, by ms of its begin. */
  async days(
    tx: Transaction,
    population: Population,
    range?: { from: number; to: number },
  ): Promise<Map<number, number>> {
    const rows = await tx.query<{ day_at: Date; summed_no: number }>(sql`
      select day_at, summed_no
      from summed_day
      where population = ${population}
        and day_at > ${new Date(range ? range.from - grains.day : 0)}
        ${range ? sql`and day_at < ${new Date(range.to)}` : sql.empty}`);
    return new Map(rows.map((row) => [row.day_at.getTime(), row.summed_no]));
  }

  /** Buckets of a day that were summed after `no`, ascending, ms. */
  async changed(tx: Transaction, population: Population, begin: number, no: number): Promise<number[]> {
    const rows = await tx.query<{ bucket_at: Date }>(sql`
      select bucket_at
      from summed_bucket
      where population = ${population} and summed_no > ${no}
        and bucket_at >= ${new Date(begin)} and bucket_at < ${new Date(begin + grains.day)}
      order by bucket_at`);
    return rows.map((row) => row.bucket_at.getTime());
  }

  /** Facts in any order. `dictionaries` stand in the order of the shape's dimensions. */
  async rows(tx: Transaction, request: RowsRequest, dictionaries: readonly Dictionary[]): Promise<FactRow[]> {
    const { shape } = request;
    const copied = new CopyReader(await tx.copyOut(sql.literal(rowsSql(request))));
    const numbers = (count: number, missing: number) =>
      Array.from({ length: count }, () => copied.int() ?? missing);
    const rows: FactRow[] = [];
    while (copied.next()) {
      rows.push({
        at: copied.time() as number,
        codes: dictionaries.map((dictionary) => dictionary.code(copied.text() ?? noValue)),
        words: numbers(wordsOf(shape), 0),
        amounts: numbers(shape.amounts.length, 0),
        times: numbers(shape.times.length, openTime),
      });
    }
    return rows;
  }
}
