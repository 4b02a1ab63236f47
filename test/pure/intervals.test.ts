import fc from 'fast-check';
import { expect, test } from 'vitest';
import { poisson, rateRatio, wilson } from '../../backend/src/metrics/intervals.js';

// Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('Wilson interval of %i in %i as published', (successes, trials, low, high) => {
  const interval = wilson(successes, trials);
  expect(interval?.low).toBeCloseTo(low, 4);
  expect(interval?.high).toBeCloseTo(high, 4);
});

test('a share of nothing has no interval', () => expect(wilson(0, 0)).toBeNull());

test('an interval holds its share and stays within 0 and 1', () => {
  const counts = fc.nat(1_000_000).chain((trials) => fc.tuple(fc.nat(trials), fc.constant(trials)));
  fc.assert(
    fc.property(counts, ([successes, trials]) => {
      const interval = wilson(successes, trials);
      if (!interval) return trials === 0;
      const share = successes / trials;
      return 0 <= interval.low && interval.low <= share && share <= interval.high && interval.high <= 1;
    }),
  );
});

// Exact limits: Garwood, Biometrika 28 (1936) 437–442.
test.each([
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [5, 1.623, 11.668],
  [10, 4.795, 18.39],
  [100, 81.36, 121.63],
])('the interval of a count of %i is near the exact one', (count, low, high) => {
  const interval = poisson(count);
  expect(Math.abs(interval.low - low)).toBeLessThan(Math.max(0.02, low * 0.01));
  expect(Math.abs(interval.high - high)).toBeLessThan(high * 0.01);
});

test('a ratio of rates has an interval around it, and none without events', () => {
  const ratio = rateRatio({ events: 30, exposure: 100 }, { events: 20, exposure: 100 });
  expect(ratio?.ratio).toBeCloseTo(1.5);
  expect(ratio?.low).toBeCloseTo(0.852, 3);
  expect(ratio?.high).toBeCloseTo(2.641, 3);
  expect(rateRatio({ events: 0, exposure: 100 }, { events: 20, exposure: 100 })).toBeNull();
});
