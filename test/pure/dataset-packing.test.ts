import { createHash } from 'node:crypto';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { type Column, columns } from '../../backend/src/datasets/columns.js';
import { type Example, valueIn } from '../../backend/src/datasets/example.js';
import type { Packing } from '../../backend/src/datasets/formats/rows.js';
import { aboutExamples, fileOf } from '../support/dataset-file.js';

const examples = Array.from(
  { length: 500 },
  (_, i): Example => ({
    id: `e${String(i).padStart(6, '0')}`,
    text: ['wörter 😀 '.repeat(i % 9), 'x', '日本'][i % 3] + String(i),
    label: `l${i % 20}`,
    split: (['train', 'validation', 'test'] as const)[i % 3] ?? 'train',
    language: [null, 'en', 'de'][i % 3] ?? null,
    gap: `g${i % 9}`,
    handoff: `h${i}`,
    source: 'web',
    event: `ev${i}`,
    answer: i % 4 > 0 ? null : `ans${'y'.repeat(i % 90)}`,
    reply: null,
    quality: i % 2 > 0 ? 'resolved' : null,
    decision: null,
    weight: i % 5 > 0 ? 1.25 : null,
    conversation: null,
    features: null,
  }),
);

const digestOf = async (format: 'arrow' | 'parquet', packing: Packing) =>
  createHash('sha256')
    .update(await fileOf(format, examples, 200, aboutExamples(examples, columns, packing)))
    .digest('hex')
    .slice(0, 16);

// A version names the digest of its files: whoever changes these breaks the promise of versions that are there.
test('a version keeps its bytes, whichever writer came after it', async () => {
  expect(await digestOf('arrow', 1)).toBe('d2185f23f5466275');
  expect(await digestOf('parquet', 1)).toBe('6ec222c2c9e5a743');
  expect(await digestOf('arrow', 2)).toBe('d2185f23f5466275');
  expect(await digestOf('parquet', 2)).toBe('aaccad0b64fc5429');
  expect(await digestOf('parquet', 3)).toBe('aaccad0b64fc5429');
  expect(await digestOf('parquet', 4)).toBe('f15ca4685417688e');
});

test('Parquet of several row groups is read back equal, with nulls and values at every place of a byte', async () => {
  const rows = Array.from({ length: 33_000 }, (_, i): Example => {
    const example = examples[i % examples.length] as Example;
    const isKnown = i % 7 > 2;
    const features = {
      ...{ turn: i - 20_000, hour: i % 24, characters: isKnown ? i : null },
      ...{
        confidence: isKnown ? i / 7 : null,
        censored: i % 3 === 0,
        escalated: isKnown ? i % 2 === 0 : null,
      },
    };
    return {
      ...example,
      id: `e${i}`,
      text: example.text.repeat(1 + (i % 4)),
      conversation: `c${i >> 3}`,
      features,
    };
  });
  const own = [
    'id',
    'text',
    'label',
    'split',
    'language',
    'turn',
    'hour',
    'characters',
    'confidence',
  ] as const;
  const all: Column[] = [...own, 'censored', 'escalated', 'conversation', 'gap', 'weight'];
  const file = await fileOf('parquet', rows, 8192, aboutExamples(rows, all));
  const buffer = new Uint8Array(file).buffer;
  const { row_groups } = parquetMetadata(buffer);
  expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([32_768, 232]);
  const unsure = rows.slice(32_768).filter(({ features }) => features?.confidence === null).length;
  expect(row_groups[1]?.columns[8]?.meta_data?.statistics?.null_count).toBe(BigInt(unsure));
  const read = await parquetReadObjects({ file: buffer });
  expect(read).toEqual(rows.map((row) => Object.fromEntries(all.map((name) => [name, valueIn(row, name)]))));
});

test('Parquet of columns that say nothing is read back', async () => {
  const rows = examples.slice(0, 3).map((row): Example => ({ ...row, language: null, quality: null }));
  const file = await fileOf('parquet', rows, 8192, aboutExamples(rows));
  const read = await parquetReadObjects({ file: new Uint8Array(file).buffer });
  expect(read.map(({ language, quality }) => [language, quality])).toEqual([0, 1, 2].map(() => [null, null]));
});
