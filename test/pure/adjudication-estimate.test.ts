import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../backend/src/adjudication/allocate.js';
import { drawSample } from '../../backend/src/adjudication/draw.js';
import { estimate, meanOfShares, type Sampled } from '../../backend/src/adjudication/estimate.js';
import { halfWidthAt, precisionCurve } from '../../backend/src/adjudication/precision.js';
import { wilson } from '../../backend/src/metrics/intervals.js';

const none = { judged: 0, correct: 0 };

describe('the estimate', () => {
  it('has the standard error of Cochran’s list of addresses', () => {
    // Cochran, Sampling Techniques (1977), section 3.2: 38 of 200 from 3,042; total 578, standard error 81.8.
    const found = estimate(none, [{ population: 3042, read: 200, judged: 200, correct: 38 }]);
    expect(Math.round((found?.value ?? 0) * 3042)).toBe(578);
    expect((found?.standardError ?? 0) * 3042).toBeCloseTo(81.8, 1);
  });

  it('of a full census is the plain number, without an interval around it', () => {
    const census = fc.array(
      fc
        .record({ judged: fc.nat(50), correct: fc.nat(50), unknown: fc.nat(5) })
        .filter(({ judged, correct }) => correct <= judged)
        .map(({ judged, correct, unknown }) => ({
          population: judged + unknown,
          read: judged + unknown,
          judged,
          correct,
        })),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(census, fc.nat(40), (strata, certain) => {
        const judged = strata.reduce((sum, stratum) => sum + stratum.judged, certain);
        const correct = strata.reduce((sum, stratum) => sum + stratum.correct, certain);
        const found = estimate({ judged: certain, correct: certain }, strata);
        if (judged === 0) expect(found).toBeNull();
        else {
          expect(found?.value).toBeCloseTo(correct / judged, 12);
          expect(found?.low).toBeCloseTo(correct / judged, 9);
          expect(found?.high).toBeCloseTo(correct / judged, 9);
        }
      }),
    );
  });

  it('keeps its interval around its value and within 0 and 1', () => {
    const stratum = fc
      .record({
        read: fc.integer({ min: 1, max: 60 }),
        more: fc.nat(500),
        judged: fc.nat(60),
        correct: fc.nat(60),
      })
      .filter(({ read, judged, correct }) => judged <= read && correct <= judged)
      .map(({ read, more, judged, correct }) => ({ population: read + more, read, judged, correct }));
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 6 }), fc.nat(30), (strata, judged) => {
        const found = estimate({ judged, correct: Math.floor(judged / 2) }, strata);
        if (!found) return;
        expect(found.low).toBeGreaterThanOrEqual(0);
        expect(found.high).toBeLessThanOrEqual(1);
        expect(found.low).toBeLessThanOrEqual(found.value + 1e-9);
        expect(found.high).toBeGreaterThanOrEqual(found.value - 1e-9);
      }),
    );
  });

  it('is Wilson’s interval for a small sample from very many', () => {
    const found = estimate(none, [{ population: 1e9, read: 50, judged: 50, correct: 45 }]);
    const plain = wilson(45, 50);
    expect(found?.low).toBeCloseTo(plain?.low ?? 0, 2);
    expect(found?.high).toBeCloseTo(plain?.high ?? 0, 2);
  });

  it('is silent while a stratum has not been read', () => {
    const read = { population: 100, read: 10, judged: 10, correct: 9 };
    expect(estimate(none, [read, { population: 5, read: 0, judged: 0, correct: 0 }])).toBeNull();
    expect(estimate(none, [])).toBeNull();
    expect(estimate({ judged: 4, correct: 3 }, [])?.value).toBe(0.75);
  });
});

/** A centre where systems judge what went well, and people have to find out about the rest. */
function population() {
  const kinds = [
    { stratum: 'refund', size: 450, right: 0.55 },
    { stratum: 'address', size: 250, right: 0.8 },
    { stratum: 'call back', size: 100, right: 0.93 },
  ];
  const unknown = kinds.flatMap(({ stratum, size, right }) =>
    Array.from({ length: size }, (_, i) => ({
      key: `${stratum} ${i}`,
      stratum,
      // Every 50th cannot be judged by anybody.
      judged: i % 50 === 7 ? 0 : 1,
      correct: i % 50 !== 7 && i < size * right ? 1 : 0,
    })),
  );
  return { unknown, certain: { judged: 500, correct: 470 } };
}

/** Counts what was read of each stratum. */
function readOf(
  all: readonly { stratum: string }[],
  read: readonly { stratum: string; judged: number; correct: number }[],
): Sampled[] {
  return [...new Set(all.map(({ stratum }) => stratum))].map((name) => {
    const mine = read.filter(({ stratum }) => stratum === name);
    return {
      population: all.filter(({ stratum }) => stratum === name).length,
      read: mine.length,
      judged: mine.reduce((sum, { judged }) => sum + judged, 0),
      correct: mine.reduce((sum, { correct }) => sum + correct, 0),
    };
  });
}

describe('over 500 seeded samples of a known population', () => {
  const { unknown, certain } = population();
  const sum = (of: (unit: (typeof unknown)[number]) => number) =>
    unknown.reduce((all, unit) => all + of(unit), 0);
  const truth =
    (certain.correct + sum(({ correct }) => correct)) / (certain.judged + sum(({ judged }) => judged));
  const layers = [...new Set(unknown.map(({ stratum }) => stratum))].map((name) => ({
    name,
    population: unknown.filter(({ stratum }) => stratum === name).length,
    spread: 0.4,
  }));
  const runs = 500;

  function covered(size: number, part: number) {
    let [within, total] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const drawn = drawSample(unknown, allocate(layers, size, 'proportional'), `run ${run}`);
      const read = drawn.slice(0, Math.round(drawn.length * part)).map(({ unit }) => unit);
      const found = estimate(certain, readOf(unknown, read));
      if (!found) throw new Error('no estimate');
      if (found.low <= truth && truth <= found.high) within += 1;
      total += found.value;
    }
    return { coverage: within / runs, bias: total / runs - truth };
  }

  // A share of 500 at 95 % has a standard deviation of 1 point: three of them above, and half a point more below,
  // for Wilson's interval at an effective size is itself an approximation.
  it.each([
    [60, 1],
    [150, 1],
    [300, 1],
    // Half of what was drawn: the order of reading is random too.
    [200, 0.5],
  ])('the interval of %i draws, a share of %d of them read, covers the truth in 95 of 100', (size, part) => {
    const { coverage, bias } = covered(size, part);
    expect(coverage).toBeGreaterThan(0.915);
    expect(coverage).toBeLessThan(0.98);
    expect(Math.abs(bias)).toBeLessThan(0.006);
  });

  it('the plain number over what systems judged does not, for they judge what went well', () => {
    const plain = wilson(certain.correct, certain.judged);
    expect(truth).toBeLessThan(plain?.low ?? 0);
    let within = 0;
    for (let run = 0; run < runs; run += 1) {
      const drawn = drawSample(unknown, allocate(layers, 150, 'proportional'), `run ${run}`);
      const judged = certain.judged + drawn.reduce((all, { unit }) => all + unit.judged, 0);
      const correct = certain.correct + drawn.reduce((all, { unit }) => all + unit.correct, 0);
      const naive = wilson(correct, judged);
      if (naive && naive.low <= truth && truth <= naive.high) within += 1;
    }
    // With 150 random readings thrown together with them, still nearly never.
    expect(within / runs).toBeLessThan(0.05);
  });
});

describe('the worth of more readings', () => {
  const strata = [
    { population: 500, drawn: 60, read: 20, judged: 20, correct: 15 },
    { population: 200, drawn: 20, read: 8, judged: 8, correct: 8 },
  ];

  it('never makes the interval wider, and everything read leaves none', () => {
    const curve = precisionCurve({ judged: 100, correct: 90 }, strata);
    expect(curve.length).toBeGreaterThan(5);
    for (const [i, point] of curve.entries()) {
      const before = curve[i - 1];
      if (before) {
        expect(point.reads).toBeGreaterThan(before.reads);
        expect(point.halfWidth).toBeLessThanOrEqual(before.halfWidth + 1e-9);
      }
    }
    expect(curve.at(-1)).toEqual({ reads: 700, halfWidth: expect.closeTo(0, 6) });
  });

  it('takes the widest interval before anything is read', () => {
    const unread = strata.map((stratum) => ({ ...stratum, read: 0, judged: 0, correct: 0 }));
    const plain = wilson(50, 100);
    const half = halfWidthAt(none, unread, 100);
    const width = ((plain?.high ?? 0) - (plain?.low ?? 0)) / 2;
    expect(half).toBeLessThan(width);
    expect(half).toBeGreaterThan(width * 0.85);
  });
});

describe('a mean over handoffs', () => {
  it('is as sure as the shares are alike', () => {
    expect(meanOfShares(null, null, 0)).toBeNull();
    const alike = meanOfShares(0.8, 0.01, 100);
    const unlike = meanOfShares(0.8, 0.16, 100);
    expect((alike?.high ?? 0) - (alike?.low ?? 0)).toBeLessThan((unlike?.high ?? 0) - (unlike?.low ?? 0));
    // 0.16 is the variance of yes and no at 0.8: then it is Wilson's interval itself.
    expect(unlike?.low).toBeCloseTo(wilson(80, 100)?.low ?? 0, 12);
    expect(unlike?.high).toBeCloseTo(wilson(80, 100)?.high ?? 0, 12);
  });
});
