import { createHash } from 'node:crypto';
import type { DatasetRequest } from '../contract/datasets.js';
import { limitLabels, weighLabels } from './balance.js';
import { type Counts, compareText, countExamples, nothingLeftOut, warn } from './counts.js';
import { type Distinct, dropDuplicates, dropNearDuplicates } from './duplicates.js';
import type { Candidate, Example } from './example.js';
import { isSuspectInjection } from './injection.js';
import { type Labelled, labelCandidate } from './label.js';
import { assignSplits } from './split.js';

export interface Assembled {
  /** By id. */
  examples: Example[];
  counts: Counts;
  warnings: string[];
}

/** The examples of a dataset from its candidates: a function of the request and the candidates' set alone. */
export function assembleExamples(candidates: readonly Candidate[], request: DatasetRequest): Assembled {
  const leftOut = nothingLeftOut();
  const labelled: Labelled[] = [];
  for (const candidate of [...candidates].sort((a, b) => compareText(a.handoff, b.handoff))) {
    const found = labelCandidate(candidate, request);
    if (typeof found === 'string') leftOut[found] += 1;
    else labelled.push(found);
  }
  const worded = dropDuplicates(labelled);
  leftOut.duplicates = labelled.length - worded.length;
  const distinct = dropNearDuplicates(worded);
  leftOut.nearDuplicates = worded.length - distinct.kept.length;
  const limited = limit(distinct, request.mostPerLabel);
  leftOut.beyondMost = distinct.kept.length - limited.kept.length;
  const examples = split(limited, request);
  const names = new Map(candidates.map((candidate) => [candidate.gap, candidate.gapName]));
  const counts = countExamples(examples, names, leftOut);
  return { examples, counts, warnings: warn(counts, request) };
}

function limit({ kept, near }: Distinct, most: number | undefined): Distinct {
  const places = limitLabels(
    kept.map(({ candidate, label }) => ({ id: exampleId(candidate.handoff), label })),
    most,
  );
  const moved = new Map([...places].sort((a, b) => a - b).map((place, i) => [place, i]));
  return {
    kept: kept.filter((_, i) => places.has(i)),
    near: near.flatMap(([a, b]) => {
      const pair = [moved.get(a), moved.get(b)];
      return pair.includes(undefined) ? [] : [pair as [number, number]];
    }),
  };
}

function split({ kept, near }: Distinct, request: DatasetRequest): Example[] {
  const sides = assignSplits(
    kept.map(({ candidate, text, label, quality }) => ({
      conversation: candidate.conversation,
      text,
      label,
      // Chosen because what is like it agrees: it would make any bot look better than it is.
      trainOnly: request.quality === 'confirmed' && quality !== 'reviewed',
    })),
    request.split,
    near,
  );
  const examples = kept.map((one, i) => exampleOf(one, sides[i] ?? 'train'));
  const weights = request.weighted ? weighLabels(examples) : undefined;
  for (const example of examples) example.weight = weights?.get(example.label) ?? 1;
  return examples.sort((a, b) => compareText(a.id, b.id));
}

const exampleOf = (
  { candidate, text, label, quality, decision }: Labelled,
  side: Example['split'],
): Example => ({
  id: exampleId(candidate.handoff),
  text,
  label,
  split: side,
  language: candidate.language,
  gap: candidate.gap,
  handoff: candidate.handoff,
  source: candidate.source,
  event: candidate.event,
  answer: harmless(candidate.answer),
  reply: harmless(candidate.reply),
  quality,
  decision,
  weight: 1,
  conversation: null,
  features: null,
});

/** What was pasted into an answer would be learnt as well. */
const harmless = (text: string | null) => (text === null || isSuspectInjection(text) ? null : text);

export const exampleId = (owner: string) =>
  `e${createHash('sha256').update(owner).digest('hex').slice(0, 16)}`;
