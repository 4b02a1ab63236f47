import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRecords } from '../../backend/src/sources/csv-records.js';
import { fileRecords } from '../../backend/src/sources/file-records.js';
import { findSource } from '../../backend/src/sources/registry.js';
import { readTime, type TimeRules } from '../../backend/src/sources/times.js';
import { all, inPieces } from '../support/chat-log.js';
import { samples } from '../support/vendor-samples.js';

async function valuesOf(text: string, size = 7, envelopes: string[] = []): Promise<unknown[]> {
  const records = await all(fileRecords(inPieces(Buffer.from(text), size), 1000, envelopes));
  expect(records.map(({ at }) => at.index)).toEqual(records.map((_, index) => index));
  return records.map((record) =>
    'value' in record ? record.value : `line ${record.at.line}: ${record.reason}`,
  );
}

const values = [{ a: '}{"\\"' }, { b: [{}, ['x,y']], c: { d: null } }, { e: 1 }];

test('objects are found however a file lays them out, wherever its pieces end', async () => {
  const layouts = [
    values.map((value) => JSON.stringify(value)).join('\n'),
    values.map((value) => JSON.stringify(value)).join(''),
    values.map((value) => JSON.stringify(value, null, 2)).join('\n'),
    values.map((value) => JSON.stringify(value, null, 2)).join(' '),
    JSON.stringify(values),
    JSON.stringify({ total: 3, note: 'records: [', records: values, more: [1, { records: [] }] }),
    JSON.stringify({ total: { records: [9] }, records: values }, null, 1),
  ];
  for (const text of layouts) {
    for (const size of [1, 2, 3, 5, 1000]) expect(await valuesOf(text, size, ['records'])).toEqual(values);
  }
});

test('an empty list in its envelope holds no record, and a list that does not end is said', async () => {
  expect(await valuesOf('{"records": [ ], "next": null}', 3, ['records'])).toEqual([]);
  expect(await valuesOf('{"records":[{"a":1},{"a"', 3, ['records'])).toEqual([
    { a: 1 },
    'line 1: the file ends before its list does',
  ]);
});

test('samples with comments and last commas are read as vendors print them', async () => {
  const text = '{\n  // The "name" of the customer’s event\n  "a": "x // y", /* why */\n  "b": [1, 2,],\n}\n';
  expect(await valuesOf(text)).toEqual([{ a: 'x // y', b: [1, 2] }]);
});

test('when the first of many lines is broken, the others are read', async () => {
  expect(await valuesOf('{"a":\n{"b":1}\n{"c":2}\n')).toEqual([
    expect.stringMatching(/^line 1: .*not valid JSON/),
    { b: 1 },
    { c: 2 },
  ]);
  expect(await valuesOf('{\n  "a": 1,\n')).toEqual([expect.stringMatching(/^line 1: .*not valid JSON/)]);
});

test('a record that is too long costs itself alone', async () => {
  const long = JSON.stringify({ a: 'x'.repeat(2000) });
  expect(await valuesOf(`{"records":[{"a":1},${long},{"c":3}]}`, 90, ['records'])).toEqual([
    { a: 1 },
    'line 1: the record is longer than 1000 bytes',
    { c: 3 },
  ]);
});

test('cells of a table keep quotes, ends of lines and delimiters; a row of another length is refused', async () => {
  const cell = fc
    .string({ maxLength: 6, unit: fc.constantFrom('a', '"', ',', '\n', ';', ' ') })
    .map((text) => `x${text}`);
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(rows, fc.integer({ min: 1, max: 9 }), async (given, size) => {
      const text = `one,two\r\n${given.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;
      const read = await all(csvRecords(inPieces(Buffer.from(text), size)));
      expect(read.map((record) => 'value' in record && record.value)).toEqual(
        given.map(([one, two]) => ({ one, two })),
      );
    }),
    { numRuns: 100 },
  );
  const odd = await all(csvRecords(inPieces(Buffer.from('a;b\n1;2\n3\n"4;5'), 3)));
  expect(odd).toMatchObject([
    { value: { a: '1', b: '2' } },
    { at: { index: 1, line: 3 }, reason: 'the row has 1 cells, the header 2' },
    { at: { index: 2, line: 4 }, reason: expect.stringContaining('quotation mark') },
  ]);
});

test('a quotation mark within a cell costs no other row, nor does one that is no UTF-8', async () => {
  const table = 'id,said\r\n1,5" pipe\r\n2,hello\r\n3,"a ""6"" inch"\r\n4,7" too\r\n';
  for (const size of [1, 2, 5, 1000])
    expect(await all(csvRecords(inPieces(Buffer.from(table), size)))).toMatchObject(
      ['5" pipe', 'hello', 'a "6" inch', '7" too'].map((said, i) => ({ value: { id: `${i + 1}`, said } })),
    );
  const latin = Buffer.from('id;said\n1;gr\xfcn\n2;fine\n', 'latin1');
  expect(await all(csvRecords(inPieces(latin, 1000)))).toMatchObject([
    { at: { index: 0, line: 2 }, reason: expect.stringContaining('UTF-8') },
    { value: { id: '2', said: 'fine' } },
  ]);
  expect(await all(csvRecords(inPieces(Buffer.from('id;said\n1;was \ufffd before\n'), 1000)))).toMatchObject([
    { value: { said: 'was \ufffd before' } },
  ]);
  const excel = Buffer.from('\ufeffsep=;\r\nid;said\r\n1;a,b\r\n');
  expect(await all(csvRecords(inPieces(excel, 3)))).toMatchObject([{ value: { id: '1', said: 'a,b' } }]);
});

test.each([
  '2026-02-29T10:00:00.000Z',
  '2026-02-31T10:00:00Z',
  '2026-04-31 10:00:00+00:00',
  '31.02.2026 10:00',
])('%s is on a day that no calendar has, and becomes no other', (text) => {
  expect(readTime(text, { utc: true, dates: 'dmy' })).toBe('the calendar has no such day');
  expect(readTime('2024-02-29T10:00:00.000Z')).toBe(Date.UTC(2024, 1, 29, 10));
});

test.each<[string | number, TimeRules?]>([
  ['2026-03-02T09:00:00Z'],
  ['2026-03-02 09:00:00.000+0000'],
  ['2026-03-02 10:00:00 +01'],
  ['2026-03-02 09:00:00 UTC'],
  ['2026-03-02T09:00:00.0000000Z'],
  ['2026-03-02 09:00:00', { utc: true }],
  [1_772_442_000],
  [1_772_442_000_000],
  ['1772442000000000'],
  [1_772_442_000_000_000_000],
])('%s is the same moment', (text, rules) => {
  expect(readTime(text, rules)).toBe(Date.parse('2026-03-02T09:00:00Z'));
});

test('an open end is no time, and what is none is said', () => {
  expect([-1, 0, '-1', 'undefined', 'null'].map((value) => readTime(value))).toEqual(
    Array(5).fill(undefined),
  );
  for (const bad of [
    'soon',
    '2026-03-02T09:00:00',
    '2026-13-40T99:00:00Z',
    -5,
    Number.NaN,
    1e300,
    {},
    true,
  ]) {
    expect(typeof readTime(bad)).toBe('string');
  }
});

test('the format is told from the records of the file; what is not known, and why, is said', async () => {
  const find = (text: string) => findSource(() => Promise.resolve(inPieces(Buffer.from(text), 100)));
  for (const { source, text, isTable } of samples) {
    if (isTable) continue;
    const lines = text.split('\n');
    for (const layout of [`[${lines.join(',')}]`, JSON.stringify(JSON.parse(lines[0] ?? ''), null, 2)]) {
      expect(await find(layout)).toMatchObject({ source: { name: source } });
    }
  }
  expect(await find('{"some":1,"thing":2}')).toEqual({
    reason: 'no known format has records with some, thing',
  });
  expect(await find('{"some":\n')).toMatchObject({ reason: expect.stringContaining('not valid JSON') });
  expect(await find('a,b\n1,2\n')).toEqual({
    isTable: true,
    reason: 'no known format has records with a, b',
  });
  const prose = '# Notes, and what they say\n\nFirst, a line, with commas.\nA last one.\n';
  for (const noLog of [prose, '\x89PNG\r\n\x1a\nIHDR'])
    expect(await find(noLog)).toEqual({ reason: 'it is neither JSON nor a table of headings and rows' });
  expect(await find('')).toEqual({ reason: 'it holds no record', isUnreadable: true });
});
