import fc from 'fast-check';
import { expect, test } from 'vitest';
import { falseDiscovery } from '../../backend/src/metrics/false-discovery.js';
import { newcombe, rateRatio } from '../../backend/src/metrics/intervals.js';
import { chiSquareTail, normalQuantile, normalTails } from '../../backend/src/metrics/tails.js';

// Abramowitz & Stegun (1964), table 26.8: percentage points of the chi-squared distribution.
test.each([
  [3.84146, 1, 0.05],
  [6.6349, 1, 0.01],
  [10.828, 1, 0.001],
  [7.81473, 3, 0.05],
  [18.307, 10, 0.05],
  [0.114832, 3, 0.99],
  [43.773, 30, 0.05],
  [149.449, 100, 0.001],
])('chi-squared exceeds %d on %i degrees of freedom with the chance in the table', (x, df, p) => {
  expect(chiSquareTail(x, df) / p).toBeCloseTo(1, 3);
});

// Abramowitz & Stegun (1964), table 26.1: both sides of the normal distribution, and its far tail.
test.each([
  [0, 1],
  [1, 0.317310507862914],
  [1.959963984540054, 0.05],
  [3, 0.00269979606326],
  [6, 1.973175290075396e-9],
  [10, 1.523970604832094e-23],
])('a normal variable is further than %d from zero with the chance in the table', (z, p) => {
  expect(normalTails(z) / p).toBeCloseTo(1, 9);
});

test('a quantile undoes its tail', () => {
  expect(normalQuantile(0.05)).toBeCloseTo(1.959963984540054, 10);
  fc.assert(
    fc.property(fc.double({ min: 1e-12, max: 0.999, noNaN: true }), (p) => {
      expect(normalTails(normalQuantile(p)) / p).toBeCloseTo(1, 6);
    }),
  );
});

// Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [6, 7, 2, 7, 0.0582, 0.8062],
  [5, 56, 0, 29, -0.0381, 0.1926],
  [0, 10, 0, 20, -0.1611, 0.2775],
  [0, 10, 0, 10, -0.2775, 0.2775],
  [10, 10, 0, 20, 0.6791, 1],
  [10, 10, 0, 10, 0.6075, 1],
])('the difference of %i in %i and %i in %i has the published interval', (a, m, b, n, low, high) => {
  const interval = newcombe({ successes: a, trials: m }, { successes: b, trials: n });
  expect(interval?.low).toBeCloseTo(low, 4);
  expect(interval?.high).toBeCloseTo(high, 4);
});

test('there is no difference from a share of nothing', () => {
  expect(newcombe({ successes: 0, trials: 0 }, { successes: 1, trials: 2 })).toBeNull();
});

test('the ratio of two rates has the published interval', () => {
  // Rothman, Greenland & Lash, Modern Epidemiology (2008) 244: breast cancer after fluoroscopy, 1.86 (1.03–3.35).
  const found = rateRatio({ events: 41, exposure: 28_010 }, { events: 15, exposure: 19_017 });
  expect(found?.ratio).toBeCloseTo(1.86, 2);
  expect(found?.low).toBeCloseTo(1.03, 2);
  expect(found?.high).toBeCloseTo(3.35, 2);
});

/** Benjamini & Hochberg (1995) 297: fifteen hypotheses on thrombolysis, sorted. */
const published = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

test('the false discovery rate of 5 % names the four of the paper, where Bonferroni names three', () => {
  const { named, adjusted } = falseDiscovery(published, 0.05);
  expect(named).toBe(4);
  expect(adjusted.filter((q) => q <= 0.05)).toEqual(adjusted.slice(0, 4));
  expect(published.filter((p) => p <= 0.05 / 15)).toHaveLength(3);
});

test('a rate of 10 % names all nine up to 0.0459', () => {
  // By the paper's rule: the largest i with p(i) ≤ i / 15 · 0.1 is 9, for 0.0459 ≤ 0.06.
  expect(falseDiscovery(published, 0.1).named).toBe(9);
});

test('what is named does not depend on the order, and whoever is named keeps those with less chance', () => {
  const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(list, (ps) => {
      const { adjusted, named } = falseDiscovery(ps, 0.1);
      const sorted = [...ps].sort((a, b) => a - b);
      const rank = sorted.findLastIndex((p, i) => p <= ((i + 1) / ps.length) * 0.1) + 1;
      expect(named).toBe(rank);
      ps.forEach((p, i) => {
        ps.forEach((other, j) => {
          if (p < other) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
        });
      });
    }),
  );
});

test('of twenty alike, seldom is one named', () => {
  // 400 families of 20 with nothing to find: a rate of 10 % names somebody in some 10 % of them.
  let seed = 7;
  const draw = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const families = Array.from({ length: 400 }, () => Array.from({ length: 20 }, draw));
  const loud = families.filter((ps) => falseDiscovery(ps, 0.1).named > 0).length;
  expect(loud).toBeGreaterThan(400 * 0.05);
  expect(loud).toBeLessThan(400 * 0.15);
  expect(families.filter((ps) => ps.some((p) => p < 0.05)).length).toBeGreaterThan(400 * 0.5);
});
