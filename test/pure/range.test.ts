import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverOf, cutRange, grainNames, grains } from '../../backend/src/metrics/range.js';

const at = (text: string) => Date.parse(`2026-03-${text}Z`);
const cut = (from: string, to: string, starts?: number[]) =>
  cutRange(at(from), at(to), starts).map(({ grain, from, to }) => [
    grain,
    new Date(from).toISOString().slice(8, 16),
    new Date(to).toISOString().slice(8, 16),
  ]);

test('whole days, whole hours and quarters around them, facts at the edges', () => {
  expect(cut('01T10:07:00', '04T02:20:00')).toEqual([
    ['facts', '01T10:07', '01T10:15'],
    ['quarter', '01T10:15', '01T11:00'],
    ['hour', '01T11:00', '02T00:00'],
    ['day', '02T00:00', '04T00:00'],
    ['hour', '04T00:00', '04T02:00'],
    ['quarter', '04T02:00', '04T02:15'],
    ['facts', '04T02:15', '04T02:20'],
  ]);
});

test('no piece crosses a boundary between groups of time', () => {
  expect(cut('01T00:00:00', '03T00:00:00', [at('01T00:00:00'), at('01T22:15:00')])).toEqual([
    ['hour', '01T00:00', '01T22:00'],
    ['quarter', '01T22:00', '01T22:15'],
    ['quarter', '01T22:15', '01T23:00'],
    ['hour', '01T23:00', '02T00:00'],
    ['day', '02T00:00', '03T00:00'],
  ]);
});

test('less than a quarter of an hour is read from the facts', () => {
  expect(cut('01T10:07:00', '01T10:20:00')).toEqual([['facts', '01T10:07', '01T10:20']]);
  expect(cut('01T10:07:00', '01T10:07:00')).toEqual([]);
});

test('the pieces follow each other and make up the range', () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }));
  fc.assert(
    fc.property(range, ([from, length]) => {
      const pieces = cutRange(from, from + length);
      expect(pieces[0]?.from).toBe(from);
      expect(pieces.at(-1)?.to).toBe(from + length);
      pieces.slice(1).forEach((piece, i) => {
        expect(piece.from).toBe(pieces[i]?.to);
      });
    }),
  );
});

test('buckets that the pieces take are named by their range, its holes, or one by one', () => {
  const day = 86_400_000;
  const noon = Array.from({ length: 4 }, (_, i) => i * 7 * day + day / 2);
  const pieces = cutRange(day / 2, 22 * day, noon);
  expect(coverOf(pieces, 'day')).toEqual({ from: day, to: 21 * day, without: [7 * day, 14 * day] });
  expect(coverOf(pieces, 'hour')).toMatchObject({ only: expect.arrayContaining([day / 2, 7 * day]) });
  expect(coverOf(pieces, 'quarter')).toBeUndefined();
});

test('every quarter of a range is taken once, by the grain that its cover names', () => {
  const range = fc.tuple(
    fc.nat(4_000),
    fc.integer({ min: 1, max: 4_000 }),
    fc.array(fc.nat(8_000), { maxLength: 6 }),
  );
  fc.assert(
    fc.property(range, ([first, length, inner]) => {
      const [from, to] = [first, first + length].map((at) => at * grains.quarter) as [number, number];
      const starts = [
        from,
        ...new Set(inner.map((at) => at * grains.quarter).filter((at) => at > from && at < to)),
      ];
      const pieces = cutRange(
        from,
        to,
        starts.sort((a, b) => a - b),
      );
      const taken: number[] = [];
      for (const grain of grainNames) {
        const cover = coverOf(pieces, grain);
        for (let at = 0; at < to; at += grains[grain]) {
          const inside =
            cover &&
            ('only' in cover
              ? cover.only.includes(at)
              : at >= cover.from && at < cover.to && !cover.without.includes(at));
          for (let quarter = at; inside && quarter < at + grains[grain]; quarter += grains.quarter)
            taken.push(quarter);
        }
      }
      expect(taken.sort((a, b) => a - b)).toEqual(
        Array.from({ length }, (_, i) => from + i * grains.quarter),
      );
    }),
    { numRuns: 30 },
  );
});
