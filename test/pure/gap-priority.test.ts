import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { costOf, heavyFrom, isForEver, priorityOf } from '../../backend/src/gaps/describe/priority.js';
import {
  discoverChanges,
  isOverdispersed,
  poissonTest,
  rateChange,
} from '../../backend/src/gaps/describe/rate-change.js';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import { changesOf } from '../../backend/src/gaps/gap-summary.js';

describe('a change of a rate', () => {
  it('is tested exactly', () => {
    // R, help page of poisson.test (Boice & Monson, breast cancer): 11 in 800 against 21 in 3011 person-years.
    expect(poissonTest(11, 800, 21, 3011)).toBeCloseTo(0.07967, 5);
    // The sign test of 30 against 12, both tails of the binomial.
    expect(poissonTest(30, 4, 12, 4)).toBeCloseTo(0.0079159, 7);
    expect(poissonTest(20, 4, 20, 4)).toBeCloseTo(1, 9);
  });

  it('has the interval of its logarithm, and none when there are too few', () => {
    // By hand: ln 2 ± 1.96 √(1/40 + 1/20)
    const change = rateChange({ recent: [10, 10, 10, 10], earlier: [5, 5, 5, 5] });
    expect(change).toMatchObject({ ratio: 2, model: 'poisson' });
    expect(change?.low).toBeCloseTo(1.169, 3);
    expect(change?.high).toBeCloseTo(3.421, 3);
    expect(rateChange({ recent: [4, 0, 0, 0], earlier: [5, 0, 0, 0] })).toBeNull();
    expect(rateChange({ recent: [30, 0, 0, 0], earlier: [0, 0, 0, 0] })).toBeNull();
  });

  it('of counts that scatter is judged by the negative binomial, which is not so easily convinced', () => {
    // Σ(y − 10)²/10 = 80 on 6 degrees of freedom.
    const bursts = { recent: [40, 0, 0, 0], earlier: [0, 20, 0, 0] };
    expect(isOverdispersed([bursts.recent, bursts.earlier])).toBe(true);
    const change = rateChange(bursts);
    expect(change?.model).toBe('negative_binomial');
    expect(change?.p).toBeGreaterThan(0.3);
    expect(poissonTest(40, 4, 20, 4)).toBeLessThan(0.02);
    // k by moments: (1200 − 30 + 300 − 15) / (3·100 + 3·25) = 3.88; ln 2 ± 1.96 √(1/40 + 1/20 + 3.88/2)
    expect(change?.high).toBeCloseTo(2 * Math.exp(1.959964 * Math.sqrt(0.075 + 3.88 / 2)), 2);
  });

  it('Fisher’s index of dispersion is that of the table', () => {
    // 12.592 is the 5 % point of chi-squared on 6 degrees of freedom; even counts scatter less.
    expect(
      isOverdispersed([
        [10, 10, 10, 10],
        [5, 5, 5, 5],
      ]),
    ).toBe(false);
    expect(
      isOverdispersed([
        [2, 18, 10, 10],
        [5, 5, 5, 5],
      ]),
    ).toBe(true);
    expect(
      isOverdispersed([
        [4, 16, 10, 10],
        [5, 5, 5, 5],
      ]),
    ).toBe(false);
  });

  it('among many gaps that only change by chance is seldom named', () => {
    const random = seededRandom(3);
    const poisson = (mean: number) => {
      let [count, chance] = [0, random()];
      for (const limit = Math.exp(-mean); chance > limit; count++) chance *= random();
      return count;
    };
    const four = () => Array.from({ length: 4 }, () => poisson(6));
    const changes = new Map(
      Array.from({ length: 400 }, (_, i) => [i, rateChange({ recent: four(), earlier: four() })]),
    );
    const named = [...discoverChanges(changes).values()];
    expect(named.filter(({ p }) => p < 0.05).length).toBeGreaterThan(3);
    expect(named.filter(({ q }) => q < 0.05).length).toBeLessThan(3);
  });

  it('is not taken for one where the data only begins', () => {
    const end = new Date('2026-06-01T00:00:00Z');
    const courses = [{ id: 'a', weekly: [1, 1, 1, 1, 9, 9, 9, 9] }];
    expect(changesOf(courses, new Date('2026-05-01T00:00:00Z'), end).size).toBe(0);
    expect(changesOf(courses, new Date('2026-01-01T00:00:00Z'), end).get('a')?.ratio).toBe(9);
  });
});

describe('the priority of a gap', () => {
  const rates = { currency: 'EUR', bot_episode: 0.1, human_contact: 2, human_hour: 30 };

  test.each([
    ['money where rates are set', 360, { rates, handleSeconds: 600 }, 'money', 5],
    ['the mean work where its own is not known', null, { rates, handleSeconds: 720 }, 'money', 8],
    ['hours without rates', 360, { rates: null, handleSeconds: 600 }, 'hours', 0.1],
    ['one each where nothing is known', null, { rates: null, handleSeconds: null }, 'count', 1],
    [
      'hours where rates are all nothing',
      360,
      { rates: { ...rates, human_contact: 0, human_hour: 0 }, handleSeconds: 600 },
      'hours',
      0.1,
    ],
  ] as const)('is counted in %s', (_, own, basis, expected, per) => {
    const cost = costOf(own, basis);
    expect(cost.basis).toBe(expected);
    expect(cost.perEscalation).toBeCloseTo(per, 9);
  });

  it('has the interval of its volume', () => {
    const cost = costOf(null, { rates: null, handleSeconds: null });
    const priority = priorityOf(10, cost, 0.8);
    expect(priority.value).toBeCloseTo(8, 9);
    // Exact Poisson limits of 10 are 4.795 and 18.39 (Breslow & Day, table 2.10); Byar's are within 1 %.
    expect(priority.low / 0.8 / 4.795).toBeCloseTo(1, 1);
    expect(priority.high / 0.8 / 18.39).toBeCloseTo(1, 1);
    expect(priorityOf(0, cost, 0.8)).toMatchObject({ value: 0, low: 0 });
  });
});

describe('the same escalation for ever', () => {
  const steady = {
    weekly: Array.from({ length: 13 }, () => 3),
    ageDays: 200,
    change: null,
    isOpen: true,
    agreement: 0.9,
    heavy: 24,
  };

  test.each([
    ['is old, steady, heavy, open and resolved in one way', {}, true],
    ['may rise', { change: { ratio: 2, q: 0.001 } }, true],
    ['is not new', { ageDays: 60 }, false],
    ['is not falling for certain', { change: { ratio: 0.3, q: 0.001 } }, false],
    ['may seem to fall by chance', { change: { ratio: 0.8, q: 0.4 } }, true],
    ['may be away for a week', { weekly: [3, 3, 3, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3] }, true],
    ['is not away for two', { weekly: [3, 3, 3, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3] }, false],
    ['is not what humans resolve in many ways', { agreement: 0.5 }, false],
    ['is not what nobody says how it was resolved', { agreement: null }, false],
    ['is not one of many small ones', { heavy: 25 }, false],
    ['is not dismissed, or a rule', { isOpen: false }, false],
  ])('%s', (_, more, expected) => {
    expect(isForEver({ ...steady, ...more })).toBe(expected);
  });

  it('is one of the fewest gaps that have half of the last eight weeks', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(50), { minLength: 8, maxLength: 13 })), (weeks) => {
        const volumes = weeks.map((weekly) => weekly.slice(-8).reduce((sum, count) => sum + count, 0));
        const heavy = heavyFrom(weeks.map((weekly) => ({ weekly })));
        const sumOf = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0);
        expect(2 * sumOf(volumes.filter((one) => one >= heavy))).toBeGreaterThanOrEqual(sumOf(volumes));
        // Without those of this size it would be less.
        const larger = sumOf(volumes.filter((one) => one > heavy));
        if (sumOf(volumes) > 0) expect(2 * larger).toBeLessThan(sumOf(volumes));
      }),
    );
  });
});
