import { describe, expect, it } from 'vitest';
import { prepareSurvival, survivalTable } from '../../frontend/src/charts/prepare-survival.js';

type Survival = Parameters<typeof prepareSurvival>[0];

const survival = (more: Partial<Survival> = {}): Survival => ({
  metric: 'time_to_action',
  watermark: '2026-03-02T00:00:00.000Z',
  timed: 100,
  observed: 90,
  censored: { open: 4, ended: 6 },
  untimed: 0,
  quantiles: {
    p50: 60,
    p90: null,
    p95: null,
    intervals: {
      p50: { low: 50, high: 3600 },
      p90: { low: 3600, high: null },
      p95: { low: null, high: null },
    },
  },
  target: { seconds: 900, withinShare: 0.8 },
  curve: [
    { seconds: 0, share: 0, low: 0, high: 0, atRisk: 100 },
    { seconds: 10, share: 0.1, low: 0.05, high: 0.2, atRisk: 90 },
    { seconds: 60, share: 0.5, low: 0.4, high: 0.6, atRisk: 50 },
    { seconds: 3600, share: 0.85, low: 0.8, high: 0.9, atRisk: 10 },
  ],
  bands: null,
  relativeError: 0.02,
  ...more,
});

describe('time until somebody acts', () => {
  it('has a logarithmic axis with ticks that a clock has', () => {
    const { points, times, domain } = prepareSurvival(survival());
    expect(points.map(({ x }) => x)).toEqual([1, Math.log10(60), Math.log10(3600)]);
    expect(times.map(({ label }) => label)).toEqual(['15 s', '1 min', '5 min', '15 min', '1 h']);
    expect(domain[0]).toBe(1);
  });

  it('keeps the target in sight when everybody was faster or slower', () => {
    const fast = survival({ curve: [{ seconds: 5, share: 1, low: 1, high: 1, atRisk: 0 }] });
    const { domain, target } = prepareSurvival(fast);
    expect(domain[1]).toBeGreaterThanOrEqual(target?.x ?? Number.POSITIVE_INFINITY);
    expect(target?.label).toBe('target 15 min: 80 %');
  });

  it('marks only the quantiles that the curve reaches', () => {
    expect(prepareSurvival(survival()).quantiles).toEqual([
      { share: 0.5, x: Math.log10(60), label: '50 % by 1 min' },
    ]);
  });

  it('says for whom nobody acted, so that the unanswered stay in', () => {
    expect(prepareSurvival(survival({ untimed: 3 })).note).toBe(
      'Median 1 min (50 s – 1 h) · 90 of 100 acted on · 4 still open · 6 ended without an action · 3 without true times',
    );
  });

  it('survives a curve of nothing', () => {
    const none = survival({ curve: [], timed: 0, observed: 0, censored: { open: 0, ended: 0 } });
    expect(prepareSurvival(none).points).toEqual([]);
  });

  it('has a table twin', () => {
    expect(survivalTable(prepareSurvival(survival())).rows[1]).toEqual([60, 0.5, 0.4, 0.6, 50]);
  });
});
