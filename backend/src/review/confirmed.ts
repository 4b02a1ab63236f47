import { type Interval, wilson } from '../metrics/intervals.js';
import { sureness } from './calibrate.js';
import type { Example, Fresh } from './example.js';
import type { Vote } from './votes.js';

/** Of the notes that are believed before anybody looks at them, so many may be wrong at most. */
const mostWrong = 0.1;
/** One-sided 95 %. */
const z = 1.645;
/**
 * Until decided notes speak against it: a note is what is said most, so surely; or its label is said so many times as
 * loud as each would be by chance; or the bot had guessed it too, which is a witness more.
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
  const labels = new Set(examples.flatMap(({ said, resolved }) => said?.intent ?? resolved ?? []));
  const isUsual = usualFor(labels.size);
  const known = fresh.examples.flatMap((example, row) =>
    knownNote(example, fresh.votes[row] as Vote, isUsual),
  );
  const least = leastSure(known);
  const isDisproved = wrongShare(known.filter((one) => one.isUsual)).low > mostWrong;
  return (row) => {
    const [example, vote] = [examples[row] as Example, votes[row] as Vote];
    if (example.resolved === null) return false;
    const sure = sureness(vote, example.resolved);
    return (sure > 0 && sure >= least) || (!isDisproved && isUsual(example, vote, sure));
  };
}

type Usual = (example: Example, vote: Vote, sure: number) => boolean;

const usualFor =
  (labels: number): Usual =>
  ({ resolved, botIntent }, vote, sure) =>
    (vote.shares[0]?.label === resolved && sure >= usual.first) ||
    sure * labels >= usual.timesChance ||
    (resolved === botIntent && sure >= usual.bot);

interface Known {
  sure: number;
  isWrong: boolean;
  isUsual: boolean;
}

/** A note that a reviewer decided about, if only by leaving it out, where any witness speaks for it. */
function knownNote(example: Example, vote: Vote, isUsual: Usual): Known[] {
  const { resolved, said, leftOut } = example;
  if (resolved === null) return [];
  const isRefuted = leftOut?.includes(resolved) ?? false;
  const sure = sureness(vote, resolved);
  if ((!said && !isRefuted) || sure === 0) return [];
  const isWrong = isRefuted || said?.intent !== resolved;
  return [{ sure, isWrong, isUsual: isUsual(example, vote, sure) }];
}

/** The least sureness from which on no more notes proved wrong than may; more than any where that is not known. */
function leastSure(known: readonly Known[]): number {
  const sorted = [...known].sort((a, b) => b.sure - a.sure);
  let least = Number.POSITIVE_INFINITY;
  let wrong = 0;
  for (const [i, { sure, isWrong }] of sorted.entries()) {
    if (isWrong) wrong++;
    if (sorted[i + 1]?.sure === sure) continue;
    if ((wilson(wrong, i + 1, z)?.high ?? 1) <= mostWrong) least = sure;
  }
  return least;
}

function wrongShare(known: readonly Known[]): Interval {
  const wrong = known.filter(({ isWrong }) => isWrong).length;
  return wilson(wrong, known.length, z) ?? { low: 0, high: 1 };
}
