import type { DatasetRequest, TurnSettings } from '../contract/datasets.js';
import { type ColumnType, noteOf, typeOf } from './columns.js';
import { noLanguage } from './counts.js';
import { columnsOf, type Described, whatItIs } from './croissant.js';

const sizes: readonly (readonly [number, string])[] = [
  [1_000, 'n<1K'],
  [10_000, '1K<n<10K'],
  [100_000, '10K<n<100K'],
  [1_000_000, '100K<n<1M'],
  [Number.POSITIVE_INFINITY, '1M<n<10M'],
];

const dtypes: Record<ColumnType, string> = {
  text: 'string',
  coded: 'string',
  float: 'float64',
  int: 'int32',
  bool: 'bool',
};

/** Hugging Face takes ISO 639 codes alone; whole tags stand apart. */
const iso639 = (language: string): string | never[] =>
  /^([a-z]{2,3})(?![a-z\d])/i.exec(language)?.[1]?.toLowerCase() ?? [];
const listOf = (name: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${name}:`, ...values.map((value) => `- ${quoted(value)}`)];

/** JSON is YAML. */
const quoted = (text: string) => JSON.stringify(text);
/** Text that other people wrote, within a line of Markdown. */
const plain = (text: string) =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|#!]/g, (char) => `\\${char}`);

/** A dataset card as Hugging Face reads it: front matter, then what a person needs to know before using it. */
export function datasetCard(described: Described): string {
  const { manifest, name, version, builtAt, files, withdrawn, columnFiles } = described;
  const { counts, request, checkpoint, masked, amended } = manifest;
  const languages = counts.languages.map(({ language }) => language).filter((one) => one !== noLanguage);
  const parts = (['train', 'validation', 'test'] as const).filter((part) => counts[part] > 0);
  const size = sizes.find(([most]) => counts.examples < most)?.[1] ?? '';
  const features = columnsOf(manifest);
  const leftOut = Object.entries(counts.leftOut).filter(([, count]) => count > 0);
  const lines = [
    '---',
    `pretty_name: ${quoted(`${name} v${version}`)}`,
    'license: other',
    ...listOf('language', [...new Set(languages.flatMap(iso639))]),
    ...listOf(
      'language_bcp47',
      languages.filter((language) => /[-_]/.test(language)),
    ),
    'task_categories:',
    `- ${request.turns ? 'tabular-classification' : 'text-classification'}`,
    'tags:',
    '- customer-service',
    `- ${request.turns ? 'escalation-prediction' : 'intent-classification'}`,
    'size_categories:',
    `- ${size}`,
    'configs:',
    '- config_name: default',
    '  data_files:',
    ...parts.flatMap((part) => [`  - split: ${part}`, `    path: ${part}.jsonl`]),
    'dataset_info:',
    '  features:',
    ...features.flatMap((column) => [`  - name: ${column}`, `    dtype: ${dtypes[typeOf(column)]}`]),
    '  splits:',
    ...parts.flatMap((part) => [`  - name: ${part}`, `    num_examples: ${counts[part]}`]),
    '---',
    '',
    `# ${plain(name)}, version ${version}`,
    '',
    whatItIs(manifest),
    '',
    `- Built ${builtAt.toISOString()} as \`${manifest.dataset}\` from a ledger of ${checkpoint.size} entries (root \`${checkpoint.root}\`).`,
    `- Digest of the JSON Lines: \`${columnFiles.find(({ format }) => format === 'jsonl')?.digest}\`.`,
    ...(amended ? [`- ${amended.removed} rows were taken out because their subjects were erased.`] : []),
    ...(withdrawn > 0 ? [`- ${withdrawn} rows are not given out: their customers took back consent.`] : []),
    '',
    '## Files',
    '',
    ...parts.map((part) => `- \`${part}.jsonl\`: ${files}jsonl&part=${part}`),
    '',
    '## Columns',
    '',
    '| column | says |',
    '|---|---|',
    ...features.map((column) => `| \`${column}\` | ${noteOf(column)} |`),
    '',
    '## Labels',
    '',
    '| label | examples |',
    '|---|---|',
    ...counts.labels.map(({ label, count }) => `| ${plain(label)} | ${count} |`),
    '',
    ...(counts.turns ? baseRates(counts.turns) : []),
    '## How it was made',
    '',
    ...(request.turns ? howTurns(request, request.turns) : howIntents(request)),
    `- Masked: ${masked.length === 0 ? 'nothing was found' : masked.map(({ kind, count }) => `${count} ${kind}`).join(', ')}.`,
    ...(leftOut.length > 0
      ? [
          `- Left out: ${leftOut.map(([reason, count]) => `${count} ${reason}`).join(', ')}${request.turns ? ' (conversations)' : ''}.`,
        ]
      : []),
    '',
    '## Before you use it',
    '',
    ...(request.turns ? beforeTurns : beforeIntents),
    'Customers can take back consent and can be erased: fetch it anew rather than keep copies.',
    `A copy of version N that takes only what is new (\`since=N\`) must first give up the examples that ${described.withdrawals}N names: erased, without consent, gone, changed or in another part since then.`,
    '',
  ];
  return lines.join('\n');
}

const sharesOf = ({ split }: DatasetRequest) => `${split.train} / ${split.validation} / ${split.test} %`;

const howIntents = (request: DatasetRequest): string[] => [
  `- Labels: ${request.label === 'gap' ? 'the gap' : 'what the human said it was about, else the gap'}; quality: ${request.quality}.`,
  `- Split ${sharesOf(request)}, by conversation and by words, every label in every part as far as it reaches.`,
  '- Exact and near-duplicates (trigrams, Jaccard 0.8) of a label are dropped.',
];

const howTurns = (
  request: DatasetRequest,
  { splitBy, within, includeOpen, mostConversations }: TurnSettings,
) => [
  '- Conversations as they count in the escalation rate, of sources that tell of handoffs; the customer’s and the bot’s turns before the escalation or the end.',
  '- What is known at a turn is taken down when it was said; nothing later enters it.',
  `- \`escalated_within\`: at most ${within} turns lie between the turn and the escalation.`,
  `- Conversations that are open: ${includeOpen ? 'in it and `censored`, their outcome null where it is not known' : 'left out'}.`,
  splitBy === 'time'
    ? `- Split ${sharesOf(request)} by time: what is tested is the latest. All of a customer stands where their latest conversation stands.`
    : `- Split ${sharesOf(request)} by lot, as many escalations in every part as far as it reaches.`,
  '- No conversation, and no customer who is known, is in two parts.',
  `- At most ${mostConversations} conversations, drawn by a lot that stays the same.`,
];

const beforeIntents = [
  'It holds only what a bot could not do: what it does well is missing. Masking misses some; treat it as personal data.',
];
const beforeTurns = [
  'Columns that are said to be no input hold what came later: a model that is given them predicts nothing.',
  'Who escalates follows from the rules of the bot that was in service: a changed bot needs a new dataset. Compare a model with the base rates above, on validation or test, turn by turn.',
  'Rows of one conversation are not independent: count conversations, not rows, when you say how sure a figure is.',
];

/** What a model has to beat. */
function baseRates({ byTurn }: NonNullable<Described['manifest']['counts']['turns']>): string[] {
  const rate = (part: number, all: number) => (all === 0 ? '' : `${((100 * part) / all).toFixed(1)} %`);
  return [
    '## Base rates',
    '',
    'How often a turn of this place leads to an escalation, in the end and soon. The last row: and later.',
    '',
    '| turn | examples | escalated | soon |',
    '|---|---|---|---|',
    ...byTurn.map(
      ({ turn, examples, escalated, within }) =>
        `| ${turn} | ${examples} | ${rate(escalated, examples)} | ${rate(within, examples)} |`,
    ),
    '',
  ];
}
