import { calibrate, knownOf, sureness } from './calibrate.js';
import type { Example } from './example.js';
import type { Vote } from './votes.js';

/** Where nobody has decided enough to tell; of examples in which the bot's guess is the same, that is a witness more. */
const limits = {
  neighbours: { usual: 0.1, floor: 0.05, ceiling: 0.5 },
  bot: { usual: 0.02, floor: 0, ceiling: 0.5 },
};

/**
 * Whether what an example's own human resolved it as is borne out: its neighbours, most of all those that somebody
 * decided, say the same, as surely as they did where they proved right; less sureness is asked where the bot had guessed
 * the same. Witnesses that do not know of each other.
 */
export function findConfirmed(
  examples: readonly Example[],
  votes: readonly Vote[],
): (row: number) => boolean {
  const byNeighbours = ({ resolved }: Example, first: string) => (resolved === first ? resolved : null);
  const byBot = ({ resolved, botIntent }: Example) => (resolved === botIntent ? resolved : null);
  const least = {
    neighbours: calibrate(knownOf(examples, votes, byNeighbours), limits.neighbours).least,
    bot: calibrate(knownOf(examples, votes, byBot), limits.bot).least,
  };
  return (row) => {
    const vote = votes[row] as Vote;
    const example = examples[row] as Example;
    const isBorneOut = (label: string | null, enough: number) => !!label && sureness(vote, label) >= enough;
    return (
      isBorneOut(byNeighbours(example, vote.shares[0]?.label ?? ''), least.neighbours) ||
      isBorneOut(byBot(example), least.bot)
    );
  };
}
