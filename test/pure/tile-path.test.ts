import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCovered, readTilePath } from '../../backend/src/ledger/tile-path.js';

/** As c2sp.org/tlog-tiles writes a number. */
function pathOf(index: number): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/.../g) ?? [];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
}

test('the example of the specification', () => {
  expect(pathOf(1_234_067)).toBe('x001/x234/067');
  expect(readTilePath('0/x001/x234/067')).toEqual({ level: 0, start: 1_234_067 * 256, count: 256 });
  expect(readTilePath('entries/x001/x234/067.p/8')).toEqual({
    level: 'entries',
    start: 1_234_067 * 256,
    count: 8,
  });
});

test('every number has the path that the specification gives it', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 44), fc.nat(63), fc.integer({ min: 1, max: 255 }), (index, level, width) => {
      const start = index * 256;
      expect(readTilePath(`${level}/${pathOf(index)}`)).toEqual({ level, start, count: 256 });
      expect(readTilePath(`${level}/${pathOf(index)}.p/${width}`)).toEqual({ level, start, count: width });
    }),
  );
});

test.each([
  '',
  '0',
  '0/',
  '0/0',
  '0/00',
  '0/0000',
  '0/000/',
  '/0/000',
  '0//000',
  '00/000',
  '01/000',
  '64/000',
  '100/000',
  '-1/000',
  '+0/000',
  'x/000',
  'entry/000',
  'ENTRIES/000',
  '0/x000/067',
  '0/x001/x067',
  '0/001/067',
  '0/x1/067',
  '0/x0001/067',
  '0/X001/067',
  '0/000.p',
  '0/000.p/',
  '0/000.p/0',
  '0/000.p/01',
  '0/000.p/256',
  '0/000.p/1000',
  '0/000.p/1/',
  '0/000.p/-1',
  '0/000.p/1.5',
  '0/000.P/1',
  '0/000\n',
  '0/٠٠٠',
  `0/${'x999/'.repeat(20)}999`,
])('%j is no tile', (path) => {
  expect(readTilePath(path)).toBeUndefined();
});

test('whatever is asked for, the answer is a tile or none', () => {
  const pieces = fc.constantFrom('0', '1', '63', '64', 'entries', 'x001', '000', '256', '/', '.p/', 'x', '.');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map((list) => list.join('')),
      ),
      (path) => {
        const tile = readTilePath(path);
        if (tile) expect(isCovered(tile, Number.MAX_SAFE_INTEGER)).toBeTypeOf('boolean');
      },
    ),
  );
});

/** The specification's own: 70,000 entries. */
test('a tree has the full tiles and the partial ones that the specification counts', () => {
  const has = (path: string) => isCovered(readTilePath(path) ?? { level: 0, start: 0, count: 1e9 }, 70_000);
  expect([has('0/272'), has('0/273'), has('0/273.p/112'), has('0/273.p/113')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([has('1/000'), has('1/001'), has('1/001.p/17'), has('1/001.p/18')]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect([has('2/000'), has('2/000.p/1'), has('2/000.p/2'), has('3/000.p/1')]).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect([has('entries/272'), has('entries/273.p/112'), has('entries/273.p/113')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(isCovered({ level: 0, start: 0, count: 1 }, 0)).toBe(false);
});
