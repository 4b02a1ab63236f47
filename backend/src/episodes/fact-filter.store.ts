import {
  dimensionsOf,
  type Exceptions,
  type Filters,
  noValue,
  type Population,
} from '../contract/dimensions.js';
import { type Sql, sql } from '../db/sql.js';
import { whereTold } from './context-told.store.js';

/** The time that places a row in a range and in a bucket. */
export const anchorColumn = {
  episode: 'started_at',
  handoff: 'initiated_at',
  action: 'anchor_at',
  survey: 'anchor_at',
} as const satisfies Record<Population, string>;

/** A parsed query: any dimensions, and a range with `from` inclusive and `to` exclusive. */
export type FactQuery = Filters &
  Exceptions & {
    from?: string | Date | undefined;
    to?: string | Date | undefined;
    /** 1 is Monday. */
    weekday?: number | undefined;
    /** Of the wall clock in `zone`. */
    hour?: number | undefined;
    zone?: string | undefined;
  };

/** A dimension's (or another column's) value of a row; null where it has none. `alias` names the table in the statement. */
export const dimensionSql = (population: Population, name: string, alias: string = population): Sql =>
  name === 'context_kind' ? whereTold(name, alias) : sql.ident(`${alias}.${name}`);

/**
 * The one predicate behind every number, list and export: card and list agree because both splice this.
 * Dimensions that the population does not carry are ignored. `alias` names the table in the statement.
 */
export function filterSql(population: Population, query: FactQuery, alias: string = population): Sql {
  const anchor = sql.ident(`${alias}.${anchorColumn[population]}`);
  const terms: Sql[] = [];
  if (query.from !== undefined) terms.push(sql`${anchor} >= ${new Date(query.from)}`);
  if (query.to !== undefined) terms.push(sql`${anchor} < ${new Date(query.to)}`);
  const clock = sql`${anchor} at time zone ${query.zone ?? 'UTC'}`;
  if (query.weekday !== undefined) terms.push(sql`extract(isodow from ${clock}) = ${query.weekday}`);
  if (query.hour !== undefined) terms.push(sql`extract(hour from ${clock}) = ${query.hour}`);
  for (const name of dimensionsOf(population)) {
    const column = dimensionSql(population, name, alias);
    const [values, others] = [query[name], query[`except.${name}`]];
    if (values) terms.push(anyOf(column, values));
    if (others) terms.push(sql`(${anyOf(column, others)}) is not true`);
  }
  return terms.length === 0 ? sql`true` : sql.join(terms, sql` and `);
}

/** A value that a source really calls `(none)` is summed with the missing ones, so it is found with them. */
function anyOf(column: Sql, values: readonly string[]): Sql {
  const among = sql`${column} = any(${values}::text[])`;
  return values.includes(noValue) ? sql`(${column} is null or ${among})` : among;
}
