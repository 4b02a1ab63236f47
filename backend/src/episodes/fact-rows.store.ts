import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { type CopyRows, copyPieces } from '../ledger/copy-rows.js';
import { uidBytes } from '../ledger/stored-event.js';
import { bytes } from './key.js';
import type { Key } from './rows.js';

export const msOf = (value: Date | null) => value?.getTime() ?? null;

/** Rows as a table's JSON: keys as hex, times (ms) as text. */
export function toJson(rows: readonly object[]): string {
  return JSON.stringify(rows, (name, value: unknown) => {
    if (typeof value === 'string' && name.endsWith('_key')) return `\\x${bytes(value).toString('hex')}`;
    if (typeof value === 'number' && (name === 'at' || name.endsWith('_at'))) {
      return new Date(value).toISOString();
    }
    return value;
  });
}

/** How a row's member is written into a column of a type. */
const writers: Record<string, (rows: CopyRows, value: never) => unknown> = {
  bytea: (rows, key: Key) => rows.raw(bytes(key)),
  uuid: (rows, uid: string) => rows.raw(uidBytes(uid)),
  text: (rows, value: string) => rows.text(value),
  'text[]': (rows, values: string[]) => rows.texts(values),
  boolean: (rows, value: boolean) => rows.bool(value),
  smallint: (rows, value: number) => rows.int2(value),
  integer: (rows, value: number) => rows.int4(value),
  bigint: (rows, value: number) => rows.int8(value),
  real: (rows, value: number) => rows.float4(value),
  'timestamp with time zone': (rows, ms: number) => rows.time(ms),
};

/** Types of the columns of tables; they only change with a new version of the service. */
const known = new Map<string, ReadonlyMap<string, string>>();

async function typesOf(table: string, tx: Transaction): Promise<ReadonlyMap<string, string>> {
  const found = known.get(table);
  if (found) return found;
  const rows = await tx.query<{ name: string; type: string }>(sql`
    select attname as name, format_type(atttypid, null) as type
    from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped`);
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  known.set(table, types);
  return types;
}

/** Rows that have the same members, named as the table's columns: keys in base64url, times in ms. */
export async function copyFacts<Row extends object>(
  table: string,
  facts: readonly Row[],
  tx: Transaction,
): Promise<void> {
  const [first] = facts;
  if (!first) return;
  const types = await typesOf(table, tx);
  const columns = Object.keys(first).map((name) => {
    const write = writers[types.get(name) ?? ''];
    if (!write) throw new Error(`${table}.${name} cannot be copied`);
    return { name, write: write as (rows: CopyRows, value: unknown) => unknown };
  });
  const pieces = copyPieces(facts, (rows, fact) => {
    rows.row(columns.length);
    for (const { name, write } of columns) {
      const value = fact[name as keyof Row] ?? null;
      if (value === null) rows.null();
      else write(rows, value);
    }
  });
  const names = columns.map(({ name }) => name);
  await tx.copyIn(table, names, pieces, 'binary');
}
