import type { Course } from './effect.js';

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

/** `since`: of the first escalation; `until`: as far as the data reaches, or something else was released for the gap. */
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

/** The course of the gap, and those of the others. */
export function coursesOf(
  counts: readonly WeekCount[],
  gap: string,
  { before, after }: Span,
  touched: ReadonlySet<string>,
): { treated: Course; others: Course[] } {
  const courses = new Map<string, { before: number[]; after: number[] }>();
  const courseOf = (id: string) => {
    const known = courses.get(id);
    if (known) return known;
    const fresh = { before: new Array<number>(before).fill(0), after: new Array<number>(after).fill(0) };
    courses.set(id, fresh);
    return fresh;
  };
  const treated = courseOf(gap);
  for (const { gap: id, week, count } of counts) {
    if (touched.has(id) && id !== gap) continue;
    const course = courseOf(id);
    if (week < 0) course.before[before + week] = count;
    else course.after[week] = count;
  }
  return { treated, others: [...courses].filter(([id]) => id !== gap).map(([, course]) => course) };
}

/** The courses as they were known after some weeks. */
export const upTo = (course: Course, weeks: number): Course => ({
  before: course.before,
  after: course.after.slice(0, weeks),
});

/** What the others let expect of the gap in each week, by how they went in it against the weeks before. */
export function expectedByWeek(treated: Course, others: readonly Course[]): (number | null)[] {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const own = sum(treated.before);
  const all = sum(others.map(({ before }) => sum(before)));
  if (own === 0 || all === 0) return [...treated.before, ...treated.after].map(() => null);
  const weekOf = (time: 'before' | 'after', week: number) =>
    (own / all) * sum(others.map((course) => course[time][week] ?? 0));
  return [
    ...treated.before.map((_, week) => weekOf('before', week)),
    ...treated.after.map((_, week) => weekOf('after', week)),
  ];
}
