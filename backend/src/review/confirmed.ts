import { wilson } from '../metrics/intervals.js';
import { sureness } from './calibrate.js';
import type { Example, Fresh } from './example.js';
import type { Vote } from './votes.js';

/** Of the notes that are believed before anybody looks at them, so many may be wrong at most. */
const mostWrong = 0.1;
/** One-sided 95 %. */
const z = 1.645;
/**
 * Where too few notes were decided to tell: a note is what is said most, so surely; or its label is said so many times
 * as loud as each would be by chance; or the bot had guessed it too, which is a witness more.
 */
const usual = { first: 0.1, timesChance: 4, bot: 0.02 };

/**
 * Whether what an example's own human noted is borne out by witnesses that do not know of it: what is like it and was
 * decided, or was noted by somebody else, says the same, as surely as where such notes proved right. How surely that is
 * follows from the notes that reviewers decided or left out, each left out when its neighbours are asked.
 */
export function findConfirmed(
  examples: readonly Example[],
  votes: readonly Vote[],
  fresh: Fresh,
): (row: number) => boolean {
  const least = leastSure(fresh);
  const labels = new Set(examples.flatMap(({ said, resolved }) => said?.intent ?? resolved ?? []));
  return (row) => {
    const { resolved, botIntent } = examples[row] as Example;
    if (resolved === null) return false;
    const vote = votes[row] as Vote;
    const sure = sureness(vote, resolved);
    if (least !== null) return sure > 0 && sure >= least;
    const isFirst = vote.shares[0]?.label === resolved;
    return (
      (isFirst && sure >= usual.first) ||
      sure * labels.size >= usual.timesChance ||
      (resolved === botIntent && sure >= usual.bot)
    );
  };
}

/** The least sureness from which on no more notes proved wrong than may (Wilson's upper bound); null where none is known. */
function leastSure({ examples, votes }: Fresh): number | null {
  const decided = examples.flatMap(({ resolved, said, leftOut }, row) => {
    if (resolved === null) return [];
    const isRefuted = leftOut?.includes(resolved) ?? false;
    const sure = sureness(votes[row] as Vote, resolved);
    if ((!said && !isRefuted) || sure === 0) return [];
    return [{ sure, isWrong: isRefuted || said?.intent !== resolved }];
  });
  decided.sort((a, b) => b.sure - a.sure);
  let wrong = 0;
  let least: number | null = null;
  for (const [i, { sure, isWrong }] of decided.entries()) {
    if (isWrong) wrong++;
    if (decided[i + 1]?.sure === sure) continue;
    if ((wilson(wrong, i + 1, z)?.high ?? 1) <= mostWrong) least = sure;
  }
  return least;
}
