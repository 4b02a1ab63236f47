import { type About, type Batches, filterBatches, groupByLabel, type Rows } from './rows.js';

/** How a platform names languages. */
export interface LanguageNames {
  /** Those of a region that it has, in lower case with `-`. */
  regional: ReadonlySet<string>;
  /** What it takes instead of a language, or of one of a region. */
  instead: Readonly<Record<string, string>>;
}

/** The nearest that a platform has of a language as sources name it: `de_AT` is `de` where there is no Austrian. */
export function languageIn({ regional, instead }: LanguageNames, language: string): string {
  const whole = language.toLowerCase().replaceAll('_', '-');
  const tongue = whole.split('-', 1)[0] ?? whole;
  return regional.has(whole) ? whole : (instead[whole] ?? instead[tongue] ?? tongue);
}

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
  codeOf: (language: string) => string,
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
