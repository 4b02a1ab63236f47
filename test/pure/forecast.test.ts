import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  backTest,
  expectHour,
  forecastLevel,
  knownHours,
  negativeBinomialQuantile,
  type PastHour,
  patternOf,
  weeksBefore,
} from '../../backend/src/metrics/forecast.js';
import { Random } from '../../backend/src/simulate/random.js';

const hour = 3_600_000;
const week = 168 * hour;
/** Monday, 00:00 UTC. */
const monday = Date.parse('2026-03-02T00:00:00Z');

const hoursOf = (weeks: number, count: (place: number, week: number) => number): PastHour[] =>
  Array.from({ length: weeks * 168 }, (_, i) => ({
    at: monday + i * hour,
    place: i % 168,
    count: count(i % 168, Math.floor(i / 168)),
  }));
const endOf = (weeks: number) => monday + weeks * week;

describe('the quantile of the negative binomial', () => {
  // scipy.stats.nbinom.ppf(p, size, success) with size 5, success 0.25: mean 15, variance 60.
  test.each([
    [0.05, 5],
    [0.5, 14],
    [0.95, 29],
  ])('%d of mean 15 and variance 60 is %d', (p, count) =>
    expect(negativeBinomialQuantile(p, 15, 60)).toBe(count),
  );

  it('comes near the Poisson where the variance is hardly above the mean', () => {
    // Poisson 4: P(X ≤ 1) = 0.0916, P(X ≤ 7) = 0.9489, P(X ≤ 8) = 0.9786.
    expect(negativeBinomialQuantile(0.09, 4, 4.0001)).toBe(1);
    expect(negativeBinomialQuantile(0.945, 4, 4.0001)).toBe(7);
    expect(negativeBinomialQuantile(0.95, 4, 4.0001)).toBe(8);
  });

  it('rises with the share, also for large means', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 3000, noNaN: true }),
        fc.double({ min: 1.05, max: 9, noNaN: true }),
        (mean, index) => {
          const [low, middle, high] = [0.05, 0.5, 0.95].map((p) =>
            negativeBinomialQuantile(p, mean, mean * index),
          );
          expect(low).toBeLessThanOrEqual(middle as number);
          expect(middle).toBeLessThanOrEqual(high as number);
          expect(Math.abs((middle as number) - mean)).toBeLessThanOrEqual(Math.sqrt(mean * index) + 1);
        },
      ),
    );
  });
});

describe('the pattern of a week', () => {
  it('weighs later weeks more', () => {
    // Weights 1, 0.8: (1 × 10 + 0.8 × 19) / 1.8 = 14, worth 1.8² / 1.64 weeks.
    const pattern = patternOf(
      hoursOf(2, (_, n) => (n === 1 ? 10 : 19)),
      endOf(2),
    );
    expect(pattern.seasons.get(0)?.mean).toBeCloseTo(14, 12);
    expect(pattern.seasons.get(0)?.weight).toBeCloseTo(3.24 / 1.64, 12);
    // Two values 9 apart: variance 40.5, mean 14.5.
    expect(pattern.dispersion).toBeCloseTo(40.5 / 14.5, 12);
  });

  it('repeats what never changes, and scatters no less than chance', () => {
    const pattern = patternOf(
      hoursOf(6, (place) => place % 24),
      endOf(6),
    );
    expect(pattern.dispersion).toBe(1);
    expect(expectHour(pattern, 20)?.expected).toBeCloseTo(20, 9);
    // A Poisson of 20 lies between 13 and 28 in 90 of 100.
    expect(expectHour(pattern, 20)?.low).toBeGreaterThanOrEqual(11);
    expect(expectHour(pattern, 20)?.high).toBeLessThanOrEqual(30);
  });

  it('does not promise that nothing comes where nothing came, and says nothing of what was never seen', () => {
    const pattern = patternOf(
      hoursOf(4, (place) => (place === 1 ? 0 : 50)),
      endOf(4),
    );
    expect(expectHour(pattern, 1)).toMatchObject({ expected: 0, low: 0 });
    expect(expectHour(pattern, 1)?.high).toBeGreaterThan(0);
    expect(expectHour(patternOf([], endOf(4)), 1)).toBeNull();
  });

  it('knows nothing of what comes after', () => {
    const counts = fc.array(fc.nat(40), { minLength: 168 * 2, maxLength: 168 * 2 });
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        const before = hoursOf(2, (place, n) => one[n * 168 + place] ?? 0);
        const after = hoursOf(4, (place, n) => other[(n % 2) * 168 + place] ?? 0).slice(336);
        expect(patternOf([...before, ...after], endOf(2))).toEqual(patternOf(before, endOf(2)));
      }),
      { numRuns: 20 },
    );
  });
});

/** A Poisson count; `scatter`: of a rate that itself scatters from week to week. */
function drawn(random: Random, mean: number): number {
  let [count, left] = [0, mean];
  for (;;) {
    left -= random.exponential(1);
    if (left < 0) return count;
    count += 1;
  }
}
const busy = (place: number) => (place % 24 >= 8 && place % 24 < 20 ? 12 : 1.5) * (place < 120 ? 1 : 0.4);

describe('the back-test', () => {
  it('finds that the interval holds what it says, for chance alone', () => {
    const random = Random.of(7, 'forecast');
    const hours = hoursOf(10, (place) => drawn(random, busy(place)));
    const found = backTest(hours, endOf(10));
    expect(found).toMatchObject({ weeks: 4, hours: 4 * 168 });
    // Counts are whole: the interval holds rather more.
    expect(found?.share).toBeGreaterThan(forecastLevel - 0.02);
    expect(found?.share).toBeLessThan(0.98);
    expect(found?.error).toBeLessThan(found?.lastWeekError ?? 0);
  });

  it('and where busy hours scatter from week to week', () => {
    const random = Random.of(8, 'forecast');
    const hours = hoursOf(10, (place) => drawn(random, busy(place) * random.lognormal(1, 0.5)));
    const found = backTest(hours, endOf(10));
    expect(found?.share).toBeGreaterThan(forecastLevel - 0.04);
    expect(found?.share).toBeLessThan(0.98);
  });

  it('says so when the last weeks were not like those before', () => {
    const random = Random.of(9, 'forecast');
    const hours = hoursOf(8, (place, n) => drawn(random, busy(place) * (n === 7 ? 4 : 1)));
    expect(backTest(hours.slice(168 * 3), endOf(8))?.share).toBeLessThan(0.6);
  });

  it('needs four weeks before the week that it judges', () => {
    expect(
      backTest(
        hoursOf(4, () => 3),
        endOf(4),
      ),
    ).toBeNull();
    expect(
      backTest(
        hoursOf(5, () => 3),
        endOf(5),
      )?.weeks,
    ).toBe(1);
  });
});

it('begins with the first whole week in which anybody sent something', () => {
  const hours = hoursOf(6, (place, n) => (n === 0 && place < 5 ? 0 : 2));
  const known = knownHours(hours, endOf(6));
  expect(weeksBefore(known, endOf(6))).toBe(5);
  expect(known[0]?.at).toBe(endOf(1));
  expect(
    knownHours(
      hoursOf(3, () => 0),
      endOf(3),
    ),
  ).toEqual([]);
});
