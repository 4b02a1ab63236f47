import { expect, test } from 'vitest';
import { copyRow } from '../../backend/src/db/copy-row.js';
import { sql } from '../../backend/src/db/sql.js';

test('values are bound in order and never enter the text', () => {
  const evil = "'; drop table event; --";
  const statement = sql`select a from t where b = ${evil} and c = ${2}`;
  expect(statement.text).toBe('select a from t where b = $1 and c = $2');
  expect(statement.values).toEqual([evil, 2]);
});

test('fragments are spliced with their values renumbered', () => {
  const inner = sql`d = ${'x'} or e = ${'y'}`;
  const statement = sql`select ${sql.ident('a')} from t where b = ${1} and (${inner}) limit ${3}`;
  expect(statement.text).toBe('select a from t where b = $1 and (d = $2 or e = $3) limit $4');
  expect(statement.values).toEqual([1, 'x', 'y', 3]);
});

test('a joined list keeps its values and may be empty', () => {
  const statement = sql`where ${sql.join([sql`a = ${1}`, sql`b`, sql`c = ${2}`], ' and ')}`;
  expect(statement.text).toBe('where a = $1 and b and c = $2');
  expect(statement.values).toEqual([1, 2]);
  expect(sql`x${sql.join([])}`.text).toBe('x');
});

test.each(['A', 'a b', 'a;', '1a', '', 'a"b', 'ä'])('%j is no identifier', (name) => {
  expect(() => sql.ident(name)).toThrow('not an identifier');
});

test('a row in COPY format escapes what would end a value', () => {
  const row = copyRow(['a\tb\nc\\d', null, Buffer.from('00ff', 'hex'), 1.5, true, { k: 'a\\' }, new Date(0)]);
  expect(row).toBe(
    'a\\tb\\nc\\\\d\t\\N\t\\\\x00ff\t1.5\ttrue\t{"k":"a\\\\\\\\"}\t1970-01-01T00:00:00.000Z\n',
  );
});
