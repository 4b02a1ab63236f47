import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareSpark } from '../../frontend/src/charts/prepare-spark.js';
import { secondsFromZero, valuesFromZero } from '../../frontend/src/charts/scale.js';
import { toCsv } from '../../frontend/src/charts/table-twin.js';
import { timeTicks } from '../../frontend/src/charts/time-ticks.js';
import { duration, percent, relativeTime, signed } from '../../frontend/src/lib/format.js';

describe('an axis', () => {
  it('begins at zero, holds the largest value, and has few even steps', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (max) => {
        for (const ticks of [valuesFromZero(max), secondsFromZero(max)]) {
          expect(ticks[0]).toBe(0);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-9));
          expect(ticks.length).toBeLessThanOrEqual(7);
        }
      }),
    );
  });

  it('survives nothing at all', () => {
    expect(valuesFromZero(0)).toEqual([0, 1]);
    expect(secondsFromZero(Number.NaN)).toEqual([0, 60]);
  });

  it('names Mondays when days are too many to name all', () => {
    const begin = Date.parse('2026-03-04T23:00:00Z');
    const days = Array.from({ length: 26 }, (_, i) => begin + i * 86_400_000);
    expect(timeTicks(days, 'day', 'Europe/Berlin').map(({ label }) => label)).toEqual([
      '9 Mar',
      '16 Mar',
      '23 Mar',
      '30 Mar',
    ]);
  });
});

describe('a sparkline', () => {
  it('keep what lies below zero in the box', () => {
    const { path } = prepareSpark([0.2, -0.3, 0.1, -0.05], 50, 20);
    const heights = [...path.matchAll(/[ML][\d.]+ (-?[\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights).toHaveLength(4);
    expect(Math.min(...heights)).toBe(2);
    expect(Math.max(...heights)).toBe(18);
  });

  it('breaks at gaps and dots what stands alone', () => {
    const { path, dots, end } = prepareSpark([1, 2, null, 3, null], 50, 20);
    expect(path.match(/M/g)).toHaveLength(1);
    expect(dots).toHaveLength(1);
    expect(end).toEqual(dots[0]);
  });

  it('stays in its box', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })), { maxLength: 40 }),
        (values) => {
          const { path } = prepareSpark(values, 80, 24);
          for (const [x = 0, y = 0] of [...path.matchAll(/([\d.]+) ([\d.]+)/g)].map((m) => [
            Number(m[1]),
            Number(m[2]),
          ])) {
            expect(x).toBeLessThanOrEqual(80);
            expect(y).toBeLessThanOrEqual(24);
          }
        },
      ),
    );
  });
});

describe('the CSV of a chart', () => {
  it('quotes what must be quoted and disarms formulas', () => {
    const columns = [{ title: 'Queue' }, { title: 'Value' }];
    const rows = [
      ['a "b", c', 0.5],
      ['=HYPERLINK("x")', -1],
      ['+49 30', null],
    ];
    expect(toCsv({ columns, rows })).toBe(
      'Queue,Value\r\n"a ""b"", c",0.5\r\n"\'=HYPERLINK(""x"")",-1\r\n\'+49 30,\r\n',
    );
  });
});

describe('figures in words', () => {
  it('have units, real minus signs, and a dash for nothing', () => {
    expect([percent(0.1834), percent(null), signed(-1.25, 1), signed(0.001, 1)]).toEqual([
      '18.3 %',
      '–',
      '−1.3',
      '0.0',
    ]);
    expect([duration(4), duration(250), duration(7500), duration(273_600), duration(null)]).toEqual([
      '4 s',
      '4 min 10 s',
      '2 h 5 min',
      '3 d 4 h',
      '–',
    ]);
  });

  it('say how long ago in one unit', () => {
    const now = Date.parse('2026-03-02T12:00:00Z');
    expect(relativeTime('2026-03-02T11:57:10Z', now)).toBe('3 min ago');
    expect(relativeTime('2026-03-02T14:00:00Z', now)).toBe('in 2 h');
    expect(relativeTime('2026-03-02T11:59:58Z', now)).toBe('just now');
  });
});
