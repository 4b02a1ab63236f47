import { columnNotes, columnsOf, type Described } from './croissant.js';

const sizes: readonly (readonly [number, string])[] = [
  [1_000, 'n<1K'],
  [10_000, '1K<n<10K'],
  [100_000, '10K<n<100K'],
  [1_000_000, '100K<n<1M'],
  [Number.POSITIVE_INFINITY, '1M<n<10M'],
];

/** JSON is YAML. */
const quoted = (text: string) => JSON.stringify(text);
/** Text that other people wrote, within a line of Markdown. */
const plain = (text: string) =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|#!]/g, (char) => `\\${char}`);

/** A dataset card as Hugging Face reads it: front matter, then what a person needs to know before using it. */
export function datasetCard({ manifest, name, version, builtAt, files }: Described): string {
  const { counts, request, checkpoint, masked, amended } = manifest;
  const languages = counts.languages.map(({ language }) => language).filter((one) => one !== '(none)');
  const parts = (['train', 'validation', 'test'] as const).filter((part) => counts[part] > 0);
  const size = sizes.find(([most]) => counts.examples < most)?.[1] ?? '';
  const features = columnsOf(manifest);
  const leftOut = Object.entries(counts.leftOut).filter(([, count]) => count > 0);
  const lines = [
    '---',
    `pretty_name: ${quoted(`${name} v${version}`)}`,
    'license: other',
    ...(languages.length > 0 ? ['language:', ...languages.map((language) => `- ${quoted(language)}`)] : []),
    'task_categories:',
    '- text-classification',
    'tags:',
    '- customer-service',
    '- intent-classification',
    'size_categories:',
    `- ${size}`,
    'configs:',
    '- config_name: default',
    '  data_files:',
    ...parts.flatMap((part) => [`  - split: ${part}`, `    path: ${part}.jsonl`]),
    'dataset_info:',
    '  features:',
    ...features.flatMap((column) => [
      `  - name: ${column}`,
      `    dtype: ${column === 'weight' ? 'float64' : 'string'}`,
    ]),
    '  splits:',
    ...parts.flatMap((part) => [`  - name: ${part}`, `    num_examples: ${counts[part]}`]),
    '---',
    '',
    `# ${plain(name)}, version ${version}`,
    '',
    'What customers said before a bot handed them over to a human, each with the intent that it stands for.',
    '',
    `- Built ${builtAt.toISOString()} as \`${manifest.dataset}\` from a ledger of ${checkpoint.size} entries (root \`${checkpoint.root}\`).`,
    `- Digest of the JSON Lines: \`${amended?.digest ?? manifest.digest}\`.`,
    ...(amended ? [`- ${amended.removed} rows were taken out because their subjects were erased.`] : []),
    '',
    '## Files',
    '',
    ...parts.map((part) => `- \`${part}.jsonl\`: ${files}jsonl&part=${part}`),
    '',
    '## Columns',
    '',
    '| column | says |',
    '|---|---|',
    ...features.map((column) => `| \`${column}\` | ${columnNotes[column]} |`),
    '',
    '## Labels',
    '',
    '| label | examples |',
    '|---|---|',
    ...counts.labels.map(({ label, count }) => `| ${plain(label)} | ${count} |`),
    '',
    '## How it was made',
    '',
    `- Labels: ${request.label === 'gap' ? 'the gap' : 'what the human said it was about, else the gap'}; quality: ${request.quality}.`,
    `- Split ${request.split.train} / ${request.split.validation} / ${request.split.test} %, by conversation and by words, every label in every part as far as it reaches.`,
    '- Exact and near-duplicates (trigrams, Jaccard 0.8) of a label are dropped.',
    `- Masked: ${masked.length === 0 ? 'nothing was found' : masked.map(({ kind, count }) => `${count} ${kind}`).join(', ')}.`,
    ...(leftOut.length > 0
      ? [`- Left out: ${leftOut.map(([reason, count]) => `${count} ${reason}`).join(', ')}.`]
      : []),
    '',
    '## Before you use it',
    '',
    'It holds only what a bot could not do: what it does well is missing. Masking misses some; treat it as personal data.',
    'Customers can take back consent and can be erased: fetch it anew rather than keep copies.',
    '',
  ];
  return lines.join('\n');
}
