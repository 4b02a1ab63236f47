import { tableFromIPC } from 'apache-arrow';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { type DatasetFormat, datasetFormats } from '../../backend/src/contract/dataset-formats.js';
import { columns } from '../../backend/src/datasets/columns.js';
import { type Example, qualities, splits, valueIn } from '../../backend/src/datasets/example.js';
import { holds } from '../../backend/src/datasets/formats/format.js';
import { canonical } from '../../backend/src/ledger/canonical.js';
import { fileOf } from '../support/dataset-file.js';

/** What breaks writers: signs of formulas, quotes, braces, markup, line breaks, right to left, emoji, controls. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          '=1+1',
          '+',
          '-',
          '@x',
          "'",
          '"',
          '`',
          '{',
          '}',
          '{slot}',
          '[a](b)',
          '[a]{"e":"f"}',
          '\\',
          '\n',
          '\r\n',
        ],
        ...[
          '\t',
          '# x',
          '> y',
          '- z',
          '!ruby',
          '$' + '{HOME}',
          '<|im_end|>',
          ',',
          ';',
          ':',
          '|',
          '&a',
          '*a',
          '%',
          '\u2028',
        ],
        ...[
          '\u0085',
          '\u202eabc',
          'مرحبا',
          '😀👩‍👧',
          '\u0001',
          '\u007f',
          '\ufeff',
          'null',
          '~',
          'yes',
          '1e3',
          ' ',
        ],
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);
const example: fc.Arbitrary<Omit<Example, 'id'>> = fc.record({
  text: hostile,
  label: fc.oneof(fc.constantFrom('lost_card', 'Lost_Card', 'a/b', '発送', 'réclamation', '..'), hostile),
  split: fc.constantFrom(...splits),
  language: fc.constantFrom(null, 'en', 'de', 'pt-BR'),
  gap: fc.constantFrom('gaaaaaa', 'gbbbbbb'),
  handoff: fc.constant('AAAAAAAAAAAAAAAAAAAAAA'),
  source: hostile,
  event: fc.uuid(),
  answer: fc.option(hostile),
  reply: fc.option(hostile),
  quality: fc.constantFrom(null, ...qualities),
  decision: fc.option(fc.uuid()),
  weight: fc.oneof(fc.constant(null), fc.double({ min: 0.01, max: 100, noNaN: true })),
  conversation: fc.constant(null),
  features: fc.constant(null),
});
const examples = fc
  .array(example, { minLength: 1, maxLength: 12 })
  .map((list) => list.map((one, i): Example => ({ id: `e${i}`, ...one })));

/** Reads a file back: what each row says, in whatever order. */
type Reader = (bytes: Buffer) => unknown[] | Promise<unknown[]>;
const json = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as never;
const lines = (bytes: Buffer) =>
  bytes.length === 0
    ? []
    : bytes
        .toString()
        .slice(0, -1)
        .split('\n')
        .map((l) => JSON.parse(l));
const unzipped = (bytes: Buffer) => Object.entries(unzipSync(bytes));

const rasaFile = z.strictObject({
  version: z.string(),
  nlu: z.array(
    z.strictObject({
      intent: z.string().min(1),
      examples: z.array(z.strictObject({ text: z.string().min(1) })).min(1),
    }),
  ),
});

const readers: Record<DatasetFormat, Reader> = {
  jsonl: lines,
  chat: lines,
  preference: lines,
  csv: (bytes) => parseCsv(bytes, { columns: true, relax_column_count: false }),
  arrow: (bytes) =>
    tableFromIPC(bytes)
      .toArray()
      .map((row) => row?.toJSON()),
  parquet: (bytes) => {
    const { buffer, byteOffset, byteLength } = bytes;
    return parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer });
  },
  rasa: (bytes) =>
    rasaFile
      .parse(parseYaml(bytes.toString()))
      .nlu.flatMap(({ intent, examples: said }) => said.map(({ text }) => ({ intent, text }))),
  'dialogflow-cx': (bytes) =>
    unzipped(bytes).flatMap(([name, content]) => {
      const [, intent, , file] = /^intents\/([^/]+)\/(trainingPhrases)\/(.+)\.json$/.exec(name) ?? [];
      const { trainingPhrases = [] } = json(content) as { trainingPhrases?: { parts: { text: string }[] }[] };
      return trainingPhrases.map(({ parts }) => ({ intent, language: file, text: parts[0]?.text }));
    }),
  'dialogflow-es': (bytes) =>
    unzipped(bytes).flatMap(([name, content]) => {
      const [, intent, language] = /^intents\/([^/]+)_usersays_(.+)\.json$/.exec(name) ?? [];
      if (!intent) return [];
      const said = json(content) as { data: { text: string }[] }[];
      return said.map(({ data }) => ({ intent, language, text: data[0]?.text }));
    }),
  lex: (bytes) =>
    unzipped(bytes).flatMap(([name, content]) => {
      const [, language, intent] =
        /^\w+\/BotLocales\/(\w+)\/Intents\/([\w-]+)\/Intent\.json$/.exec(name) ?? [];
      const { sampleUtterances } = json(content) as { sampleUtterances?: { utterance: string }[] };
      return (sampleUtterances ?? []).map(({ utterance }) => ({ intent, language, text: utterance }));
    }),
  clu: (bytes) => (json(bytes) as { assets: { utterances: unknown[] } }).assets.utterances,
  lu: (bytes) => {
    let intent = '';
    return bytes
      .toString()
      .split('\n')
      .flatMap((line) => {
        if (line.startsWith('# ')) intent = line.slice(2);
        return line.startsWith('- ') ? [{ intent, text: line.slice(2).replace(/\\([{}[\]])/g, '$1') }] : [];
      });
  },
};

const spreadsheetSafe = (value: unknown) => (value === null ? '' : String(value));
/** The guard of a cell: one apostrophe before each line that a spreadsheet would run. */
const withoutGuard = (cell: string) =>
  cell.replace(/(^|\r\n|\r|\n)'(?=[^\S\r\n]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/gu, '$1');
const main = (list: readonly Example[]) =>
  list
    .map(({ language }) => language)
    .filter((one) => one !== null)
    .sort()[0] ?? 'en';
const cluLanguages: Record<string, string> = { en: 'en-us', de: 'de', 'pt-BR': 'pt-br' };
const lexLocales: Record<string, string> = { en: 'en_US', de: 'de_DE', 'pt-BR': 'pt_BR' };

/** Both readers decode each value as a text of its own, and so drop a byte order mark before it. */
const inColumns = (row: Example) => Object.fromEntries(columns.map((name) => [name, valueIn(row, name)]));
const withoutMarks = (row: Example) =>
  Object.fromEntries(
    Object.entries(inColumns(row)).map(([key, value]) => [
      key,
      typeof value === 'string' ? value.replace(/^\ufeff/, '') : value,
    ]),
  );

/** What a reader must find for each row; names of intents are compared apart. */
const said: Record<DatasetFormat, (row: Example, all: readonly Example[]) => unknown> = {
  jsonl: inColumns,
  arrow: withoutMarks,
  parquet: withoutMarks,
  csv: (row) => Object.fromEntries(columns.map((name) => [name, withoutGuard(spreadsheetSafe(row[name]))])),
  chat: ({ text, answer }) => ({
    messages: [
      { role: 'user', content: text },
      { role: 'assistant', content: answer },
    ],
  }),
  preference: ({ text, answer, reply }) => ({
    prompt: [{ role: 'user', content: text }],
    chosen: [{ role: 'assistant', content: answer }],
    rejected: [{ role: 'assistant', content: reply }],
  }),
  rasa: ({ text }) => ({ text: text.replace(/\](?=[({[])/g, '] ') }),
  lu: ({ text }) => ({
    text: text
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim()
      .replace(/\](?=\()|\\(?=[{}[\]])/g, '$& '),
  }),
  'dialogflow-cx': ({ text, language }, all) => ({ text, language: (language ?? main(all)).toLowerCase() }),
  'dialogflow-es': ({ text, language }, all) => ({ text, language: (language ?? main(all)).toLowerCase() }),
  lex: ({ text, language }, all) => ({
    text: text.replaceAll('{', '(').replaceAll('}', ')'),
    language: lexLocales[language ?? main(all)],
  }),
  clu: ({ text, language, split }, all) => ({
    text,
    language: cluLanguages[language ?? main(all)],
    entities: [],
    dataset: split === 'test' ? 'Test' : 'Train',
  }),
};

const inOneOrder = (rows: readonly unknown[]) => rows.map((row) => canonical(row)).sort();
const withoutIntent = (row: unknown) => {
  const { intent: _, ...rest } = row as { intent?: string };
  return rest;
};

describe.each(datasetFormats)('%s', (format) => {
  it('is read back equal by a reader of others, whatever people wrote', async () => {
    await fc.assert(
      fc.asyncProperty(examples, async (list) => {
        let read = await readers[format](await fileOf(format, list));
        if (format === 'csv') {
          read = read.map((row) =>
            Object.fromEntries(Object.entries(row as object).map(([key, cell]) => [key, withoutGuard(cell)])),
          );
        }
        const kept = list.filter(holds(format));
        expect(inOneOrder(read.map(withoutIntent))).toEqual(
          inOneOrder(kept.map((row) => said[format](row, list))),
        );
        // Rows of one label have one intent, rows of two labels two.
        const intents = read.map((row) => (row as { intent?: string }).intent);
        if (intents[0] !== undefined) {
          expect(new Set(intents).size).toBe(new Set(kept.map(({ label }) => label)).size);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('has the same bytes every time, and holds nothing when there is nothing', async () => {
    const [list] = fc.sample(examples, { numRuns: 1, seed: 7 }) as [Example[]];
    expect((await fileOf(format, list)).equals(await fileOf(format, list))).toBe(true);
    expect(await readers[format](await fileOf(format, []))).toEqual([]);
  });
});

test('a bot is trained with nothing that it is tested with', () => {
  for (const format of datasetFormats) {
    const has = (split: Example['split']) =>
      holds(format)({ split, text: 'hi', answer: 'yes', reply: 'no' } as Example);
    if (['jsonl', 'csv', 'arrow', 'parquet', 'clu'].includes(format)) continue;
    expect([has('train'), has('validation'), has('test')]).toEqual([true, false, false]);
  }
});

test('what a format cannot say is left out', () => {
  const row = { split: 'train', text: 'hi', answer: 'a', reply: 'b' } as Example;
  expect(holds('chat')({ ...row, answer: null })).toBe(false);
  expect(holds('preference')({ ...row, reply: null })).toBe(false);
  expect(holds('preference')({ ...row, reply: 'a' })).toBe(false);
  expect(holds('lex')({ ...row, text: 'x'.repeat(501) })).toBe(false);
  expect(holds('jsonl')({ ...row, text: 'x'.repeat(501), answer: null })).toBe(true);
});

test('no line of a CSV cell is a formula', async () => {
  await fc.assert(
    fc.asyncProperty(examples, async (list) => {
      const rows = (await readers.csv(await fileOf('csv', list))) as Record<string, string>[];
      for (const row of rows) {
        for (const line of (row.text ?? '').split(/\r\n|\r|\n/))
          expect(line).not.toMatch(/^[\s\u00a0\ufeff]*[=+@-]/u);
      }
    }),
    { numRuns: 40 },
  );
});
