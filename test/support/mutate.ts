import type { Transaction } from '../../backend/src/db/database.js';
import { type Sql, sql } from '../../backend/src/db/sql.js';

/** A number from 0 to below 1. */
export type Draw = () => number;

/** Mulberry32: the same seed gives the same run. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Column {
  name: string;
  type: string;
}

/** A row by its place in the table on disk, and what it is about. */
export interface Target {
  ctid: string;
  row: Record<string, unknown>;
}

export async function columnsOf(table: string, tx: Transaction): Promise<Column[]> {
  return tx.query<Column>(sql`
    select column_name as name, data_type as type
    from information_schema.columns
    where table_schema = 'ledger' and table_name = ${table}
    order by ordinal_position`);
}

/** One row at random. */
export async function pickRow(table: string, draw: Draw, tx: Transaction): Promise<Target | undefined> {
  const rows = await tx.query<{ ctid: string; row: Record<string, unknown> }>(sql`
    select t.ctid::text as ctid, to_jsonb(t) as row
    from ${sql.ident(`ledger.${table}`)} as t
    order by t.ctid`);
  return rows[Math.floor(draw() * rows.length)];
}

/** Another value of the same type, in the place of the present one; null stays null. */
function otherValue({ name, type }: Column, draw: Draw): Sql {
  const column = sql.ident(name);
  switch (type) {
    case 'bytea': {
      const bit = Math.floor(draw() * 8);
      const at = sql`(floor(${draw()}::float8 * octet_length(${column})))::int`;
      return sql`set_byte(${column}, ${at}, get_byte(${column}, ${at}) # ${1 << bit})`;
    }
    case 'uuid':
      return sql`md5(${column}::text)::uuid`;
    case 'jsonb':
      return sql`case
        when jsonb_typeof(${column}) = 'object' then ${column} || '{"conversation": "AAAAAAAAAAAAAAAAAAAAAA"}'
        else '{}' end`;
    case 'boolean':
      return sql`not ${column}`;
    case 'timestamp with time zone':
      return sql`${column} + ${draw() < 0.5 ? '1 ms' : '-1 microsecond'}::interval`;
    case 'bigint':
    case 'integer':
    case 'smallint':
      return sql`${column} + ${draw() < 0.5 ? 1 : 1000}`;
    case 'text':
      return draw() < 0.5
        ? sql`${column} || 'x'`
        : sql`overlay(${column} placing chr(97 + (ascii(${column}) + 1) % 26) from 1 + (floor(${draw()}::float8 * length(${column})))::int for 1)`;
    default:
      throw new Error(`no other value is known for ${type}`);
  }
}

/** Changes one column of one row. */
export async function changeColumn(
  table: string,
  { ctid }: Target,
  column: Column,
  draw: Draw,
  tx: Transaction,
): Promise<boolean> {
  const name = sql.ident(column.name);
  const changed = await tx.query<{ changed: boolean }>(sql`
    with before as (
      select ${name} as value from ${sql.ident(`ledger.${table}`)} where ctid = ${ctid}::tid
    )
    update ${sql.ident(`ledger.${table}`)} as t
    set ${name} = ${otherValue(column, draw)}
    from before
    where t.ctid = ${ctid}::tid
    returning t.${name} is distinct from before.value as changed`);
  return changed[0]?.changed ?? false;
}

export async function deleteRow(table: string, { ctid }: Target, tx: Transaction): Promise<void> {
  await tx.query(sql`delete from ${sql.ident(`ledger.${table}`)} where ctid = ${ctid}::tid`);
}

/** Exchanges one column of two rows; false when both have the same value. */
export async function swapColumn(
  table: string,
  [one, two]: readonly [Target, Target],
  column: Column,
  tx: Transaction,
): Promise<boolean> {
  const name = sql.ident(column.name);
  const swapped = await tx.query<{ differ: boolean }>(sql`
    with before as (
      select ctid as place, ${name} as value
      from ${sql.ident(`ledger.${table}`)}
      where ctid in (${one.ctid}::tid, ${two.ctid}::tid)
    )
    update ${sql.ident(`ledger.${table}`)} as t
    set ${name} = other.value
    from before as own, before as other
    where t.ctid = own.place and other.place <> own.place
    returning own.value is distinct from other.value as differ`);
  return swapped[0]?.differ ?? false;
}

/** Adds a row that is like another in all but one column; false when that column kept its value. */
export async function copyRow(
  table: string,
  { ctid }: Target,
  columns: readonly Column[],
  draw: Draw,
  tx: Transaction,
): Promise<boolean> {
  const changed = columns[Math.floor(draw() * columns.length)] as Column;
  const names = sql.join(columns.map(({ name }) => sql.ident(name)));
  const values = sql.join(
    columns.map((column) => (column === changed ? otherValue(column, draw) : sql.ident(column.name))),
  );
  const added = await tx.query(sql`
    insert into ${sql.ident(`ledger.${table}`)} (${names})
    overriding system value
    select ${values}
    from ${sql.ident(`ledger.${table}`)}
    where ctid = ${ctid}::tid
    returning 1`);
  return added.length > 0;
}
