import { type Sql, sql } from '../db/sql.js';
import { labelFields } from './context.js';

/** Handoffs that say what travelled: as `saysWhatTravelled`, and as the index `handoff_telling` has it. */
export const telling: Sql = sql.raw(
  `not handoff.context_fields <@ array[${labelFields.map((name) => `'${name}'`).join(', ')}]::text[]`,
);

/**
 * Whether the source of a handoff has ever said what travelled with one. Where it has not, nobody can tell what did, and
 * a handoff without context is none that was starved of it. `alias` names the table in the statement.
 */
export const contextTold = (alias = 'handoff'): Sql =>
  sql`${sql.ident(`${alias}.source`)} in (select source from telling_source)`;

/** A column of a handoff that only says something where it is told what travelled. */
export const whereTold = (column: string, alias = 'handoff'): Sql =>
  sql`case when ${contextTold(alias)} then ${sql.ident(`${alias}.${column}`)} end`;
