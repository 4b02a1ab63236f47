import { type About, type Batches, filterBatches, groupByLabel, type Rows } from './rows.js';

interface Phrases {
  language: string;
  label: string;
  rows: Batches;
}

/**
 * One label after the other, for one language after the other: platforms keep languages in files of their own. Rows
 * without a language go to the most common one. `codeOf` may make one of several.
 */
export async function* byLanguage(
  rows: Rows,
  { languages }: About,
  codeOf: (language: string) => string = (language) => language.toLowerCase(),
): AsyncGenerator<Phrases> {
  const main = codeOf(languages[0] ?? 'en');
  for (const language of new Set([main, ...languages.map(codeOf)])) {
    const own = filterBatches(
      rows.byLabel(),
      (example) => (example.language === null ? main : codeOf(example.language)) === language,
    );
    for await (const group of groupByLabel(own)) yield { language, ...group };
  }
}
