import { describe, expect, it } from 'vitest';
import { seededNormal, seededRandom } from '../../backend/src/gaps/random.js';
import {
  boundary,
  type Course,
  detectableFall,
  effectOf,
  partsUntilSeen,
  verdictOf,
} from '../../backend/src/improvements/effect.js';

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

interface Site {
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
function shareCalled(site: Site, runs: number): { improved: number; regressed: number } {
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

const quiet: Site = { gaps: 12, weeks: 40, scatter: 0.1, walk: 0, season: 0, effect: 1 };
const restless: Site = { ...quiet, scatter: 0.2, walk: 0.02, season: 0.2 };

describe('an effect', () => {
  it.each([
    ['of nothing, under a season that all gaps share', quiet],
    ['of nothing, where every gap drifts and has a season of its own', restless],
  ])('%s is called at most once in twenty, however often one looks', (_, site) => {
    const { improved, regressed } = shareCalled(site, 200);
    expect(improved + regressed).toBeLessThanOrEqual(0.05);
  });

  it('that is there is found where gaps hold still', () => {
    expect(shareCalled({ ...quiet, effect: 0.6 }, 60).improved).toBeGreaterThan(0.9);
    expect(shareCalled({ ...quiet, effect: 1.6 }, 60).regressed).toBeGreaterThan(0.9);
  });

  it('is the fall against the other gaps, not the fall', () => {
    const halved = (size: number): Course => ({
      before: Array.from({ length: 10 }, () => size),
      after: Array.from({ length: 10 }, () => size / 2),
    });
    const effect = effectOf(halved(80), [40, 60, 100, 120].map(halved));
    expect(effect?.ratio).toBeCloseTo(1, 2);
    expect(effect?.drift).toBe(0);
    const fallen = { ...halved(80), after: Array.from({ length: 10 }, () => 20) };
    const found = effectOf(fallen, [40, 60, 100, 120].map(halved));
    expect(found?.ratio).toBeCloseTo(0.5, 2);
    expect(found?.avoided.value).toBeCloseTo(200, -1);
  });

  it('is not told without gaps to hold it against', () => {
    const course = { before: [9, 9, 9], after: [3, 3, 3] };
    expect(effectOf(course, [course, course])).toBeNull();
    expect(verdictOf(null, false, 0.2)).toBe('no_control');
  });

  it('is ruled out, or too early to tell, as the interval says', () => {
    const at = (low: number, high: number) =>
      verdictOf(
        {
          ratio: 1,
          interval: { low, high },
          error: 0,
          drift: 0,
          dispersion: 1,
          avoided: { value: 0, low: 0, high: 0 },
        },
        true,
        0.2,
      );
    expect(at(0.85, 1.1)).toBe('no_effect');
    expect(at(0.7, 1.1)).toBe('too_early');
    expect(at(0.7, 0.95)).toBe('improved');
    expect(at(1.05, 1.4)).toBe('regressed');
  });
});

describe('the boundary', () => {
  it('is where the mixture of likelihood ratios is one in twenty', () => {
    // ∫ N(x; d, v) N(d; 0, s²) dd / N(x; 0, v) = 20, by the sum over d.
    for (const variance of [0.001, 0.01, 0.1]) {
      const x = boundary(variance);
      const density = (value: number, spread: number) =>
        Math.exp((-value * value) / (2 * spread)) / Math.sqrt(2 * Math.PI * spread);
      let mixture = 0;
      for (let d = -4; d < 4; d += 1e-3) mixture += density(x - d, variance) * density(d, 0.09) * 1e-3;
      expect(mixture / density(x, variance)).toBeCloseTo(20, 1);
    }
  });

  it('shrinks with the error, and so does what can be seen', () => {
    expect(detectableFall(0.05)).toBeLessThan(detectableFall(0.1));
    const course = (size: number): Course => ({
      before: Array.from({ length: 26 }, () => size),
      after: [size],
    });
    const others = [30, 40, 50, 60].map(course);
    const large = partsUntilSeen(course(50), others, 0.5) ?? 99;
    const small = partsUntilSeen(course(5), others, 0.5) ?? 99;
    expect(large).toBeLessThan(small);
  });
});
