/** Escalations in equal parts of time (weeks), of the gap that a change was made for or of a gap that was left alone. */
export interface Course {
  before: readonly number[];
  /** Whole parts since the release; of a gap that was left alone, those in which it still was. */
  after: readonly number[];
}

export const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

/** Fewer gaps do not tell how gaps drift apart of themselves. */
export const leastControls = 4;
/** Escalations of a gap in the time before, without which it says nothing of that. */
const leastBefore = 5;

/** Those that tell how gaps drift. */
export const telling = (others: readonly Course[]): Course[] =>
  others.filter(({ before }) => sum(before) >= leastBefore);

/** In how many parts since the release enough gaps were left alone. */
export function partsWithControls(others: readonly Course[]): number {
  const lengths = telling(others)
    .map(({ after }) => after.length)
    .sort((a, b) => b - a);
  return lengths[leastControls - 1] ?? 0;
}
