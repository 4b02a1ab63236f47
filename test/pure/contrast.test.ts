import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimumRows } from '../../backend/src/contract/metric.js';
import { type MetricName, metricOf } from '../../backend/src/contract/metrics.js';
import { binOf } from '../../backend/src/metrics/bins.js';
import { contrast, isClear, type Side, verdictOf } from '../../backend/src/metrics/contrast.js';
import { addTallies } from '../../backend/src/metrics/tally.js';
import type { BinCount } from '../../backend/src/metrics/times.js';

const shares = (successes: number, trials: number): Side => ({
  tally: { sums: [successes, trials], bins: [] },
  days: 1,
});
const counts = (count: number, days: number): Side => ({ tally: { sums: [count], bins: [] }, days });
const times = (...bins: BinCount[]): Side => ({ tally: { sums: [], bins }, days: 1 });
const at = (seconds: number, count: number, kind: BinCount['kind'] = 'happened'): BinCount => ({
  bin: binOf(seconds),
  kind,
  count,
});
const judged = (name: MetricName, a: Side, b: Side) => {
  const metric = metricOf(name);
  const found = contrast(metric, a, b);
  return verdictOf(metric, found, isClear(found));
};

describe('the verdict', () => {
  test.each([
    ['escalation_rate', shares(150, 1000), shares(250, 1000), 'better'],
    ['escalation_rate', shares(250, 1000), shares(150, 1000), 'worse'],
    ['fidelity', shares(250, 1000), shares(150, 1000), 'better'],
    ['handed_off', shares(250, 1000), shares(150, 1000), 'different'],
    ['escalation_rate', shares(150, 1000), shares(152, 1000), 'no_difference_seen'],
    ['escalation_rate', shares(0, 29), shares(900, 1000), 'too_few'],
    ['handoffs', counts(300, 10), counts(100, 10), 'different'],
    ['handoffs', counts(300, 30), counts(100, 10), 'no_difference_seen'],
    ['waiting_handoffs', counts(300, 10), counts(0, 10), 'worse'],
    ['handoffs', counts(9, 10), counts(12, 10), 'too_few'],
    ['handoffs', counts(300, 0), counts(100, 10), 'too_few'],
    ['time_to_action', times(at(60, 100)), times(at(600, 100)), 'better'],
    ['time_to_action', times(at(600, 100)), times(at(60, 100)), 'worse'],
    ['time_to_action', times(at(60, 29)), times(at(600, 100)), 'too_few'],
  ] as const)('on %s follows its better direction: %#', (name, a, b, verdict) => {
    expect(judged(name, a, b)).toBe(verdict);
  });

  test('sees that half were never answered, though the medians of the answered are alike', () => {
    const left = times(at(60, 50), at(86_400, 50, 'open'));
    const good = times(at(60, 100));
    expect(judged('time_to_action', left, good)).toBe('worse');
  });

  test('calls nobody faster where the curves cross and the medians say the opposite', () => {
    // A: half at once, the rest never. B: all after ten minutes.
    const a = times(at(10, 55), at(604_800, 45, 'open'));
    const b = times(at(600, 100));
    const found = contrast(metricOf('time_to_action'), a, b);
    expect(found.difference).toBeLessThan(0);
    expect(found.direction).toBe(1);
    expect(judged('time_to_action', a, b)).toBe('no_difference_seen');
  });
});

test('a share against itself is never clear, and turning round turns the sign', () => {
  const side = fc
    .integer({ min: minimumRows, max: 2000 })
    .chain((trials) => fc.tuple(fc.nat(trials), fc.constant(trials)))
    .map(([successes, trials]) => shares(successes, trials));
  fc.assert(
    fc.property(side, side, (a, b) => {
      const metric = metricOf('escalation_rate');
      expect(isClear(contrast(metric, a, a))).toBe(false);
      const [one, other] = [contrast(metric, a, b), contrast(metric, b, a)];
      expect(one.difference).toBeCloseTo(-(other.difference ?? 0), 12);
      expect(one.interval?.low).toBeCloseTo(-(other.interval?.high ?? 0), 12);
      expect(one.test?.p).toBeCloseTo(other.test?.p ?? 0, 12);
      return one.interval !== null && one.interval.low <= (one.difference ?? 0);
    }),
  );
});

test('shares have a ratio, with the interval of Katz', () => {
  // 189 of 11,034 against 104 of 11,037: heart attacks under placebo and aspirin, Agresti (2002) 72: 1.82, 1.43 to 2.31.
  const { ratio } = contrast(metricOf('escalation_rate'), shares(189, 11_034), shares(104, 11_037));
  expect(ratio?.value).toBeCloseTo(1.818, 3);
  expect(ratio?.low).toBeCloseTo(1.433, 3);
  expect(ratio?.high).toBeCloseTo(2.306, 3);
  expect(contrast(metricOf('escalation_rate'), shares(0, 100), shares(5, 100)).ratio).toBeNull();
});

test('means that cannot be negative have a ratio, with the interval of the delta method', () => {
  // 50 of 10 s and 50 of 30 s, against half as long: errors of 5.03 % each.
  const mean = (scale: number): Side => ({
    tally: { sums: [100, 100, 2000 * scale, 50_000 * scale ** 2, 2000 * scale], bins: [] },
    days: 1,
  });
  const { ratio } = contrast(metricOf('handle_time'), mean(1), mean(0.5));
  expect(ratio?.value).toBeCloseTo(2, 12);
  expect(ratio?.low).toBeCloseTo(1.73995, 3);
  expect(ratio?.high).toBeCloseTo(2.29892, 3);
  const turned = contrast(metricOf('handle_time'), mean(0.5), mean(1)).ratio;
  expect(turned?.low).toBeCloseTo(1 / (ratio?.high ?? 0), 12);
  expect(contrast(metricOf('handle_time'), mean(1), mean(0)).ratio).toBeNull();
});

test('of one hundred comparisons where nothing differs, about five are clear', () => {
  let seed = 11;
  const draw = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const sample = () => shares(Array.from({ length: 400 }, draw).filter((one) => one < 0.2).length, 400);
  const metric = metricOf('escalation_rate');
  const clear = Array.from({ length: 1000 }, () => isClear(contrast(metric, sample(), sample())));
  const share = clear.filter(Boolean).length / clear.length;
  expect(share).toBeGreaterThan(0.02);
  expect(share).toBeLessThan(0.08);
});

test('tallies of parts add up, in any order and grouping', () => {
  const bin = fc.record({
    bin: fc.nat(5),
    kind: fc.constantFrom<BinCount['kind']>('happened', 'ended', 'open'),
    count: fc.integer({ min: 1, max: 9 }),
  });
  const tally = fc.record({
    sums: fc.array(fc.nat(100), { minLength: 2, maxLength: 2 }),
    bins: fc.array(bin),
  });
  const sorted = ({ sums, bins }: { sums: readonly number[]; bins: readonly BinCount[] }) => ({
    sums,
    bins: bins.map(({ bin: place, kind, count }) => `${place} ${kind} ${count}`).sort(),
  });
  fc.assert(
    fc.property(fc.array(tally, { minLength: 1 }), fc.nat(), (parts, cut) => {
      const at = cut % parts.length;
      const grouped = addTallies([addTallies(parts.slice(at)), addTallies(parts.slice(0, at))]);
      expect(sorted(grouped)).toEqual(sorted(addTallies(parts)));
    }),
  );
});
