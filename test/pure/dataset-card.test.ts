import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { datasetRequest } from '../../backend/src/contract/datasets.js';
import { datasetCard } from '../../backend/src/datasets/card.js';
import { countExamples, nothingLeftOut } from '../../backend/src/datasets/counts.js';
import type { Described } from '../../backend/src/datasets/croissant.js';
import type { Example } from '../../backend/src/datasets/example.js';

const describedIn = (languages: readonly (string | null)[]): Described => {
  const rows = languages.map(
    (language, i) => ({ language, label: 'a', split: 'train', gap: `g${i}` }) as Example,
  );
  return {
    manifest: {
      dataset: 'd1234567890',
      version: 1,
      request: datasetRequest.parse({ name: 'Languages' }),
      counts: countExamples(rows, new Map(), nothingLeftOut()),
      digest: 'sha256:',
      files: [],
      checkpoint: { size: 1, root: '' },
      metricDigest: 'sha256:',
      masked: [],
    },
    ...{ name: 'Languages', version: 1, builtAt: new Date(0), withdrawn: 0, columnFiles: [] },
    page: 'http://localhost/datasets/d1234567890',
    files: 'http://localhost/api/datasets/d1234567890/download?format=',
    withdrawals: 'http://localhost/api/datasets/d1234567890/withdrawn?since=',
  };
};
const frontOf = (described: Described) => parseYaml(datasetCard(described).split('---\n')[1] ?? '') as object;

test('languages are ISO 639 codes in lower case, as Hugging Face takes them; whole tags stand beside them', () => {
  expect(frontOf(describedIn(['en-US', 'en-GB', 'pt_BR', 'DE', 'English', null]))).toMatchObject({
    language: ['de', 'en', 'pt'],
    language_bcp47: ['en-GB', 'en-US', 'pt_BR'],
  });
  const bare = frontOf(describedIn([null]));
  expect(bare).not.toHaveProperty('language');
  expect(bare).not.toHaveProperty('language_bcp47');
});
