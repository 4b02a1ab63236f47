import { describe, expect, it } from 'vitest';
import {
  boundary,
  type Course,
  detectableFall,
  effectOf,
  partsUntilSeen,
  verdictOf,
} from '../../backend/src/improvements/effect.js';
import { quiet, restless, shareCalled } from '../support/effect-sites.js';

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
