import { seededNormal, seededRandom } from '../../backend/src/gaps/random.js';
import { type Course, effectOf, verdictOf } from '../../backend/src/improvements/effect.js';

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
}

/** Gaps of several sizes under one season, each with a season and a walk of its own; the first is mended half way. */
function simulate({ gaps, weeks, scatter, walk, season, effect }: Site): number[][] {
  return Array.from({ length: gaps }, (_, gap) => {
    const size = 25 * Math.exp(0.6 * normal());
    const phase = 2 * Math.PI * random();
    let level = 0;
    return Array.from({ length: weeks }, (_, week) => {
      level += walk * normal();
      const turn = (2 * Math.PI * week) / 52;
      const common = 0.3 * Math.sin(turn);
      const mended = gap === 0 && week >= weeks / 2 ? effect : 1;
      return poisson(
        size * mended * Math.exp(common + season * Math.sin(turn + phase) + level + scatter * normal()),
      );
    });
  });
}

/** Looked at every week; the share of sites where an effect, in the better or worse direction, was called at some look. */
export function shareCalled(site: Site, runs: number): { improved: number; regressed: number } {
  const called = { improved: 0, regressed: 0 };
  const half = site.weeks / 2;
  for (let run = 0; run < runs; run++) {
    const series = simulate(site);
    for (let weeks = 1; weeks <= half; weeks++) {
      const [treated, ...others] = series.map((counts) => ({
        before: counts.slice(0, half),
        after: counts.slice(half, half + weeks),
      }));
      const verdict = verdictOf(effectOf(treated as Course, others), true, 0.2);
      if (verdict !== 'improved' && verdict !== 'regressed') continue;
      called[verdict] += 1 / runs;
      break;
    }
  }
  return called;
}

export const quiet: Site = { gaps: 12, weeks: 40, scatter: 0.1, walk: 0, season: 0, effect: 1 };
export const restless: Site = { ...quiet, scatter: 0.2, walk: 0.02, season: 0.2 };
