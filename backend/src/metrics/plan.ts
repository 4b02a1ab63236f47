import { noValue, type Population } from '../contract/dimensions.js';
import { type MeanMetric, type Measure, type Metric } from '../contract/metric.js';
import { listOf, type MetricName, metricNames, metricOf } from '../contract/metrics.js';
import { Problem } from '../contract/problem.js';
import { type Sql, sql } from '../db/sql.js';
import { anchorColumn, dimensionSql, type FactQuery, filterSql } from '../episodes/fact-filter.store.js';
import { grains } from './grains.js';
import { type Term, termsOf } from './terms.store.js';

function termOf(population: Population, measure: Measure, watermark: Date): Term {
  const term = termsOf(population, watermark)[measure];
  if (!term) throw new Error(`${population} has no measure ${measure}`);
  return term;
}

export { termsOf };

/** A number over the rows of a population: how many hold all of the measures, or the sum of the whole-number one. */
export type Part = readonly Measure[];

/** The aggregate expression of a part. `read` says how a measure is written where the aggregate stands. */
export function sumOf(part: Part, read: (measure: Measure) => Term): Sql {
  const terms = part.map(read);
  const amounts = terms.flatMap((term) => ('amount' in term ? [term.amount] : []));
  const conditions = terms.flatMap((term) => ('holds' in term ? [sql`(${term.holds})`] : []));
  const filter = conditions.length > 0 ? sql` filter (where ${sql.join(conditions, ' and ')})` : sql``;
  if (amounts.length === 0) return sql`count(*)${filter}`;
  return sql`coalesce(sum(${sql.join(amounts, ' * ')})${filter}, 0)`;
}

export const sumOfFacts = (population: Population, part: Part, watermark: Date): Sql =>
  sumOf(part, (measure) => termOf(population, measure, watermark));

export const numeratorOf = (metric: Metric): Part =>
  metric.unit === 'seconds' ? metric.denominator : metric.numerator;
export const denominatorOf = (metric: Metric): Part | null =>
  metric.unit === 'count' ? null : metric.denominator;
export const pendingOf = (metric: Metric): Part | null => ('pending' in metric && metric.pending) || null;
export const unmeasuredOf = (metric: Metric): Part | null =>
  ('unmeasured' in metric && metric.unmeasured) || null;

/**
 * What a mean is computed from, beside its counts: of its terms x and the indicator r of its denominator the sums of
 * x, of x·y, and of x·r, where they are not the same.
 */
export function momentsOf({ terms, numerator, denominator }: MeanMetric): Part[] {
  const measured = terms.map(({ measure }) => measure);
  const both = [...new Set([...numerator, ...denominator])];
  return [
    ...measured.map((x) => [...numerator, x]),
    ...measured.flatMap((x, i) => measured.slice(i).map((y) => [...numerator, x, y])),
    ...measured.map((x) => [...both, x]),
  ];
}

/**
 * What is summed for a metric: numerator, denominator if it has one, rows too young to judge and rows that nobody
 * can judge if it has such, and the moments of a mean.
 */
export const sumsFor = (metric: Metric): Part[] =>
  [
    numeratorOf(metric),
    denominatorOf(metric),
    pendingOf(metric),
    unmeasuredOf(metric),
    ...(metric.unit === 'mean' ? momentsOf(metric) : []),
  ].filter((part) => part !== null);

/** How many rows nobody can judge, among a metric's sums. */
export const unmeasuredIn = (metric: Metric, sums: readonly number[]): number =>
  unmeasuredOf(metric) ? (sums[pendingOf(metric) ? 3 : 2] ?? 0) : 0;

/** How many rows were too young to judge, among a metric's sums. */
export const pendingIn = (metric: Metric, sums: readonly number[]): number =>
  pendingOf(metric) ? (sums[2] ?? 0) : 0;

const nameOf = (part: Part) => part.join(' ');

/** Every number that the metrics of a population need, once, in a fixed order. */
export function partsOf(population: Population): Part[] {
  const parts = new Map<string, Part>([['all', ['all']]]);
  for (const name of metricNames) {
    const metric = metricOf(name);
    if (metric.population !== population || metric.unit === 'seconds') continue;
    for (const part of sumsFor(metric)) parts.set(nameOf(part), part);
  }
  return [...parts.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

export const usesMeasure = (metric: Metric, measure: Measure): boolean =>
  [numeratorOf(metric), denominatorOf(metric)].some((part) => part?.includes(measure));

/** When a row of a population happened. */
export const anchorOf = (population: Population): Sql =>
  sql.ident(`${population}.${anchorColumn[population]}`);

/** A dimension's value as a key: rows without one have a key too. */
export const keyOf = (population: Population, dimension: string): Sql =>
  sql`coalesce(${dimensionSql(population, dimension)}, ${sql.raw(`'${noValue}'`)})`;

/** Rows before this instant can be judged; null: rows of every age. Whole buckets, so that sums and rows agree. */
export function maturityOf(metric: Metric, watermark: Date): Date | null {
  if (metric.matureAfterSeconds === undefined) return null;
  const { quarter } = grains;
  return new Date(Math.floor((watermark.getTime() - metric.matureAfterSeconds * 1000) / quarter) * quarter);
}

/** The rows that a part counts or that add to it. */
export function rowsOf(population: Population, part: Part, watermark: Date): Sql {
  const terms = part.map((measure) => {
    const term = termOf(population, measure, watermark);
    return 'holds' in term ? sql`(${term.holds})` : sql`(${term.amount} > 0)`;
  });
  return sql.join(terms, ' and ');
}

/**
 * The rows behind a number: over the population's own table, under its own name. The number and its list share
 * this. For a whole-number measure: the rows that add to it.
 */
export function predicateOf(name: MetricName, part: 'numerator' | 'denominator', watermark: Date): Sql {
  const metric = metricOf(name);
  const { population } = metric;
  const chosen = part === 'numerator' ? numeratorOf(metric) : (denominatorOf(metric) ?? numeratorOf(metric));
  const terms = [rowsOf(population, chosen, watermark)];
  if (metric.unit === 'seconds' && part === 'numerator') {
    terms.push(sql`${sql.ident(`${population}.${metric.until}`)} is not null`);
  }
  const mature = maturityOf(metric, watermark);
  if (mature) terms.push(sql`${sql.ident(`${population}.${anchorColumn[population]}`)} < ${mature}`);
  return sql.join(terms, ' and ');
}

/**
 * The handoffs behind a number: its rows, or for a number over actions, the handoffs that have such an action;
 * `query` filters the actions as it filters the number.
 */
export function handoffPredicateOf(
  name: MetricName,
  part: 'numerator' | 'denominator',
  watermark: Date,
  query: FactQuery = {},
): Sql {
  const { population } = metricOf(name);
  const rows = predicateOf(name, part, watermark);
  if (population === 'handoff') return rows;
  if (population === 'action' || listOf(name) === 'handoffs') {
    return sql`exists (
      select from ${sql.ident(population)}
      where ${same(population, 'handoff', ['customer_key', 'conversation_key', 'handoff_key'])}
        and ${rows}
        and ${filterSql(population, query)})`;
  }
  throw new Problem('invalid_input', {
    detail: `${name} is counted over episodes: see the list of episodes.`,
  });
}

const same = (one: string, other: string, columns: readonly string[]): Sql =>
  sql.join(
    columns.map((name) => sql`${sql.ident(`${one}.${name}`)} = ${sql.ident(`${other}.${name}`)}`),
    ' and ',
  );

/** The episodes behind a number that is counted over them, or that customers answered a survey about. */
export function episodePredicateOf(
  name: MetricName,
  part: 'numerator' | 'denominator',
  watermark: Date,
  query: FactQuery = {},
): Sql {
  const { population } = metricOf(name);
  const rows = predicateOf(name, part, watermark);
  if (population === 'episode') return rows;
  if (listOf(name) === 'episodes') {
    return sql`exists (
      select from ${sql.ident(population)}
      where ${same(population, 'episode', ['customer_key', 'conversation_key', 'episode_no'])}
        and ${rows}
        and ${filterSql(population, query)})`;
  }
  throw new Problem('invalid_input', {
    detail: `${name} is not counted over episodes: see the list of handoffs.`,
  });
}
