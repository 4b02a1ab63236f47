import type { Dimension, Population } from '../contract/dimensions.js';
import { type Sql, sql } from '../db/sql.js';
import { keyOf } from './plan.js';

/** Two dimensions, and the values of each that are kept apart. */
export interface Pair {
  rows: Dimension;
  columns: Dimension;
  rowKeys: readonly string[];
  columnKeys: readonly string[];
}

const among = (key: Sql, kept: readonly string[]) =>
  sql`case when ${key} = any(${kept}::text[]) then ${key} end`;

/** The values of both as JSON text; null stands for every value that is not kept apart. */
export const pairKey = (population: Population, { rows, columns, rowKeys, columnKeys }: Pair): Sql => sql`
  json_build_array(${among(keyOf(population, rows), rowKeys)}, ${among(keyOf(population, columns), columnKeys)})::text`;

/** The same key without PostgreSQL's spaces. */
export const oneForm = (key: string | null): string => JSON.stringify(readPair(key));

export const readPair = (key: string | null): [string | null, string | null] =>
  JSON.parse(key ?? '[null, null]');
