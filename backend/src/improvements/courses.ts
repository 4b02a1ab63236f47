import { groupBy } from '../group-by.js';
import { type Course, sum } from './course.js';

/** Escalations of one gap in one week, counted from the release: -1 is the last before it. */
export interface WeekCount {
  gap: string;
  week: number;
  count: number;
}

export const weekMs = 7 * 86_400_000;
/** Weeks before a release that are held against it: half a year, so that no season stands alone. */
const mostBefore = 26;
const mostAfter = 52;

/** What is counted around a release: whole weeks only. */
export interface Span {
  from: Date;
  to: Date;
  before: number;
  after: number;
}

/** `since`: of the first escalation, or something else was released for the gap; `until`: as far as the data reaches, or the next was. */
export function spanOf(released: Date, since: Date, until: Date): Span {
  const weeks = (ms: number) => Math.max(0, Math.floor(ms / weekMs));
  const before = Math.min(mostBefore, weeks(released.getTime() - since.getTime()));
  const after = Math.min(mostAfter, weeks(until.getTime() - released.getTime()));
  return {
    from: new Date(released.getTime() - before * weekMs),
    to: new Date(released.getTime() + after * weekMs),
    before,
    after,
  };
}

/** A release that holds something for a gap. */
export interface Touch {
  gap: string;
  at: Date;
}

/** Between which others for the same gap a release stands. */
export function nextTo(touches: readonly Touch[], gap: string, at: Date): { previous?: Date; next?: Date } {
  const times = touches
    .filter((touch) => touch.gap === gap)
    .map((touch) => touch.at)
    .sort((a, b) => a.getTime() - b.getTime());
  const previous = times.findLast((time) => time < at);
  const next = times.find((time) => time > at);
  return { ...(previous && { previous }), ...(next && { next }) };
}

/**
 * The course of the gap, and those of gaps that nothing was released for in the time before; what was released for one
 * of them since ends its course. `known`: gaps of before the release, even if nothing came of them in the time that is counted.
 */
export function coursesOf(
  counts: readonly WeekCount[],
  gap: string,
  span: Span,
  { touches, known }: { touches: readonly Touch[]; known: ReadonlySet<string> },
): { treated: Course; others: Course[] } {
  const { from, before, after } = span;
  const releasedAt = from.getTime() + before * weekMs;
  const weeksLeft = (id: string): number => {
    const own = touches.filter((touch) => touch.gap === id && touch.at >= from).map(({ at }) => at.getTime());
    const first = Math.min(...own);
    return first <= releasedAt ? -1 : Math.min(after, Math.floor((first - releasedAt) / weekMs));
  };
  const byGap = groupBy(counts, (one) => one.gap);
  const courseOf = (id: string, weeks: number): Course => {
    const course = { before: new Array<number>(before).fill(0), after: new Array<number>(weeks).fill(0) };
    for (const { week, count } of byGap.get(id) ?? []) {
      if (week < 0) course.before[before + week] = count;
      else if (week < weeks) course.after[week] = count;
    }
    return course;
  };
  const others = [...known]
    .filter((id) => id !== gap)
    .map((id) => ({ id, left: weeksLeft(id) }))
    .filter(({ left }) => left >= 0);
  return { treated: courseOf(gap, after), others: others.map(({ id, left }) => courseOf(id, left)) };
}

/** The courses as they were known after some weeks. */
export const upTo = (course: Course, weeks: number): Course => ({
  before: course.before,
  after: course.after.slice(0, weeks),
});

/** What the others, as far as they are left alone, let expect of the gap in each week; `usual`: of the gap, in the time before. */
export function expectedByWeek(
  { before, after }: Course,
  others: readonly Course[],
  usual: number,
): (number | null)[] {
  const weekOf = (time: 'before' | 'after', week: number) => {
    const left = others.filter((course) => week < course[time].length);
    const then = sum(left.map((course) => sum(course.before)));
    return then === 0 ? null : (usual * sum(left.map((course) => course[time][week] ?? 0))) / then;
  };
  return [
    ...before.map((_, week) => weekOf('before', week)),
    ...after.map((_, week) => weekOf('after', week)),
  ];
}
