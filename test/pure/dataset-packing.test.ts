import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { columns } from '../../backend/src/datasets/columns.js';
import type { Example } from '../../backend/src/datasets/example.js';
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
});
