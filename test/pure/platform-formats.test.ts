import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Example } from '../../backend/src/datasets/example.js';
import { fileOf } from '../support/dataset-file.js';

/** What the platforms themselves refuse. */
const row = (text: string, label: string, language = 'en'): Example => ({
  ...{
    id: text,
    text,
    label,
    language,
    split: 'train',
    gap: 'gaaaaaa',
    handoff: 'h',
    source: 's',
    event: 'e',
  },
  ...{
    answer: null,
    reply: null,
    quality: null,
    decision: null,
    weight: 1,
    conversation: null,
    features: null,
  },
});
const membersOf = async (format: 'lex' | 'dialogflow-cx', list: Example[]) =>
  Object.entries(unzipSync(await fileOf(format, list))).map(
    ([name, content]) => [name, Buffer.from(content).toString()] as const,
  );

/** Rasa's own, `rasa/shared/nlu/training_data/entities_parser.py`. */
const rasaAnnotation = /\[([^\]]+?)\](\(([^:)]+?)(?::([^)]+))?\)|\{([^}]+?)\}|\[(.*?)\])/;

test('Rasa reads no annotation in what people wrote', async () => {
  const list = ['see [a](b)', 'see [a]{b}', 'see [a][b]'].map((text) => row(text, 'x'));
  const { nlu } = parseYaml((await fileOf('rasa', list)).toString()) as {
    nlu: { examples: { text: string }[] }[];
  };
  const texts = nlu.flatMap(({ examples }) => examples.map(({ text }) => text));
  expect(texts).toHaveLength(list.length);
  for (const text of texts) expect(text).not.toMatch(rasaAnnotation);
});

test('.lu holds neither a reference nor an escape that Microsoft’s reader takes otherwise than it was written', async () => {
  const texts = [
    'see [a](b.lu)',
    String.raw`C:\temp`,
    String.raw`a \{b}`,
    String.raw`\\srv\x`,
    'a {b=c} [d]',
  ];
  const file = (
    await fileOf(
      'lu',
      texts.map((text) => row(text, 'x')),
    )
  ).toString();
  expect(file.split('\n').filter((line) => line.startsWith('- '))).toEqual([
    String.raw`- see \[a\] (b.lu)`,
    String.raw`- C:\temp`,
    String.raw`- a \ \{b\}`,
    String.raw`- \\srv\x`,
    String.raw`- a \{b=c\} \[d\]`,
  ]);
});

test('names of intents are such as Lex takes, and none is that of its own fallback', async () => {
  const long = 'a'.repeat(97);
  const labels = ['refund - card', 'refund_-_card', '_x', 'a--b', 'été  2024!', 'FallbackIntent', '- - -'];
  labels.push('a'.repeat(120), `${long} b${'c'.repeat(20)}`, `${long} b${'c'.repeat(30)}`);
  const archive = await membersOf(
    'lex',
    labels.map((label) => row(`about ${label}`, label)),
  );
  const names = archive.flatMap(([name]) => /\/Intents\/([^/]+)\/Intent.json$/.exec(name)?.[1] ?? []);
  expect(names).toHaveLength(labels.length + 1);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^([0-9a-zA-Z][_-]?){1,100}$/);
});

test('languages are named as each platform names them', async () => {
  const list = ['de_AT', 'en-US', 'nb', 'zh-Hant', 'pt'].map((language) =>
    row(`so ${language}`, 'x', language),
  );
  const phrases = (await membersOf('dialogflow-cx', list)).flatMap(([name, content]) => {
    const language = /trainingPhrases\/(.+)\.json$/.exec(name)?.[1];
    return language ? [[/so [\w-]+/.exec(content)?.[0], language]] : [];
  });
  expect(Object.fromEntries(phrases)).toEqual({
    'so de_AT': 'de',
    'so en-US': 'en-us',
    'so nb': 'no',
    'so zh-Hant': 'zh-tw',
    'so pt': 'pt',
  });
  const clu = JSON.parse((await fileOf('clu', list)).toString()) as {
    assets: { utterances: { text: string; language: string }[] };
  };
  expect(Object.fromEntries(clu.assets.utterances.map(({ text, language }) => [text, language]))).toEqual({
    'so de_AT': 'de',
    'so en-US': 'en-us',
    'so nb': 'nb',
    'so zh-Hant': 'zh-hant',
    'so pt': 'pt-br',
  });
});
