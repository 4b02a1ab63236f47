import { describe, expect, it } from 'vitest';
import { shadeOf } from '../../frontend/src/charts/heat.js';
import { heatmapTable, prepareHeatmap } from '../../frontend/src/charts/prepare-heatmap.js';
import { matrixTable, prepareMatrix } from '../../frontend/src/charts/prepare-matrix.js';
import { nearestSide, pairTable, preparePair } from '../../frontend/src/charts/prepare-pair.js';

type Heatmap = Parameters<typeof prepareHeatmap>[0];
type Matrix = Parameters<typeof prepareMatrix>[0];
type Series = Parameters<typeof preparePair>[0]['a'];

const share = (numerator: number, denominator: number) => ({
  value: denominator > 0 ? numerator / denominator : null,
  numerator,
  denominator,
  interval: null,
});
const week = (of: (place: number) => object, unit: Heatmap['unit'] = 'ratio') =>
  ({
    metric: unit === 'count' ? 'handoffs' : 'misroute_rate',
    unit,
    zone: 'UTC',
    watermark: null,
    total: share(0, 0),
    cells: Array.from({ length: 168 }, (_, place) => ({
      weekday: Math.floor(place / 24) + 1,
      hour: place % 24,
      hours: 4,
      ...of(place),
    })),
  }) as Heatmap;

describe('the week by the hour', () => {
  it('shades by the values that have rows enough, and keeps the figure of those that have not', () => {
    const model = prepareHeatmap(week((place) => (place === 0 ? share(5, 5) : share(place, 1000))));
    expect(model.cells[0]).toMatchObject({ text: '100', shade: 0 });
    expect(model.cells[1]?.shade).toBe(1);
    expect(model.cells[167]?.shade).toBe(6);
    expect([model.least, model.most]).toEqual(['0.1 %', '16.7 %']);
    expect(model.cells[0]?.label).toContain('too few to compare');
  });

  it('tells counts per hour that came, so that a fifth Monday does not look busy', () => {
    const model = prepareHeatmap(
      week(
        (place) => ({
          value: 20,
          numerator: 20,
          denominator: null,
          interval: null,
          hours: place === 0 ? 5 : 4,
        }),
        'count',
      ),
    );
    expect(model.cells[0]?.text).toBe('4.0');
    expect(model.cells[1]?.text).toBe('5.0');
  });

  it('leaves a cell without rows empty', () => {
    const model = prepareHeatmap(week(() => share(0, 0)));
    expect(model.cells.every(({ text, shade }) => text === '' && shade === 0)).toBe(true);
    expect(model.least).toBe('');
    expect(heatmapTable(model, 'x').rows).toHaveLength(168);
  });
});

describe('a shade', () => {
  it('goes from the least to the most', () => {
    expect([0, 1, 5, 9.9, 10].map((value) => shadeOf(value, 0, 10))).toEqual([1, 1, 4, 6, 6]);
    expect(shadeOf(null, 0, 10)).toBe(0);
    expect(shadeOf(3, 3, 3)).toBe(1);
  });
});

describe('two dimensions', () => {
  const line = (key: string | null, n: number) => ({ key, ...share(0, n) });
  const matrix: Matrix = {
    metric: 'intent_mismatch',
    unit: 'ratio',
    better: 'lower',
    watermark: null,
    rows: [line('a', 80), line('b', 20), line(null, 100)],
    columns: [line('a', 70), line('b', 130)],
    cells: [
      { row: 'a', column: 'a', ...share(0, 60) },
      { row: 'a', column: 'b', ...share(20, 20) },
      { row: 'b', column: 'b', ...share(0, 20) },
      { row: null, column: 'b', ...share(90, 90) },
      { row: null, column: 'a', ...share(10, 10) },
    ],
    total: share(120, 200),
  };

  it('write money without its currency in a cell, and with it beside', () => {
    const cost = (value: number) => ({ ...share(60, 60), value });
    const model = prepareMatrix(
      {
        ...matrix,
        metric: 'cost_per_handoff',
        unit: 'mean',
        currency: 'EUR',
        cells: [
          { row: 'a', column: 'a', ...cost(3.5) },
          { row: 'b', column: 'b', ...cost(12.345) },
        ],
      },
      { rows: 'intent', columns: 'queue' },
      false,
    );
    expect(model.rows[0]?.cells[0]).toMatchObject({ text: '3.50', label: 'a, a: 3.50 EUR, n 60' });
    expect(model.rows[1]?.cells[1]?.text).toBe('12.35');
    expect([model.least, model.most]).toEqual(['3.50 EUR', '12.35 EUR']);
  });

  it('make a confusion matrix: shares of the row, with what was right framed', () => {
    const model = prepareMatrix(matrix, { rows: 'intent', columns: 'resolved_intent' }, true);
    expect(model.rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
      ['75 %', '25 %'],
      ['', '100 %'],
      ['10 %', '90 %'],
    ]);
    expect(model.rows.map(({ cells }) => cells.map(({ isDiagonal }) => isDiagonal))).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
    // The row of b has only twenty.
    expect(model.rows[1]?.cells[1]).toMatchObject({ isSmall: true, shade: 0 });
    expect(model.rows[2]?.line.label).toBe('Other');
  });

  it('show the metric itself otherwise, and grey what is small', () => {
    const model = prepareMatrix(matrix, { rows: 'intent', columns: 'resolved_intent' }, false);
    expect(model.rows[0]?.cells.map(({ text, isSmall }) => [text, isSmall])).toEqual([
      ['0 %', false],
      ['100 %', true],
    ]);
    expect(matrixTable(model, 'x').rows[2]).toEqual(['Other', 1, 1, 100]);
  });
});

describe('two lines', () => {
  const series = (begin: string, values: (number | null)[]): Series => ({
    metric: 'misroute_rate',
    unit: 'ratio',
    bucket: 'day',
    zone: 'UTC',
    from: '2026-03-02T00:00:00Z',
    to: '2026-04-02T00:00:00Z',
    watermark: '2027-01-01T00:00:00.000Z',
    series: [
      {
        key: null,
        points: values.map((value, i) => ({
          at: new Date(Date.parse(begin) + i * 86_400_000).toISOString(),
          ...share(value === null ? 0 : value * 100, value === null ? 0 : 100),
          immature: false,
        })),
      },
    ],
  });
  const a = series('2026-03-01T00:00:00Z', [0.1, 0.2]);
  const b = series('2026-02-01T00:00:00Z', [0.3, null, 0.5]);

  it('lie over each other by place, and what is longer goes on', () => {
    const model = preparePair({ a, b, aligned: true });
    const rows = model.points.map((point) => [
      new Date(point.at).getUTCDate(),
      point.a?.value,
      point.b?.value,
    ]);
    expect(rows).toEqual([
      [1, 0.1, 0.3],
      [2, 0.2, null],
      [3, undefined, 0.5],
    ]);
    expect(model.domain.values[1]).toBeGreaterThanOrEqual(0.5);
    const twin = pairTable(
      model,
      'x',
      { a: 'now', b: 'before' },
      (side, { period }) => `${side} ${period.to}`,
    );
    // A point leads to its own side's days, wherever it is drawn; the last one ends with the range.
    const [, ofA, ofB] = [1, 2, 5].map((column) => twin.columns[column]?.href?.(1));
    expect([ofA, ofB]).toEqual([`a ${Date.parse(a.to)}`, `b ${Date.parse('2026-02-03T00:00:00Z')}`]);
    expect(twin.columns[2]?.href?.(2)).toBeNull();
    expect(twin.rows[2]).toEqual([null, null, null, 'Tue, 3 Feb 2026', 0.5, 100]);
  });

  it('open the side whose value lies nearest to the pointer', () => {
    const [first, second, third] = preparePair({ a, b, aligned: true }).points;
    expect([0, 0.19, 0.21, 1].map((value) => first && nearestSide(first, value))).toEqual([
      'a',
      'a',
      'b',
      'b',
    ]);
    expect(second && nearestSide(second, 0.9)).toBe('a');
    expect(third && nearestSide(third, 0)).toBe('b');
    expect(nearestSide({ at: 0 }, 0.5)).toBeUndefined();
  });

  it('stand each at its own time otherwise', () => {
    const { points } = preparePair({ a, b, aligned: false });
    expect(points.map((point) => [point.a?.value ?? null, point.b?.value ?? null])).toEqual([
      [null, 0.3],
      [null, null],
      [null, 0.5],
      [0.1, null],
      [0.2, null],
    ]);
  });
});
