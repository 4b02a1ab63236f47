import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binOf, lowerEdge, middleOf, relativeError, upperEdge } from '../../backend/src/metrics/bins.js';
import {
  bandsOf,
  countTimes,
  kaplanMeier,
  quantile,
  survivalAt,
} from '../../backend/src/metrics/survival.js';
import { quantilesOf, shareWithin, timesOf } from '../../backend/src/metrics/times.js';

/** Weeks in remission under 6-MP; `+` is censored. Freireich et al., Blood 21 (1963); Gehan, Biometrika 52 (1965). */
const remission = '6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+'
  .split(' ')
  .map((text) => ({ time: Number.parseInt(text, 10), event: !text.endsWith('+') }));

test('the curve of the leukaemia data is the published one', () => {
  const steps = kaplanMeier(countTimes(remission));
  expect(steps.map((step) => [step.time, step.atRisk, Number(step.survival.toFixed(3))])).toEqual([
    [6, 21, 0.857],
    [7, 17, 0.807],
    [10, 15, 0.753],
    [13, 12, 0.69],
    [16, 11, 0.627],
    [22, 7, 0.538],
    [23, 6, 0.448],
  ]);
});

// Log-log limits of the same data as R's survfit(conf.type = "log-log") gives them.
test.each([
  [6, 0.62, 0.952],
  [10, 0.503, 0.889],
  [23, 0.188, 0.68],
])('the band at %i weeks is the log-log one', (time, low, high) => {
  const step = kaplanMeier(countTimes(remission)).find((one) => one.time === time);
  expect(step?.low).toBeCloseTo(low, 2);
  expect(step?.high).toBeCloseTo(high, 2);
});

test('its median is 23 weeks, at least 13, with no upper limit', () => {
  expect(quantile(kaplanMeier(countTimes(remission)), 0.5)).toEqual({ time: 23, low: 13, high: null });
});

test('without censoring the curve is the share that is left', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 60 }), (times) => {
      const steps = kaplanMeier(countTimes(times.map((time) => ({ time, event: true }))));
      for (let at = 0; at <= 31; at++) {
        const left = times.filter((time) => time > at).length / times.length;
        expect(survivalAt(steps, at)).toBeCloseTo(left, 9);
      }
    }),
  );
});

test('bands of the leukaemia data are differences of the published curve', () => {
  const bands = bandsOf(kaplanMeier(countTimes(remission)), [6, 13, 22]);
  expect(bands.map(({ from, to }) => [from, to])).toEqual([
    [0, 6],
    [6, 13],
    [13, 22],
    [22, null],
  ]);
  const published = [1 - 0.857, 0.857 - 0.69, 0.69 - 0.538, 0.538];
  for (const [i, { share }] of bands.entries()) expect(share).toBeCloseTo(published[i] ?? 0, 2);
});

test('without censoring bands are shares of a sample, with its variance, and sum to one', () => {
  const times = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 60 });
  const edges = fc.uniqueArray(fc.integer({ min: 1, max: 29 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(times, edges, (all, unsorted) => {
      const bounds = [...unsorted].sort((a, b) => a - b);
      const steps = kaplanMeier(countTimes(all.map((time) => ({ time, event: true }))));
      const bands = bandsOf(steps, bounds, 1);
      expect(bands.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      for (const { from, to, share, low, high } of bands) {
        const within = all.filter((time) => time > from && time <= (to ?? 1e9)).length / all.length;
        expect(share).toBeCloseTo(within, 9);
        const error = Math.sqrt((within * (1 - within)) / all.length);
        // The variance has no value once nobody is left.
        if (all.some((time) => time > (to ?? 1e9))) {
          expect(low).toBeCloseTo(Math.max(0, within - error), 9);
          expect(high).toBeCloseTo(Math.min(1, within + error), 9);
        }
      }
    }),
  );
});

test('who was never answered keeps the curve from coming down', () => {
  const answered = [1, 2, 3, 4].map((time) => ({ time, event: true }));
  const waiting = [5, 6, 7, 8, 9, 10].map((time) => ({ time, event: false }));
  const steps = kaplanMeier(countTimes([...answered, ...waiting]));
  expect(steps.at(-1)?.survival).toBeCloseTo(0.6);
  expect(quantile(steps, 0.5).time).toBeNull();
});

test('a bin stands for its times within the stated error', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (seconds) => {
      const bin = binOf(seconds);
      expect(seconds).toBeGreaterThanOrEqual(lowerEdge(bin) * (1 - 1e-12));
      expect(seconds).toBeLessThanOrEqual(upperEdge(bin) * (1 + 1e-12));
      expect(Math.abs(middleOf(bin) / seconds - 1)).toBeLessThanOrEqual(relativeError + 1e-9);
    }),
  );
  expect(relativeError).toBeLessThanOrEqual(0.025);
});

test('quantiles from bins are those of the individuals, within the stated error', () => {
  const one = fc.record({ time: fc.double({ min: 1, max: 1e6, noNaN: true }), event: fc.boolean() });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 50 }), (individuals) => {
      const bins = individuals.map(({ time, event }) => ({
        bin: binOf(time),
        kind: event ? ('happened' as const) : ('open' as const),
        count: 1,
      }));
      const binned = quantilesOf(timesOf(bins)).p50;
      // Inside a bin the order of events and censorings is lost: censored last is what a bin says.
      const rounded = individuals.map(({ time, event }) => ({ time: middleOf(binOf(time)), event }));
      expect(binned).toBe(quantile(kaplanMeier(countTimes(rounded)), 0.5).time);
    }),
  );
});

test('the share within a target is exact at the edges of bins and between its neighbours inside', () => {
  const times = timesOf([
    { bin: binOf(30), kind: 'happened', count: 50 },
    { bin: binOf(600), kind: 'happened', count: 30 },
    { bin: binOf(900), kind: 'open', count: 20 },
  ]);
  expect(shareWithin(times, 60)).toBeCloseTo(0.5);
  expect(shareWithin(times, 3600)).toBeCloseTo(0.8);
  expect(shareWithin(times, 10)).toBe(0);
  const inside = shareWithin(times, 600) ?? 0;
  expect(inside).toBeGreaterThan(0.5);
  expect(inside).toBeLessThan(0.8);
  expect(shareWithin(timesOf([]), 60)).toBeNull();
});
