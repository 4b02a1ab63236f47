import type { Example } from './example.js';
import { shareOf, type Vote } from './votes.js';
import { scarcityOf, type WeightOf } from './weight.js';

/** Less evidence than two like examples says nothing against a label. */
const leastEvidence = 1;

/** Where what a reviewer said is wrong, one decision takes a wrong label away and gives a right one. */
const settles = { reviewed: 2, resolved: 1 };

/**
 * Labels that are probably wrong, by confident learning (Northcutt, Jiang & Chuang, JAIR 70, 2021): the neighbours of
 * an example, itself left out, speak for another label at least as much as they usually do for examples of that label.
 * What somebody looked at alone is not asked again.
 */
export function findSuspects(
  examples: readonly Example[],
  votes: readonly Vote[],
  weightOf: WeightOf,
): { row: number; value: number }[] {
  const usual = usualShares(examples, votes);
  const scarcity = scarcityOf(examples);
  return examples.flatMap((example, row) => {
    const given = givenOf(example);
    const vote = votes[row] as Vote;
    // What is in no gap is asked as what it is: on the edge.
    const weight = example.gap === null ? undefined : weightOf(example.gap);
    if (weight === undefined || given === null || example.said?.alone || vote.evidence < leastEvidence)
      return [];
    const own = shareOf(vote, given);
    const [first] = vote.shares;
    if (!first || first.label === given || first.share <= own) return [];
    if (first.share < (usual.get(first.label) ?? 1)) return [];
    const settled = settles[example.said ? 'reviewed' : 'resolved'] * (first.share - own);
    return [{ row, value: settled * scarcity(first.label) * weight }];
  });
}

/** The label that a dataset takes it with: what a reviewer said, else what its human did. */
const givenOf = ({ said, resolved }: Example): string | null => (said ? said.intent : resolved);

/** By label, the mean share that the neighbours of its examples give it. */
function usualShares(examples: readonly Example[], votes: readonly Vote[]): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  examples.forEach((example, row) => {
    const given = givenOf(example);
    if (given === null) return;
    const { sum, count } = sums.get(given) ?? { sum: 0, count: 0 };
    sums.set(given, { sum: sum + shareOf(votes[row] as Vote, given), count: count + 1 });
  });
  return new Map([...sums].map(([label, { sum, count }]) => [label, sum / count]));
}
