import type { phraseLanguages } from '../contract/detectors.js';

type Language = (typeof phraseLanguages)[number];
export type Lists = Record<Language, readonly string[]>;

/** As phrases are sought: one case, one kind of apostrophe, single spaces. */
export const tidy = (text: string) =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/\s+/g, ' ');
const escaped = (phrase: string) => tidy(phrase).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Whole words, but in Japanese, which puts none apart. Only literals: linear in the text. */
export function finder(...all: readonly Lists[]): (text: string) => boolean {
  const spaced = all.flatMap(({ ja: _, ...others }) => Object.values(others).flat());
  const unspaced = all.flatMap(({ ja }) => ja);
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${spaced.map(escaped).join('|')})(?![\\p{L}\\p{N}])|${unspaced.map(escaped).join('|')}`,
    'u',
  );
  return (text) => pattern.test(tidy(text));
}
