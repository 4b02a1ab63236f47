import { seededNormal, seededRandom } from '../../backend/src/gaps/engine/random.js';
import type { Course } from '../../backend/src/improvements/course.js';
import { effectOf, pooled, verdictOf } from '../../backend/src/improvements/effect.js';

const random = seededRandom(11);
const normal = seededNormal(12);

function poisson(mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  let left = Math.exp(mean) * random();
  let count = 0;
  for (let term = 1; left > term; count++) {
    left -= term;
    term *= mean / (count + 1);
  }
  return count;
}

export interface Site {
  gaps: number;
  weeks: number;
  /** Of one week against the next beyond chance, of a gap's slow walk, and of its own season. */
  scatter: number;
  walk: number;
  season: number;
  effect: number;
  /** Escalations of a usual gap in a week. */
  size?: number;
  /** The gap is mended of which most came in the last four weeks, as people choose; else any. */
  isChosen?: boolean;
  /** Of the others, so many a month are worked on in the time since, and no longer left alone. */
  touchedMonthly?: number;
}

/** Gaps of several sizes under one season, each with a season and a walk of its own: what is to be expected by week. */
function expectedOf({ gaps, weeks, scatter, walk, season, size = 25 }: Site): number[][] {
  return Array.from({ length: gaps }, () => {
    const own = size * Math.exp(0.6 * normal());
    const phase = 2 * Math.PI * random();
    let level = 0;
    return Array.from({ length: weeks }, (_, week) => {
      level += walk * normal();
      const turn = (2 * Math.PI * week) / 52;
      const common = 0.3 * Math.sin(turn);
      return own * Math.exp(common + season * Math.sin(turn + phase) + level + scatter * normal());
    });
  });
}

const monthOf = 4;

/** Escalations by week, the mended gaps first; half way they are. */
function simulate(site: Site, mended: number): number[][] {
  const half = site.weeks / 2;
  const gaps = expectedOf(site).map((means) => ({ means, before: means.slice(0, half).map(poisson) }));
  const lately = ({ before }: (typeof gaps)[number]) => before.slice(-monthOf).reduce((a, b) => a + b, 0);
  if (site.isChosen) gaps.sort((a, b) => lately(b) - lately(a));
  return gaps.map(({ means, before }, gap) => [
    ...before,
    ...means.slice(half).map((mean) => poisson(gap < mended ? mean * site.effect : mean)),
  ]);
}

/** Courses as they are known some weeks after: the mended gaps, and the others as long as they are left alone. */
function coursesAt(
  series: readonly number[][],
  { weeks: all, touchedMonthly }: Site,
  weeks: number,
  mended: number,
): { treated: Course[]; others: Course[] } {
  const half = all / 2;
  const courses = series.map((counts, gap): Course => {
    const isMended = gap < mended;
    const left =
      isMended || !touchedMonthly ? weeks : monthOf * Math.ceil((gap - mended + 1) / touchedMonthly);
    return { before: counts.slice(0, half), after: counts.slice(half, half + Math.min(weeks, left)) };
  });
  return { treated: courses.slice(0, mended), others: courses.slice(mended) };
}

/**
 * Looked at every week; the share of sites where an effect, in the better or worse direction, was called at some look.
 * `mended`: gaps of one release, judged together.
 */
export function shareCalled(site: Site, runs: number, mended = 1): { improved: number; regressed: number } {
  const called = { improved: 0, regressed: 0 };
  for (let run = 0; run < runs; run++) {
    const series = simulate(site, mended);
    for (let weeks = 1; weeks <= site.weeks / 2; weeks++) {
      const { treated, others } = coursesAt(series, site, weeks, mended);
      const found = treated.flatMap((course) => effectOf(course, others) ?? []);
      const verdict = verdictOf(mended === 1 ? (found[0] ?? null) : pooled(found), true, 0.2);
      if (verdict !== 'improved' && verdict !== 'regressed') continue;
      called[verdict] += 1 / runs;
      break;
    }
  }
  return called;
}

export const quiet: Site = { gaps: 12, weeks: 40, scatter: 0.1, walk: 0, season: 0, effect: 1 };
export const restless: Site = { ...quiet, scatter: 0.2, walk: 0.02, season: 0.2 };
/** Many gaps with an escalation or so in a week, of which the one is mended that had most lately; others follow each month. */
export const busy: Site = {
  ...quiet,
  gaps: 60,
  weeks: 26,
  size: 1,
  walk: 0.01,
  season: 0.1,
  isChosen: true,
  touchedMonthly: 5,
};
