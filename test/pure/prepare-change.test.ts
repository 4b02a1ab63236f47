import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeInterval, changeOf, changeText, type Estimate } from '../../frontend/src/charts/change.js';
import { wilson } from '../../frontend/src/charts/wilson.js';

const share = (numerator: number, denominator: number): Estimate => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : numerator / denominator,
  interval: wilson(numerator, denominator),
});

describe('a change against the comparison period', () => {
  it('has the interval that Newcombe published for 56 of 70 against 48 of 80', () => {
    const change = changeOf(share(56, 70), share(48, 80), 'higher');
    expect(change?.difference).toBeCloseTo(0.2, 10);
    expect(change?.interval?.low).toBeCloseTo(0.0524, 4);
    expect(change?.interval?.high).toBeCloseTo(0.3339, 4);
  });

  it('follows the better direction, not up and down', () => {
    const [low, high] = [share(100, 1000), share(200, 1000)];
    expect(changeOf(low, high, 'lower')?.tone).toBe('good');
    expect(changeOf(high, low, 'lower')?.tone).toBe('bad');
    expect(changeOf(high, low, 'higher')?.tone).toBe('good');
    expect(changeOf(high, low, 'neither')?.tone).toBe('neutral');
  });

  it('is neutral while its interval includes zero', () => {
    const change = changeOf(share(101, 1000), share(100, 1000), 'lower');
    expect(change).toMatchObject({ tone: 'neutral', clear: false });
  });

  it('is not made of too few rows', () => {
    expect(changeOf(share(5, 29), share(300, 1000), 'lower')).toBeNull();
    expect(changeOf(share(300, 1000), share(0, 0), 'lower')).toBeNull();
    expect(changeOf(share(300, 1000), undefined, 'lower')).toBeNull();
  });

  it('turns round when the periods are exchanged', () => {
    const counts = fc
      .integer({ min: 30, max: 5000 })
      .chain((n) => fc.integer({ min: 0, max: n }).map((k) => share(k, n)));
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [there, back] = [changeOf(a, b, 'lower'), changeOf(b, a, 'lower')];
        expect(there?.interval?.low).toBeCloseTo(-(back?.interval?.high ?? Number.NaN), 10);
        expect(there?.interval?.low).toBeLessThanOrEqual((there?.difference ?? 0) + 1e-12);
        expect(there?.interval?.high).toBeGreaterThanOrEqual((there?.difference ?? 0) - 1e-12);
      }),
    );
  });

  it('is told in points, or in one unit of time', () => {
    const change = changeOf(share(200, 1000), share(150, 1000), 'lower');
    expect(change && changeText(change, 'ratio')).toBe('+5.0 pp');
    const slower = {
      difference: 90,
      interval: { low: -30, high: 200 },
      tone: 'neutral',
      direction: 'up',
      clear: false,
    } as const;
    expect(changeText(slower, 'seconds')).toBe('+90 s');
    expect(changeInterval(slower, 'seconds')).toBe('−30 to +200');
    expect(changeText({ ...slower, difference: -5400 }, 'seconds')).toBe('−90.0 min');
  });
});

describe('the Wilson interval', () => {
  it('is that of the published example, 81 of 263', () => {
    const interval = wilson(81, 263);
    expect(interval?.low).toBeCloseTo(0.2553, 4);
    expect(interval?.high).toBeCloseTo(0.3662, 4);
  });

  it('stays within zero and one, and holds the share', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000 }), fc.nat({ max: 10_000 }), (a, b) => {
        const [k, n] = [Math.min(a, b), Math.max(a, b, 1)];
        const interval = wilson(k, n);
        expect(interval?.low).toBeGreaterThanOrEqual(0);
        expect(interval?.high).toBeLessThanOrEqual(1);
        expect(interval?.low).toBeLessThanOrEqual(k / n);
        expect(interval?.high).toBeGreaterThanOrEqual(k / n);
      }),
    );
  });

  it('is absent where there is nothing to divide by', () => {
    expect(wilson(0, 0)).toBeNull();
  });
});
