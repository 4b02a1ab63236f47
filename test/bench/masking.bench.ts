import { maskPersonal } from '../../backend/src/gaps/words/mask.js';
import { cleanSentences, isHidden, personalSentences, type Sentence } from '../support/masking-sentences.js';
import { type Asked, askedKinds } from '../support/personal-values.js';
import { type Aim, atLeast, type Bench } from './result.js';

const perKind = 2_000;
const cleanCount = 6_000;
const aims: Partial<Record<Asked, Aim>> = {
  card: atLeast(0.99),
  iban: atLeast(0.99),
  email: atLeast(0.99),
  phone: atLeast(0.95),
};

export const bench: Bench = async (note, { seed = 1 }) => {
  const sentences = personalSentences(perKind, seed);
  const missed = sentences.filter(({ text, value }) => !isHidden(value ?? '', maskPersonal(text).text));
  const recallOf = (of: (sentence: Sentence) => boolean) =>
    1 - missed.filter(of).length / sentences.filter(of).length;
  for (const { kind, text } of missed.slice(0, 30)) note(`missed ${kind}: ${text}`);
  const clean = cleanSentences(cleanCount, seed + 1);
  const taken = clean.filter(({ text }) => maskPersonal(text).text !== text);
  for (const { text } of taken.slice(0, 20)) note(`taken: ${text} -> ${maskPersonal(text).text}`);
  const all = [...sentences, ...clean];
  const begun = performance.now();
  for (const { text } of all) maskPersonal(text);
  const seconds = (performance.now() - begun) / 1000;
  return [
    ...askedKinds.map((kind) => ({
      name: `recall of ${kind}, ${perKind} sentences in five languages`,
      value: recallOf((sentence) => sentence.kind === kind),
      unit: '',
      ...(aims[kind] && { aim: aims[kind] }),
    })),
    ...['en', 'de', 'fr', 'es', 'ja'].map((language) => ({
      name: `recall of all kinds, ${language}`,
      value: recallOf((sentence) => sentence.language === language),
      unit: '',
    })),
    {
      name: 'false positives per 1,000 clean sentences',
      value: (1000 * taken.length) / clean.length,
      unit: '',
    },
    { name: 'sentences masked', value: all.length / seconds, unit: 'per s' },
  ];
};
