import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchesOf } from '../../backend/src/imports/batches.js';
import { formatOf, recordsIn } from '../../backend/src/imports/read-records.js';
import { SeenIds } from '../../backend/src/imports/seen-ids.js';
import { sources } from '../../backend/src/sources/registry.js';
import type { Source } from '../../backend/src/sources/source.js';
import { all } from '../support/chat-log.js';
import { sampleOf } from '../support/vendor-samples.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

let made = 0;
async function fileOf(content: string | Uint8Array, name = `f-${++made}`) {
  const path = join(folder, `${++made}`);
  await writeFile(path, content);
  return { name, path };
}

const rasa = sources.get('rasa') as Source;
const bytes = (text: string) => Buffer.from(text);
const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => JSON.stringify({ n: from + i })).join('\n');
async function read(...files: Awaited<ReturnType<typeof fileOf>>[]) {
  const records = await all(recordsIn(rasa, files));
  return records.map(({ at, ...what }) =>
    'value' in what ? [at.file, (what.value as { n: number }).n] : [at.file, at.index, what.reason],
  );
}

test('a file is read as it is, as gzip and as several gzips one after the other', async () => {
  const text = lines(0, 3);
  const expected = [0, 1, 2].map((n) => [undefined, n]);
  expect(await read(await fileOf(text))).toEqual(expected);
  expect(await read(await fileOf(gzipSync(text)))).toEqual(expected);
  const members = Buffer.concat([gzipSync(`${lines(0, 1)}\n`), gzipSync(lines(1, 2))]);
  expect(await read(await fileOf(members))).toEqual(expected);
});

test('UTF-16, as spreadsheets write it, is read as its byte order mark says', async () => {
  const text = `${lines(0, 2)}\n`;
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  const big = Buffer.from(little).swap16();
  const expected = await read(await fileOf(text));
  for (const bytes of [little, big, gzipSync(little)])
    expect(await read(await fileOf(bytes))).toEqual(expected);
});

test('the files of a zip are read one after the other, gzip in them too, and folders and finder files are none', async () => {
  const zip = zipSync({
    'logs/': new Uint8Array(),
    'logs/a.jsonl': bytes(lines(0, 2)),
    'logs/b.jsonl.gz': gzipSync(lines(2, 1)),
    '__MACOSX/logs/._a.jsonl': bytes('x'),
    'logs/.DS_Store': bytes('x'),
  });
  expect(await read(await fileOf(zip, 'all.zip'))).toEqual([
    ['all.zip: logs/a.jsonl', 0],
    ['all.zip: logs/a.jsonl', 1],
    ['all.zip: logs/b.jsonl.gz', 2],
  ]);
});

test('what is damaged is one refused record, and the next file is read', async () => {
  const long = lines(0, 60_000);
  const gzip = gzipSync(long);
  const cut = await fileOf(gzip.subarray(0, gzip.length >> 1), 'cut.gz');
  const found = await read(cut, await fileOf(lines(7, 1), 'whole'));
  expect(found.length).toBeGreaterThan(1000);
  expect(found.at(-2)).toEqual([
    'cut.gz',
    expect.any(Number),
    expect.stringMatching(/damaged here: its gzip ends too soon/),
  ]);
  expect(found.at(-1)).toEqual(['whole', 7]);
  // The line that was cut is not told as a record of its own.
  expect(found.filter(([, , reason]) => reason !== undefined)).toHaveLength(1);
  expect(await read(await fileOf(Buffer.from([0x1f, 0x8b, 0, 0, 0])))).toEqual([
    [undefined, 0, expect.stringContaining('damaged')],
  ]);
});

test('a zip that lies about its content, is cut, or names a file above itself is refused', async () => {
  const zip = Buffer.from(zipSync({ 'a.jsonl': bytes(lines(0, 3)) }, { level: 0 }));
  const at = zip.indexOf('{"n":1}');
  zip.write('{"n":9}', at);
  expect((await read(await fileOf(zip))).at(-1)?.[2]).toContain('does not have its checksum');
  expect(await read(await fileOf(zip.subarray(0, zip.length - 30)))).toEqual([
    [undefined, 0, expect.stringContaining('its zip cannot be read')],
  ]);
  const above = await read(await fileOf(zipSync({ '../../etc/passwd': bytes('{"n":1}') })));
  expect(above).toEqual([[undefined, 0, expect.stringContaining('its zip cannot be read')]]);
});

test('a small file that unpacks without end is given up', async () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20));
  const packed = Buffer.concat(Array.from({ length: 40 }, () => bomb));
  const found = await all(recordsIn(rasa, [await fileOf(packed)]));
  expect(found.at(-1)).toMatchObject({ reason: expect.stringContaining('far more than a log does') });
}, 60_000);

test('the format is told from the first file that holds records, with how many of them bear its marks', async () => {
  const sample = sampleOf('rasa');
  const files = [await fileOf(''), await fileOf(zipSync({ 'r.jsonl': bytes(sample) }))];
  const found = await formatOf(files);
  const count = Math.min(20, sample.split('\n').length);
  expect(found).toMatchObject({ source: { name: 'rasa' }, marks: { of: count, found: count } });
  expect(await formatOf([await fileOf('a,b\n1,2\n')])).toMatchObject({ isTable: true });
  expect(await formatOf([])).toMatchObject({ reason: 'there is no file' });
});

test('from any event on the rest is the same as when all is sent', async () => {
  const file = await fileOf(`${sampleOf('genesys')}\n${sampleOf('genesys')}`);
  const task = {
    files: [file],
    format: { name: 'genesys', describes: '', marks: null },
    options: { source: 'g' },
    dry: false,
    now: 0,
  };
  const textsFrom = async (skip: number) => {
    const batches = await all(batchesOf({ ...task, skip }));
    return { texts: batches.flatMap(({ texts }) => texts), report: batches.at(-1)?.end?.report };
  };
  const whole = await textsFrom(0);
  expect(whole.texts.length).toBeGreaterThan(10);
  for (let skip = 0; skip <= whole.texts.length; skip++) {
    expect(await textsFrom(skip)).toEqual({ texts: whole.texts.slice(skip), report: whole.report });
  }
});

test('no id that was met is taken for a new one, and few new ones for known', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 40 })), (ids) => {
      const seen = new SeenIds();
      for (const id of ids) seen.meet(id);
      return ids.every((id) => seen.meet(id));
    }),
    { numRuns: 5 },
  );
  const seen = new SeenIds();
  let wrong = 0;
  for (let i = 0; i < 300_000; i++) if (seen.meet(`some-conversation-${i}:turn.recorded:${i % 7}`)) wrong++;
  expect(wrong).toBeLessThan(3);
}, 60_000);
