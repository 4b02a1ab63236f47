import type { Example } from './example.js';
import { shareOf, type Vote } from './votes.js';

/** How sure the neighbours of an example are of a label (null: the first), 0..1: its share of them, as far as there is evidence. */
export const sureness = (vote: Vote, label: string | null): number =>
  (label === null ? (vote.shares[0]?.share ?? 0) : shareOf(vote, label)) *
  (vote.evidence / (vote.evidence + half));
/** With this much evidence a unanimous vote counts half. */
const half = 0.3;

/** How right the neighbours were, of those that are at least so sure. */
export interface Record {
  right: number;
  of: number;
}

export interface Calibration {
  /** From here on neighbours are believed. */
  least: number;
  /** Of examples that are at least so sure, itself left out each: how many are what their neighbours said. */
  record(sure: number): Record;
  /** The same of examples that are about so sure; null where too few are decided to tell. */
  around(sure: number): Record | null;
}

/** A core should hold so few that are none of it; what is reviewed one by one is the hardest, so that fewer are. */
const aim = 0.95;
/** Fewer decided examples say nothing about where to begin. */
const fewest = 30;

/**
 * The sureness from which on neighbours are right in nearly all examples whose label is known, each left out when its
 * own neighbours are asked. Where too few are known it is the usual one.
 */
export function calibrate(
  known: readonly { sure: number; isRight: boolean }[],
  { usual, floor, ceiling }: { usual: number; floor: number; ceiling: number },
): Calibration {
  const sorted = [...known].sort((a, b) => b.sure - a.sure);
  let right = 0;
  let least = 1;
  const records = sorted.map(({ sure, isRight }, i) => {
    if (isRight) right++;
    if (i + 1 >= fewest && right >= aim * (i + 1)) least = sure;
    return { sure, right, of: i + 1 };
  });
  return {
    least: known.length < fewest ? usual : Math.max(floor, Math.min(least, ceiling)),
    record: (sure) => {
      const found = records.findLast((one) => one.sure >= sure);
      return found ? { right: found.right, of: found.of } : { right: 0, of: 0 };
    },
    around: aroundOf(sorted),
  };
}

/**
 * Isotonic calibration (Zadrozny & Elkan, KDD 2002): steps of sureness, of which a surer one is never right less often;
 * pooled from steps of `fewest` examples.
 */
function aroundOf(sorted: readonly { sure: number; isRight: boolean }[]): Calibration['around'] {
  const steps: (Record & { from: number })[] = [];
  for (let at = 0; at + fewest <= sorted.length; at += fewest) {
    const isLast = at + 2 * fewest > sorted.length;
    const part = sorted.slice(at, isLast ? undefined : at + fewest);
    const from = isLast ? 0 : (part.at(-1)?.sure ?? 0);
    let step = { from, right: part.filter(({ isRight }) => isRight).length, of: part.length };
    for (let last = steps.at(-1); last && last.right * step.of <= step.right * last.of; last = steps.at(-1)) {
      step = { from, right: last.right + step.right, of: last.of + step.of };
      steps.pop();
    }
    steps.push(step);
  }
  return (sure) => {
    const found = steps.find(({ from }) => sure >= from);
    return found ? { right: found.right, of: found.of } : null;
  };
}

/** Of several, in their mean; null where nobody decided enough to tell. */
export function meanRecord(records: readonly Record[]): { agree: number; of: number } | null {
  const of = Math.round(records.reduce((sum, one) => sum + one.of, 0) / records.length);
  const agree = Math.round(records.reduce((sum, one) => sum + one.right, 0) / records.length);
  return of === 0 ? null : { agree, of };
}

/** What neighbours say, of examples that somebody decided. */
export function knownOf(
  examples: readonly Example[],
  votes: readonly Vote[],
  labelOf: (example: Example, first: string) => string | null,
): { sure: number; isRight: boolean }[] {
  return examples.flatMap((example, row) => {
    const vote = votes[row] as Vote;
    const label = labelOf(example, vote.shares[0]?.label ?? '');
    if (!example.said || !label) return [];
    return [{ sure: sureness(vote, label), isRight: example.said.intent === label }];
  });
}
