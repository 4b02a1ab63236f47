import { seededNormal, seededRandom } from '../../backend/src/gaps/engine/random.js';
import { type Piece, type Step, stepsOf } from '../../backend/src/improvements/steps.js';

export interface RateSite {
  /** A week. */
  episodes: number;
  /** Weeks before the first release, from one to the next, and in all. */
  before: number;
  every: number;
  weeks: number;
  /** In the logarithm of the odds: amplitude of the season, drift of a week, scatter of a week, step at each release. */
  season: number;
  walk: number;
  scatter: number;
  effect: number;
}

export const holding: RateSite = {
  episodes: 140,
  before: 8,
  every: 4,
  weeks: 40,
  season: 0,
  walk: 0,
  scatter: 0.05,
  effect: 0,
};
export const seasonal: RateSite = { ...holding, season: 0.3 };
export const drifting: RateSite = { ...holding, season: 0.2, walk: 0.03, scatter: 0.1 };

const random = seededRandom(21);
const normal = seededNormal(22);

function binomial(trials: number, share: number): number {
  if (trials > 60)
    return Math.max(
      0,
      Math.min(trials, Math.round(trials * share + Math.sqrt(trials * share * (1 - share)) * normal())),
    );
  return Array.from({ length: trials }, random).filter((value) => value < share).length;
}

/** A bot that hands over two of five, under a season of unknown phase. */
export function rateCourse({
  episodes,
  before,
  every,
  weeks,
  season,
  walk,
  scatter,
  effect,
}: RateSite): Piece[] {
  const phase = 2 * Math.PI * random();
  let level = Math.log(0.4 / 0.6);
  return Array.from({ length: weeks }, (_, week) => {
    level += walk * normal();
    const releases = week < before ? 0 : 1 + Math.floor((week - before) / every);
    const log =
      level + season * Math.sin((2 * Math.PI * week) / 52 + phase) + scatter * normal() + releases * effect;
    return { at: week + 0.5, episodes, escalated: binomial(episodes, 1 / (1 + Math.exp(-log))), releases };
  });
}

const isCalled = (step: Step | null | undefined): boolean =>
  !!step && (step.expected.low > step.since || step.expected.high < step.since);

/** Looked at every week: the share of bots of which the first release, and of which all together, are called an effect at some look. */
export function shareOfSteps(site: RateSite, runs: number): { first: number; all: number } {
  const called = { first: 0, all: 0 };
  for (let run = 0; run < runs; run++) {
    const course = rateCourse(site);
    const looks = Array.from({ length: site.weeks - site.before }, (_, i) =>
      stepsOf(course.slice(0, site.before + 1 + i)),
    );
    if (looks.some(({ each }) => isCalled(each[0]))) called.first += 1 / runs;
    if (looks.some(({ all }) => isCalled(all))) called.all += 1 / runs;
  }
  return called;
}
