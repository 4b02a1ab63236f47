import { expect, test } from 'vitest';
import { sparkValues } from '../../frontend/src/charts/prepare-spark.js';

const day = 86_400_000;
const begin = Date.parse('2026-03-02T00:00:00Z');
const at = (i: number) => new Date(begin + i * day).toISOString();

function values(watermark: string | null, days = 4): (number | null)[] {
  const points = Array.from({ length: days }, (_, i) => ({
    at: at(i),
    value: i / 10,
    numerator: i,
    denominator: 10,
    interval: null,
    immature: false,
  }));
  return sparkValues({ series: [{ key: null, points }], to: at(days), watermark });
}

test('a sparkline ends with the last day that the data covers', () => {
  expect(values(at(4))).toEqual([0, 0.1, 0.2, 0.3]);
  expect(values(at(3.1))).toEqual([0, 0.1, 0.2]);
  expect(values(at(2))).toEqual([0, 0.1]);
});

test('where there would be nothing to draw it shows what there is', () => {
  expect(values(at(1.5))).toEqual([0, 0.1, 0.2, 0.3]);
  expect(values(null)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(values(at(4), 0)).toEqual([]);
});
