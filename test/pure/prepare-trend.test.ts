import { describe, expect, it } from 'vitest';
import { prepareTrend, trendTable } from '../../frontend/src/charts/prepare-trend.js';

type Input = Parameters<typeof prepareTrend>[0];
type Series = Input['series'];
type Point = Series['series'][number]['points'][number];

const day = 86_400_000;
const begin = Date.parse('2026-03-02T00:00:00Z');
const at = (i: number) => new Date(begin + i * day).toISOString();

const rate = (i: number, value: number | null, more: Partial<Point> = {}): Point => ({
  at: at(i),
  value,
  numerator: value === null ? 0 : Math.round(value * 100),
  denominator: value === null ? 0 : 100,
  interval: value === null ? null : { low: value * 0.8, high: value * 1.2 },
  immature: false,
  ...more,
});
const series = (points: Point[], more: Partial<Series> = {}): Series => ({
  metric: 'escalation_rate',
  unit: 'ratio',
  bucket: 'day',
  zone: 'UTC',
  from: at(0),
  to: at(points.length),
  watermark: at(1000),
  series: [{ key: null, points }],
  ...more,
});

describe('a metric over time', () => {
  it('leaves a gap where nothing was counted, and never a zero', () => {
    const { points } = prepareTrend({ series: series([rate(0, 0.2), rate(1, null), rate(2, 0.3)]) });
    expect(points.map(({ settled }) => settled)).toEqual([0.2, null, 0.3]);
    expect(points[1]?.band).toBeNull();
  });

  it('knows what each point counts: its bucket, cut off where the range begins and ends', () => {
    const [from, to] = [at(0.25), at(2.5)];
    const { points } = prepareTrend({
      series: series([rate(0, 0.2), rate(1, null), rate(2, 0.3)], { from, to }),
    });
    expect(points.map(({ period }) => [period.from, period.to])).toEqual(
      [
        [0.25, 1],
        [1, 2],
        [2, 2.5],
      ].map((days) => days.map((i) => Date.parse(at(i)))),
    );
  });

  it('marks a value without neighbours, which a line would not show', () => {
    const { points } = prepareTrend({
      series: series([rate(0, 0.2), rate(1, null), rate(2, 0.3), rate(3, 0.3)]),
    });
    expect(points.map(({ isLone }) => isLone)).toEqual([true, false, false, false]);
  });

  it('draws immature cohorts apart, joined to the last settled value', () => {
    const { points } = prepareTrend({
      series: series([rate(0, 0.2), rate(1, 0.25), rate(2, 0.1, { immature: true })]),
    });
    expect(points.map(({ settled }) => settled)).toEqual([0.2, 0.25, null]);
    expect(points.map(({ unsettled }) => unsettled)).toEqual([null, 0.25, 0.1]);
  });

  it('draws a bucket that is not over as unsettled', () => {
    const given = series([rate(0, 0.2), rate(1, 0.25), rate(2, 0.1)], { watermark: at(2.4) });
    expect(prepareTrend({ series: given }).points.map(({ isUnsettled }) => isUnsettled)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('begins rates at zero and never passes one', () => {
    const low = prepareTrend({ series: series([rate(0, 0.031), rate(1, 0.034)]) });
    expect(low.domain.values[0]).toBe(0);
    expect(low.values.map(({ label }) => label)).toEqual(['0 %', '2 %', '4 %', '6 %']);
    const high = prepareTrend({ series: series([rate(0, 0.97), rate(1, 0.99)]) });
    expect(high.domain.values[1]).toBe(1);
  });

  it('is not flattened by one wild interval', () => {
    const points = Array.from({ length: 20 }, (_, i) => rate(i, 0.1));
    points[7] = rate(7, 0.1, { interval: { low: 0, high: 0.9 } });
    expect(prepareTrend({ series: series(points) }).domain.values[1]).toBeLessThanOrEqual(0.2);
  });

  it('shows the target of a time where it is within reach', () => {
    const times = series([rate(0, 800, { interval: null }), rate(1, 850, { interval: null })], {
      metric: 'time_to_action',
      unit: 'seconds',
    });
    const model = prepareTrend({ series: times, targetSeconds: 900 });
    expect(model.targets).toMatchObject([
      { from: begin, to: begin + day, value: 900, label: 'target 15 min' },
    ]);
    expect(model.domain.values[1]).toBeGreaterThanOrEqual(900);
  });

  it('draws a target in its steps, each from its day in the zone on', () => {
    const steps = [
      { from: '2025-01-01', value: 0.35 },
      { from: '2026-03-04', value: 0.2 },
      { from: '2026-09-01', value: 0.12 },
    ];
    const week = series(
      Array.from({ length: 7 }, (_, i) => rate(i, 0.3)),
      { zone: 'Asia/Kolkata' },
    );
    const change = Date.parse('2026-03-03T18:30:00Z');
    expect(prepareTrend({ series: week, steps }).targets).toMatchObject([
      { from: begin, to: change, value: 0.35, label: 'target 35 %' },
      { from: change, to: begin + 6 * day, value: 0.2, label: 'target 20 %' },
    ]);
    expect(prepareTrend({ series: week, steps: [] }).targets).toEqual([]);
  });

  it.each([
    ['below the line at its end', [0.25, 0.25, 0.25, 0.25], 'insideTopRight'],
    ['above it where the measured line runs below', [0.19, 0.19, 0.19, 0.19], 'insideBottomRight'],
    ['at its beginning where its end is crossed', [0.3, 0.3, 0.3, 0.1], 'insideTopLeft'],
  ])('names a target %s', (_, values, place) => {
    const model = prepareTrend({
      series: series(values.map((value, i) => rate(i, value, { interval: null }))),
      steps: [{ from: '2025-01-01', value: 0.2 }],
    });
    expect(model.targets).toMatchObject([{ label: 'target 20 %', place }]);
  });

  it('marks releases within the range, those of one moment together', () => {
    const release = (bot: string, i: number) => ({
      bot,
      version: '2',
      releasedAt: at(i),
      datasetVersion: null,
      improvements: [],
    });
    const model = prepareTrend({
      series: series([rate(0, 0.1), rate(1, 0.1), rate(2, 0.1)]),
      releases: [release('a', 1), release('b', 1), release('c', 9), release('d', -3)],
    });
    expect(model.releases).toEqual([{ at: begin + day, label: 'a 2 +1' }]);
  });

  it('keeps zeros of counts', () => {
    const counts = series(
      [rate(0, 3, { denominator: null, interval: null }), rate(1, 0, { denominator: null, interval: null })],
      {
        metric: 'handoffs',
        unit: 'count',
      },
    );
    expect(prepareTrend({ series: counts }).points.map(({ settled }) => settled)).toEqual([3, 0]);
  });

  it('draws the period before over these days, and the axis holds it', () => {
    const { points, values, hasEarlier } = prepareTrend({
      series: series([rate(0, 0.2), rate(1, 0.22)]),
      earlier: series([rate(-28, 0.55), rate(-27, null)]),
    });
    expect(hasEarlier).toBe(true);
    expect(points.map(({ earlier }) => earlier?.value)).toEqual([0.55, null]);
    expect(points[0]?.earlier?.name).toBe('Mon, 2 Feb 2026');
    expect(values.at(-1)?.at).toBeGreaterThanOrEqual(0.55);
    expect(prepareTrend({ series: series([rate(0, 0.2)]) }).hasEarlier).toBe(false);
  });

  it('survives a range without buckets', () => {
    const model = prepareTrend({ series: series([]) });
    expect(model.points).toEqual([]);
    expect(model.values.length).toBeGreaterThan(1);
  });

  it('has a table twin with every bucket', () => {
    const twin = trendTable(
      prepareTrend({ series: series([rate(0, 0.2), rate(1, null)]) }),
      'Escalation rate',
      ({ name }, part) => `${part} of ${name}`,
    );
    expect(twin.columns[5]?.href?.(1)).toBe('denominator of Tue, 3 Mar 2026');
    expect(twin.rows).toHaveLength(2);
    expect(twin.rows[0]?.slice(0, 2)).toEqual(['Mon, 2 Mar 2026', 0.2]);
    expect(twin.rows[1]).toEqual(['Tue, 3 Mar 2026', null, null, null, 0, 0, 'no data']);
  });

  it('has the compared period in the table twin, where there is one', () => {
    const model = prepareTrend({ series: series([rate(0, 0.2)]), earlier: series([rate(-28, 0.3)]) });
    const twin = trendTable(model, 'Escalation rate', () => null);
    expect(twin.columns.map(({ title }) => title).slice(-2)).toEqual(['Compared with', 'Value then']);
    expect(twin.rows[0]?.slice(-2)).toEqual(['Mon, 2 Feb 2026', 0.3]);
  });
});
