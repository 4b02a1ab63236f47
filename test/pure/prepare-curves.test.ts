import { describe, expect, it } from 'vitest';
import { shareAxis } from '../../frontend/src/charts/curve-model.js';
import { callbackTable, prepareCallbacks } from '../../frontend/src/charts/prepare-callbacks.js';
import { preparePrecision, widthAt } from '../../frontend/src/charts/prepare-precision.js';

type Callbacks = Parameters<typeof prepareCallbacks>[0];

const step = (hours: number, share: number) => ({
  hours,
  share,
  low: share * 0.8,
  high: share * 1.2,
  atRisk: 100 - hours / 10,
});
const callbacks = {
  curve: [step(0, 0), step(24, 0.1), step(168, 0.2)],
  windows: [
    { window: '24h', estimated: { value: 0.1, interval: { low: 0.08, high: 0.12 } } },
    { window: '30d', estimated: null },
  ],
} as unknown as Callbacks;

describe('the curve of callbacks', () => {
  it('names the windows that it reaches, and marks those that can be estimated', () => {
    const { x, marks, y, points } = prepareCallbacks(callbacks);
    expect(x.ticks.map(({ label }) => label)).toEqual(['24 h', '72 h', '7 d']);
    expect(marks).toEqual([{ x: points[1]?.x, y: 0.1, label: '10.0 %' }]);
    expect(y.domain[1]).toBeGreaterThanOrEqual(0.24);
  });

  it('ends where fewer than one in ten are watched: one of the last few would lift it to the top', () => {
    const last = { hours: 700, share: 1, low: 0.4, high: 1, atRisk: 2 };
    const windows = [{ window: '30d', estimated: { value: 1, interval: { low: 0.4, high: 1 } } }];
    const { points, y, marks } = prepareCallbacks({
      ...callbacks,
      windows,
      curve: [...callbacks.curve, last],
    } as unknown as Callbacks);
    expect(points.map((point) => point.y)).toEqual([0, 0.1, 0.2]);
    expect(y.domain[1]).toBeLessThan(0.5);
    expect(marks).toEqual([]);
  });

  it('is a table too', () => {
    expect(callbackTable(callbacks).rows).toEqual(
      callbacks.curve.map(({ hours, share, low, high, atRisk }) => [hours, share, low, high, atRisk]),
    );
  });
});

describe('the worth of more readings', () => {
  const curve = [
    { reads: 10, halfWidth: 0.2 },
    { reads: 100, halfWidth: 0.06 },
    { reads: 1000, halfWidth: 0 },
  ];

  it('is read between its points', () => {
    expect(widthAt(curve, 100)).toBe(0.06);
    expect(widthAt(curve, Math.sqrt(1000))).toBeCloseTo(0.13, 12);
    expect(widthAt(curve, 5)).toBeNull();
    expect(widthAt(curve, 2000)).toBeNull();
  });

  it('marks the sample where it lies on it', () => {
    const { marks, x } = preparePrecision(curve, [
      { reads: 100, label: '100 read' },
      { reads: 5000, label: 'more than there are' },
    ]);
    expect(marks).toEqual([{ x: 2, y: 0.06, label: '100 read: ± 6.0 %' }]);
    expect(x.ticks.map(({ label }) => label)).toEqual(['10', '20', '50', '100', '200', '500', '1,000']);
  });
});

it('an axis of shares begins at zero, ends above the highest, and never beyond all', () => {
  for (const highest of [0.003, 0.07, 0.31, 0.99, 1]) {
    const { domain, ticks } = shareAxis(highest);
    expect(domain[0]).toBe(0);
    expect(domain[1]).toBeGreaterThanOrEqual(highest - 1e-12);
    expect(domain[1]).toBeLessThanOrEqual(1);
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.length).toBeLessThan(8);
  }
});
