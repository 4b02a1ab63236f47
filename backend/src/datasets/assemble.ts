import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { DatasetRequest, datasetPreview } from '../contract/datasets.js';
import { nonCapabilityReasons } from '../gaps/escalation.js';
import { nonCapabilityTypes } from '../gaps/gap-type.js';
import { fingerprint, leadUtterance } from '../gaps/text.js';
import type { Candidate, Example } from './example.js';
import { isSuspectInjection } from './injection.js';
import { assignSplits } from './split.js';

export type Counts = z.output<typeof datasetPreview>['counts'];
type LeftOut = Counts['leftOut'];

export interface Assembled {
  /** By id. */
  examples: Example[];
  counts: Counts;
  warnings: string[];
}

interface Labelled {
  candidate: Candidate;
  text: string;
  label: string;
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** The examples of a dataset from its candidates: a function of the request and the candidates' set alone. */
export function assembleExamples(candidates: readonly Candidate[], request: DatasetRequest): Assembled {
  const leftOut: LeftOut = {
    duplicates: 0,
    withoutLabel: 0,
    withoutText: 0,
    nonCapability: 0,
    suspectInjection: 0,
    withoutConsent: 0,
  };
  const labelled = [...candidates]
    .sort((a, b) => compareText(a.handoff, b.handoff))
    .flatMap((candidate) => labelCandidate(candidate, request, leftOut));
  const kept = dropDuplicates(labelled);
  leftOut.duplicates = labelled.length - kept.length;
  const sides = assignSplits(
    kept.map(({ candidate, text, label }) => ({ conversation: candidate.conversation, text, label })),
    request.split,
  );
  const examples = kept
    .map(
      ({ candidate, text, label }, i): Example => ({
        id: exampleId(candidate.handoff),
        text,
        label,
        split: sides[i] ?? 'train',
        language: candidate.language,
        gap: candidate.gap,
        handoff: candidate.handoff,
        source: candidate.source,
        event: candidate.event,
      }),
    )
    .sort((a, b) => compareText(a.id, b.id));
  const names = new Map(candidates.map((candidate) => [candidate.gap, candidate.gapName]));
  const counts = countExamples(examples, names, leftOut);
  return { examples, counts, warnings: warn(counts) };
}

const exampleId = (handoff: string) => `e${createHash('sha256').update(handoff).digest('hex').slice(0, 16)}`;

function labelCandidate(candidate: Candidate, request: DatasetRequest, leftOut: LeftOut): Labelled[] {
  const text = candidate.text === null ? '' : leadUtterance(candidate.text);
  const isCapability =
    !nonCapabilityTypes.has(candidate.gapType) && !nonCapabilityReasons.includes(candidate.reason ?? '');
  const label =
    request.label === 'gap' ? candidate.gapLabel : (candidate.resolvedIntent ?? candidate.gapIntent);
  const fault: keyof LeftOut | undefined = !candidate.consented
    ? 'withoutConsent'
    : fingerprint(text) === ''
      ? 'withoutText'
      : !isCapability && !request.includeNonCapability
        ? 'nonCapability'
        : isSuspectInjection(candidate.text ?? '')
          ? 'suspectInjection'
          : label === null
            ? 'withoutLabel'
            : undefined;
  if (fault !== undefined || label === null) {
    if (fault !== undefined) leftOut[fault]++;
    return [];
  }
  return [{ candidate, text, label }];
}

/** Of examples with the same words the earliest under their most common label stays. */
function dropDuplicates(labelled: readonly Labelled[]): Labelled[] {
  const byWords = new Map<string, Labelled[]>();
  for (const example of labelled) {
    const key = fingerprint(example.text);
    const same = byWords.get(key);
    if (same) same.push(example);
    else byWords.set(key, [example]);
  }
  return [...byWords.values()].flatMap((same) => {
    const counts = tally(same.map(({ label }) => label));
    const label = counts[0]?.[0];
    const earliest = same
      .filter((example) => example.label === label)
      .sort(
        (a, b) => a.candidate.at - b.candidate.at || compareText(a.candidate.handoff, b.candidate.handoff),
      )[0];
    return earliest ? [earliest] : [];
  });
}

/** Most common first, equally common ones in alphabetical order. */
function tally(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
}

function countExamples(
  examples: readonly Example[],
  gapNames: ReadonlyMap<string, string>,
  leftOut: LeftOut,
): Counts {
  const of = (split: Example['split']) => examples.filter((example) => example.split === split).length;
  const languages = examples.map((example) => example.language ?? '(none)');
  return {
    examples: examples.length,
    train: of('train'),
    validation: of('validation'),
    test: of('test'),
    labels: tally(examples.map(({ label }) => label)).map(([label, count]) => ({ label, count })),
    languages: tally(languages).map(([language, count]) => ({ language, count })),
    gaps: tally(examples.map(({ gap }) => gap)).map(([id, count]) => ({
      id,
      name: gapNames.get(id) ?? id,
      count,
    })),
    leftOut,
  };
}

/** A label with fewer examples teaches little. */
const fewExamples = 10;

function warn({ examples, labels, leftOut, train, validation, test }: Counts): string[] {
  const warnings: string[] = [];
  if (examples === 0) return ['No example is left: choose other gaps or filters.'];
  const scarce = labels.filter(({ count }) => count < fewExamples);
  if (scarce.length > 0) {
    const names = scarce.slice(0, 5).map(({ label }) => label);
    warnings.push(`${scarce.length} labels have fewer than ${fewExamples} examples: ${names.join(', ')}`);
  }
  const [most, least] = [labels[0], labels.at(-1)];
  if (most && least && labels.length > 1 && most.count >= 20 * least.count) {
    warnings.push(
      `${most.label} has ${most.count} examples, ${least.label} ${least.count}: consider balancing`,
    );
  }
  if (labels.length === 1) warnings.push('There is one label only: a classifier has nothing to tell apart.');
  if (leftOut.suspectInjection > 0) {
    warnings.push(`${leftOut.suspectInjection} texts try to instruct a model and are left out`);
  }
  if (leftOut.withoutConsent > 0) {
    warnings.push(`${leftOut.withoutConsent} customers’ consent does not cover training: left out`);
  }
  if (train === 0) warnings.push('Nothing is left for training.');
  if (examples >= 20 && validation + test === 0)
    warnings.push('Nothing is kept back to validate or test with.');
  return warnings;
}
