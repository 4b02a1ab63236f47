import type { z } from 'zod';
import type { DatasetRequest, datasetPreview } from '../contract/datasets.js';
import type { Example } from './example.js';

export type Counts = z.output<typeof datasetPreview>['counts'];
export type LeftOut = Counts['leftOut'];

export const nothingLeftOut = (): LeftOut => ({
  duplicates: 0,
  nearDuplicates: 0,
  otherIntents: 0,
  lowQuality: 0,
  rejected: 0,
  beyondMost: 0,
  withoutLabel: 0,
  withoutText: 0,
  nonCapability: 0,
  suspectInjection: 0,
  withoutConsent: 0,
  stillOpen: 0,
  erased: 0,
  neverTold: 0,
});

export const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Most common first, equally common ones in alphabetical order. */
export function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
}

/** What stands for "none" among the languages. */
export const noLanguage = '(none)';

export function countExamples(
  examples: readonly Example[],
  gapNames: ReadonlyMap<string, string>,
  leftOut: LeftOut,
): Counts {
  return {
    ...countRowsOf(examples.map((example) => ({ ...example, examples: 1 }))),
    gaps: tally(examples.flatMap(({ gap }) => gap || [])).map(([id, count]) => ({
      id,
      name: gapNames.get(id) ?? id,
      count,
    })),
    leftOut,
  };
}

type Rows = Pick<Counts, 'examples' | Example['split'] | 'labels' | 'languages'>;

/** The same of rows that are counted already. */
export function countRowsOf(
  tallied: readonly { split: Example['split']; label: string; language: string | null; examples: number }[],
): Rows {
  const sumBy = (keyOf: (row: (typeof tallied)[number]) => string) => {
    const sums = new Map<string, number>();
    for (const row of tallied) sums.set(keyOf(row), (sums.get(keyOf(row)) ?? 0) + row.examples);
    return [...sums].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
  };
  const splits = new Map(sumBy(({ split }) => split));
  const of = (split: Example['split']) => splits.get(split) ?? 0;
  return {
    examples: of('train') + of('validation') + of('test'),
    train: of('train'),
    validation: of('validation'),
    test: of('test'),
    labels: sumBy(({ label }) => label).map(([label, count]) => ({ label, count })),
    languages: sumBy(({ language }) => language ?? noLanguage).map(([language, count]) => ({
      language,
      count,
    })),
  };
}

/** A label with fewer examples teaches little. */
const fewExamples = 10;

export function warn(
  { examples, labels, leftOut, train, validation, test }: Counts,
  { weighted, includeSuspect }: DatasetRequest,
): string[] {
  const warnings: string[] = [];
  if (examples === 0)
    return [
      leftOut.nonCapability > 0
        ? 'No example is left: what policy, preference or capacity handed over is only in it when asked for.'
        : 'No example is left: choose other gaps or filters.',
    ];
  const scarce = labels.filter(({ count }) => count < fewExamples);
  if (scarce.length > 0) {
    const names = scarce.slice(0, 5).map(({ label }) => label);
    warnings.push(`${scarce.length} labels have fewer than ${fewExamples} examples: ${names.join(', ')}`);
  }
  const [most, least] = [labels[0], labels.at(-1)];
  if (!weighted && most && least && labels.length > 1 && most.count >= 20 * least.count) {
    warnings.push(
      `${most.label} has ${most.count} examples, ${least.label} ${least.count}: consider balancing`,
    );
  }
  if (labels.length === 1) warnings.push('There is one label only: a classifier has nothing to tell apart.');
  if (leftOut.suspectInjection > 0) {
    warnings.push(`${leftOut.suspectInjection} texts try to instruct a model and are left out`);
  }
  if (includeSuspect) warnings.push('Texts that try to instruct a model are not left out.');
  if (leftOut.withoutConsent > 0) {
    warnings.push(`Left out, because consent does not cover training: ${leftOut.withoutConsent}`);
  }
  if (train === 0) warnings.push('Nothing is left for training.');
  if (examples >= 20 && validation + test === 0)
    warnings.push('Nothing is kept back to validate or test with.');
  return warnings;
}
