import { describe, expect, it } from 'vitest';
import { boundary } from '../../backend/src/improvements/boundary.js';
import { contrastOf } from '../../backend/src/improvements/contrast.js';
import type { Course } from '../../backend/src/improvements/course.js';
import {
  detectableFall,
  effectFrom,
  effectOf,
  partsUntilSeen,
  pooled,
  verdictOf,
} from '../../backend/src/improvements/effect.js';
import { busy, quiet, restless, shareCalled } from '../support/effect-sites.js';

describe('an effect', () => {
  it.each([
    ['of nothing, under a season that all gaps share', quiet],
    ['of nothing, where every gap drifts and has a season of its own', restless],
    ['of nothing, for a small gap that is mended because much came of it lately', { ...busy, gaps: 30 }],
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
    expect(effect?.contrast.drift).toBe(0);
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
    const at = (low: number, high: number) => verdictOf({ interval: { low, high } }, true, 0.2);
    expect(at(0.85, 1.1)).toBe('no_effect');
    expect(at(0.7, 1.1)).toBe('too_early');
    expect(at(0.7, 0.95)).toBe('improved');
    expect(at(1.05, 1.4)).toBe('regressed');
  });
});

describe('what is expected of a gap', () => {
  const flat = (before: number, after: number, weeks = 4): Course => ({
    before: [before],
    after: Array.from({ length: weeks }, () => after),
  });

  it('holds each week against gaps that are not touched yet in it', () => {
    // Four gaps of 20 double; a fifth of 20 holds still and is touched after one of the four weeks.
    const others = [...[1, 2, 3, 4].map(() => flat(20, 40)), { before: [20], after: [20] }];
    const found = contrastOf(flat(20, 30), others);
    // All had 20, so that the usual count is 20; week 1: 180 of 100 before, weeks 2 to 4: 160 of 80.
    expect(found?.usual).toBeCloseTo(20, 10);
    expect(found?.expected).toBeCloseTo(20 * (1.8 + 3 * 2), 10);
    expect(found?.observed).toBe(120);
  });

  it('counts no week in which fewer than four are left alone', () => {
    const others = [flat(20, 20), flat(20, 20), flat(20, 20), flat(20, 20, 2), flat(20, 20, 1)];
    expect(contrastOf(flat(20, 20), others)?.weeks).toBe(2);
  });

  it('is less than it had where that was more than usual by chance', () => {
    // Mean 12, variance (8² + 4 × 2²) ÷ 4 = 20, of which chance is 12: trust 8 ÷ 20, 0.4 × 20 + 0.6 × 12.
    const others = [10, 10, 10, 10].map((count) => flat(count, count));
    expect(contrastOf(flat(20, 10), others)?.usual).toBeCloseTo(15.2, 10);
  });
});

describe('a gap of which nothing comes any more', () => {
  const others = [12, 18, 24, 20, 16].map(
    (size): Course => ({ before: new Array(10).fill(size / 10), after: new Array(10).fill(size / 10) }),
  );
  const gone: Course = { before: new Array(10).fill(2), after: new Array(10).fill(0) };

  it('is called mended as soon as chance hardly explains it, not never', () => {
    const effect = effectOf(gone, others);
    expect(verdictOf(effect, true, 0.2)).toBe('improved');
    expect(effect?.interval.low).toBe(0);
    const soon = effectOf({ ...gone, after: [0] }, others);
    expect(verdictOf(soon, true, 0.2)).toBe('too_early');
  });
});

describe('several improvements together', () => {
  const contrast = { observed: 10, expected: 20, usual: 20, dispersion: 1, drift: 0, weeks: 8, controls: 9 };

  it('are all that was observed against all that was expected', () => {
    const one = effectFrom({ ...contrast, own: 0.05, spread: 0.06 });
    const together = pooled(Array.from({ length: 10 }, () => one));
    expect(together?.contrast).toMatchObject({ observed: 100, expected: 200 });
    // Own errors shrink with ten, the shared does not.
    expect(together?.contrast.own).toBeCloseTo(0.005, 12);
    expect(together?.contrast.spread).toBeCloseTo(0.015, 12);
    expect(verdictOf(one, true, 0.2)).toBe('too_early');
    expect(verdictOf(together, true, 0.2)).toBe('improved');
    expect(pooled([])).toBeNull();
  });

  it('are called an effect at most once in twenty where there is none', () => {
    const { improved, regressed } = shareCalled({ ...busy, gaps: 30 }, 40, 5);
    expect(improved + regressed).toBeLessThanOrEqual(0.05);
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
      for (let d = -8; d < 8; d += 1e-3)
        mixture += density(x - d, variance) * density(d, Math.LN2 ** 2) * 1e-3;
      expect(mixture / density(x, variance)).toBeCloseTo(20, 1);
    }
  });

  it('shrinks with the error, and so does what can be seen', () => {
    const fall = (spread: number) => detectableFall({ expected: 200, spread, dispersion: 1 });
    expect(fall(0.01)).toBeLessThan(fall(0.05));
    expect(detectableFall({ expected: 2, spread: 0.01, dispersion: 1 })).toBeGreaterThan(0.9);
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
