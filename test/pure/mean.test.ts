import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MeanMetric } from '../../backend/src/contract/metric.js';
import { metrics } from '../../backend/src/contract/metrics.js';
import { ratioOfSums, t95, weigh } from '../../backend/src/metrics/mean.js';
import { measuredOf } from '../../backend/src/metrics/measured.js';
import { momentsOf } from '../../backend/src/metrics/plan.js';

// Tables of Student's t, two-sided 95 %.
test.each([
  [2, 4.303],
  [4, 2.776],
  [9, 2.262],
  [30, 2.042],
  [1000, 1.962],
])('the 95 %% point of t with %i degrees of freedom is that of the tables', (freedom, published) => {
  expect(Math.abs(t95(freedom) / published - 1)).toBeLessThan(0.01);
});

/** Darwin's maize, differences of 15 pairs (Fisher, The Design of Experiments, 1935, §17): 20.93, 0.03 to 41.84. */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

test('the mean of Darwin’s maize and its interval are the published ones', () => {
  const sums = maize.reduce((all, x) => ({ x: all.x + x, xx: all.xx + x * x }), { x: 0, xx: 0 });
  const { value, interval } = ratioOfSums({ n: 15, sumR: 15, sumX: sums.x, sumXX: sums.xx, sumXR: sums.x });
  expect(value).toBeCloseTo(20.93, 2);
  expect(interval?.low).toBeCloseTo(0.03, 1);
  expect(interval?.high).toBeCloseTo(41.84, 1);
});

test('two rows have a mean and no interval, none has neither', () => {
  expect(ratioOfSums({ n: 2, sumR: 2, sumX: 10, sumXX: 68, sumXR: 10 })).toEqual({
    value: 5,
    interval: null,
    error: null,
  });
  expect(ratioOfSums({ n: 4, sumR: 0, sumX: 10, sumXX: 68, sumXR: 0 })).toEqual({
    value: null,
    interval: null,
    error: null,
  });
});

const row = fc.record({ human: fc.nat(4000), taken: fc.nat(2), resolved: fc.boolean() });

/** Sums over the rows themselves. */
function sumsOf(metric: MeanMetric, rows: { human: number; taken: number; resolved: boolean }[]): number[] {
  const read = (each: (typeof rows)[number], measure: string): number => {
    if (measure === 'handle_seconds') return each.human;
    if (measure === 'human_contacts') return each.taken;
    return measure === 'resolved' ? Number(each.resolved) : 1;
  };
  const parts = [metric.numerator, metric.denominator, ...momentsOf(metric)];
  return parts.map((part) =>
    rows.reduce((sum, each) => sum + part.reduce((all, measure) => all * read(each, measure), 1), 0),
  );
}

test('a cost per resolved episode is the sum of the costs over those resolved, however it was summed', () => {
  const rates = { currency: 'EUR', bot_episode: 0.12, human_contact: 1.5, human_hour: 36 };
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), (rows) => {
      const metric: MeanMetric = metrics.cost_per_resolved;
      const measured = measuredOf(metric, sumsOf(metric, rows), rates);
      const costs = rows.map(({ human, taken }) => 0.12 + 1.5 * taken + (36 / 3600) * human);
      const resolved = rows.filter((each) => each.resolved).length;
      const total = costs.reduce((sum, cost) => sum + cost, 0);
      expect(measured.denominator).toBe(resolved);
      if (resolved === 0) {
        expect(measured.value).toBeNull();
        return;
      }
      const value = total / resolved;
      expect(measured.value).toBeCloseTo(value, 6);
      // The variance from the rows: residuals of x about R·r.
      const residuals = rows.reduce(
        (sum, each, i) => sum + ((costs[i] ?? 0) - value * Number(each.resolved)) ** 2,
        0,
      );
      const n = rows.length;
      const half = (t95(n - 1) * Math.sqrt((n / (n - 1)) * residuals)) / resolved;
      expect(measured.interval?.high).toBeCloseTo(value + half, 4);
    }),
  );
});

test('what costs has no number before somebody has set a rate', () => {
  const metric: MeanMetric = metrics.cost_per_handoff;
  expect(measuredOf(metric, [10, 10, 10, 600, 10, 600, 36_000, 10, 600], null)).toEqual({
    value: null,
    interval: null,
    numerator: 10,
    denominator: 10,
  });
});

test('weights of one term scale its mean', () => {
  const { sumX, sumXX } = weigh([0.01], { n: 2, sumR: 2, moments: [300, 50_000, 300] });
  expect([sumX, sumXX]).toEqual([3, 5]);
});

test('an interval does not leave what a row’s value can be', () => {
  const metric: MeanMetric = metrics.fidelity_macro;
  // Four handoffs, three of them whole: the normal interval would go beyond 1.
  const { value, interval } = measuredOf(metric, [4, 4, 0, 35_000, 325_000_000, 35_000], null);
  expect(value).toBeCloseTo(0.875);
  expect(interval?.high).toBe(1);
});
