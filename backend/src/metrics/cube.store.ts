import { dimensionsOf, noValue, type Population } from '../contract/dimensions.js';
import { type Measure, type Metric } from '../contract/metric.js';
import { metricNames, metricOf } from '../contract/metrics.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { dimensionSql } from '../episodes/fact-filter.store.js';
import { CopyReader } from '../ledger/copy-reader.js';
import { runInTurns } from '../turns.js';
import type { DayChange } from './calendar.js';
import type { Day, Dictionary, Shape } from './columns.js';
import type { Cube } from './cube.js';
import { DayBuilder, flagsPerWord, wordsOf } from './day-builder.js';
import { grains } from './grains.js';
import { anchorOf, partsOf, termsOf } from './plan.js';

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

/** Milliseconds since 1970, `to` exclusive. */
export interface Stretch {
  from: number;
  to: number;
}

/** Of a day, what is not as it is held. */
export interface Pieces {
  /** In these, any row. */
  stretches: readonly Stretch[];
  /** The rows of these milliseconds. */
  moments: readonly number[];
}

/** Columns in the order in which `DayBuilder` reads them. */
function rowsSql({ population, shape }: Cube, watermark: Date, { stretches, moments }: Pieces): Sql {
  const terms = termsOf(population, watermark);
  const anchor = anchorOf(population);
  const amounts = shape.amounts.map((measure) => {
    const term = terms[measure as Measure];
    if (!term || !('amount' in term)) throw new Error(`${population} has no amount ${measure}`);
    return sql`coalesce(${term.amount}, 0)::int`;
  });
  const columns = [
    anchor,
    ...shape.dimensions.map((name) => dimensionSql(population, name)),
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
  if (moments.length > 0) {
    within.push(sql`${anchor} in (${sql.join(moments.map((moment) => sql`${new Date(moment)}`))})`);
  }
  return sql`
    select ${sql.join(columns)}
    from ${sql.ident(population)}
    where ${sql.join(within, ' or ')}
    order by ${anchor}`;
}

/** Stretches of one length that follow one another are one. `starts`: ascending. */
export function stretchesOf(starts: readonly number[], length: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const from of starts) {
    const last = stretches.at(-1);
    if (last?.to === from) last.to = from + length;
    else stretches.push({ from, to: from + length });
  }
  return stretches;
}

/** Reads facts for memory, and what of them changed. */
export class CubeStore {
  /** The days that changed after a number, with the number of their last change. */
  async changesAfter(tx: Transaction, no: number): Promise<DayChange[]> {
    const rows = await tx.query<{ population: Population; day_at: Date; change_no: number }>(sql`
      select population, day_at, change_no
      from day_change
      where change_no > ${no}`);
    return rows.map((row) => ({
      population: row.population,
      begin: row.day_at.getTime(),
      no: row.change_no,
    }));
  }

  /** Numbers of the last changes of the days from one to before another, by ms of their begin. */
  async days(tx: Transaction, population: Population, { from, to }: Stretch): Promise<Map<number, number>> {
    const rows = await tx.query<{ day_at: Date; change_no: number }>(sql`
      select day_at, change_no
      from day_change
      where population = ${population} and day_at >= ${new Date(from)} and day_at < ${new Date(to)}`);
    return new Map(rows.map((row) => [row.day_at.getTime(), row.change_no]));
  }

  /** What of a day changed after `no`, ascending: buckets, and rows of others when only some of theirs did. */
  async changesWithin(tx: Transaction, population: Population, begin: number, no: number): Promise<Pieces> {
    const rows = await tx.query<{ bucket_at: Date; moments: Date[] | null }>(sql`
      select bucket_at, case when prior_no <= ${no} then moments end as moments
      from bucket_change
      where population = ${population} and change_no > ${no}
        and bucket_at >= ${new Date(begin)} and bucket_at < ${new Date(begin + grains.day)}
      order by bucket_at`);
    const whole = rows.filter(({ moments }) => moments === null);
    return {
      stretches: stretchesOf(
        whole.map((row) => row.bucket_at.getTime()),
        grains.quarter,
      ),
      moments: [...new Set(rows.flatMap(({ moments }) => moments ?? []).map((at) => at.getTime()))].sort(
        (a, b) => a - b,
      ),
    };
  }

  /** Facts of some pieces, day by day; days without any are left out. New values get codes of the cube's. */
  async read(tx: Transaction, cube: Cube, watermark: Date, pieces: Pieces): Promise<Map<number, Day>> {
    const days = new Map<number, Day>();
    if (pieces.stretches.length + pieces.moments.length === 0) return days;
    const copied = new CopyReader(await tx.copyOut(sql.literal(rowsSql(cube, watermark, pieces))));
    const source = {
      code: (dimension: number) =>
        (cube.dictionaries[dimension] as Dictionary).code(copied.text() ?? noValue),
      int: () => copied.int(),
    };
    const builder = new DayBuilder(cube.shape);
    let begin: number | undefined;
    const take = () => begin !== undefined && days.set(begin, builder.take());
    await runInTurns(() => {
      if (!copied.next()) return false;
      const at = copied.time() as number;
      const own = Math.floor(at / grains.day) * grains.day;
      if (own !== begin) {
        take();
        begin = own;
      }
      builder.add(at - own, source);
      return true;
    });
    take();
    return days;
  }
}
