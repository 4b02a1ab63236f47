import { expect, test } from 'vitest';
import { fileRecords } from '../../backend/src/sources/file-records.js';
import type { FileRecord } from '../../backend/src/sources/source.js';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function recordsOf(text: string | Uint8Array, size = 7, limit?: number): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for await (const record of fileRecords(inPieces(bytes, size), limit)) records.push(record);
  return records;
}

test('a JSON array is cut into its elements wherever the pieces end', async () => {
  const values = [{ a: '],[{"\\"\n' }, [1, [2]], 'x,y', 3, null, { b: { c: [] } }];
  const text = JSON.stringify(values, null, 2);
  for (let size = 1; size < 12; size++) {
    expect(
      (await recordsOf(text, size)).map((record) => ('value' in record ? record.value : record)),
    ).toEqual(values);
  }
});

test('JSON lines are read one by one, empty lines and a byte order mark are nothing', async () => {
  const records = await recordsOf('\uFEFF{"a":1}\n\n  \r\n{"a":2}\r\n{"a":3}');
  expect(records).toEqual([
    { at: { index: 0, line: 1 }, value: { a: 1 } },
    { at: { index: 1, line: 4 }, value: { a: 2 } },
    { at: { index: 2, line: 5 }, value: { a: 3 } },
  ]);
});

test('a bad record is located and the others are read', async () => {
  const lines = await recordsOf('{"a":1}\n{"a":\n{"a":3}\n');
  expect(lines.map((record) => [record.at, 'reason' in record])).toEqual([
    [{ index: 0, line: 1 }, false],
    [{ index: 1, line: 2 }, true],
    [{ index: 2, line: 3 }, false],
  ]);
  const array = await recordsOf('[\n{"a":1},\n{"a":x},\n{"a":3}\n]\n');
  expect(array.map((record) => [record.at, 'reason' in record])).toEqual([
    [{ index: 0, line: 2 }, false],
    [{ index: 1, line: 3 }, true],
    [{ index: 2, line: 4 }, false],
  ]);
});

test('a file that ends too soon, goes on too long or holds too much says so', async () => {
  expect((await recordsOf('[{"a":1},{"a"')).at(-1)).toMatchObject({
    reason: 'the file ends before its array does',
  });
  expect((await recordsOf('[1] 2')).at(-1)).toMatchObject({
    reason: expect.stringContaining('follows the end'),
  });
  expect(await recordsOf('[1]\n[2,3]\n[]')).toMatchObject([{ value: 1 }, { value: 2 }, { value: 3 }]);
  expect(await recordsOf('[1,,2]')).toMatchObject([
    { value: 1 },
    { reason: expect.stringContaining('missing') },
    { value: 2 },
  ]);
  expect(await recordsOf(`{"a":1}\n{"a":"${'x'.repeat(100)}"}\n{"a":3}`, 7, 50)).toMatchObject([
    { value: { a: 1 } },
    { reason: 'the record is longer than 50 bytes' },
    { value: { a: 3 } },
  ]);
  expect(await recordsOf(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toMatchObject([
    { reason: 'the record is not valid UTF-8' },
  ]);
  expect(await recordsOf('')).toEqual([]);
  expect(await recordsOf('[]')).toEqual([]);
});
