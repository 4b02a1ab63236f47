import { describe, expect, test } from 'vitest';
import { arrivalsOf, lagAt } from '../../backend/src/connections/arrivals.js';
import { volumeOf } from '../../backend/src/connections/volume.js';
import { lagBounds } from '../../backend/src/contract/sources.js';
import type { LedgerEvent } from '../../backend/src/ledger/ledger-event.js';

describe('volume against its usual', () => {
  /** The last 29 days; `weekly`: what the same day of the four weeks before brought, the latest first. */
  const days = (now: number, weekly: number[]) => {
    const all = Array.from({ length: 29 }, () => 50);
    all[28] = now;
    weekly.forEach((number, i) => {
      all[28 - 7 * (i + 1)] = number;
    });
    return all;
  };

  test('the band is Student’s prediction interval of the same hours of four weeks', () => {
    // mean 100, standard deviation 11.547; t with 3 degrees of freedom 3.182, times sqrt(1 + 1/4)
    const { usual, verdict } = volumeOf(days(95, [110, 90, 110, 90]), 29);
    expect(usual).toMatchObject({ value: 100, weeks: 4 });
    expect(usual?.low).toBeCloseTo(100 - 3.182 * 11.547 * Math.sqrt(1.25), 1);
    expect(usual?.high).toBeCloseTo(100 + 3.182 * 11.547 * Math.sqrt(1.25), 1);
    expect(verdict).toBe('usual');
    expect(volumeOf(days(58, [110, 90, 110, 90]), 29).verdict).toBe('less');
    expect(volumeOf(days(142, [110, 90, 110, 90]), 29).verdict).toBe('more');
  });

  test('weeks that are alike by chance give no narrower band than counts have', () => {
    const { usual } = volumeOf(days(100, [100, 100, 100, 100]), 29);
    expect(usual?.low).toBeCloseTo(100 - 3.182 * 10 * Math.sqrt(1.25), 1);
  });

  test('of a source that is there for less than two weeks nobody can say', () => {
    expect(volumeOf(days(0, [100, 100, 100, 100]), 14)).toEqual({ now: 0, usual: null, verdict: 'unknown' });
    expect(volumeOf(days(0, [100, 100, 0, 0]), 15)).toMatchObject({ usual: { weeks: 2 } });
    expect(volumeOf([], 0)).toEqual({ now: 0, usual: null, verdict: 'unknown' });
  });
});

describe('arrivals', () => {
  const at = Date.parse('2026-03-02T23:59:00Z');
  const event = (lagSeconds: number, more: Partial<LedgerEvent> = {}) =>
    ({ source: 'bot', at, rx: at + lagSeconds * 1000, pub: {}, ...more }) as LedgerEvent;

  test('are kept by source and day of arrival', () => {
    const found = arrivalsOf([event(1), event(30), event(61), event(0, { source: 'other' })]);
    expect(found.map(({ source, day, events }) => [source, day, events])).toEqual([
      ['bot', '2026-03-02', 2],
      ['bot', '2026-03-03', 1],
      ['other', '2026-03-02', 1],
    ]);
  });

  test('a lag is the upper bound of its bin; a clock that runs ahead has none', () => {
    const lags = (...seconds: number[]) =>
      arrivalsOf(seconds.map((one) => event(one, { rx: at + one * 1000 }))).flatMap((one) => one.lags);
    const [bins = []] = arrivalsOf([event(-5), event(1), event(2), event(40)]).map((one) => one.lags);
    expect(bins.slice(0, 4)).toEqual([2, 1, 0, 1]);
    expect([lagAt(bins, 0.5), lagAt(bins, 0.9)]).toEqual([1, 60]);
    expect(lagAt(lags(3_000_000), 0.5)).toBeNull();
    expect(lagAt([], 0.5)).toBeNull();
    expect(lagBounds.every((bound, i) => i === 0 || bound > (lagBounds[i - 1] ?? 0))).toBe(true);
  });

  test('an assumed time is no lag', () => {
    const [found] = arrivalsOf([event(5, { pub: { assumed: 1 } })]);
    expect([found?.events, found?.lags.reduce((sum, one) => sum + one, 0)]).toEqual([1, 0]);
  });
});
