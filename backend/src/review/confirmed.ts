import { calibrate, knownOf, sureness } from './calibrate.js';
import type { Example } from './example.js';
import type { Vote } from './votes.js';

/** Where nobody has decided enough to tell. */
const limits = { usual: 0.1, floor: 0.05, ceiling: 0.5 };

/**
 * Whether what an example's own human resolved it as is borne out: its neighbours, most of all those that somebody
 * decided, say the same, as surely as they did where they proved right. Two witnesses that do not know of each other.
 */
export function findConfirmed(
  examples: readonly Example[],
  votes: readonly Vote[],
): (row: number) => boolean {
  const agreed = ({ resolved }: Example, first: string) => (resolved === first ? resolved : null);
  const { least } = calibrate(knownOf(examples, votes, agreed), limits);
  return (row) => {
    const vote = votes[row] as Vote;
    const label = agreed(examples[row] as Example, vote.shares[0]?.label ?? '');
    return label !== null && label !== '' && sureness(vote, label) >= least;
  };
}
