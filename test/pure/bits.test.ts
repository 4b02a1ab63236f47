import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsFor, copyBits, countBits } from '../../backend/src/metrics/bits.js';

const pack = (rows: readonly boolean[]) => {
  const bits = bitsFor(rows.length);
  rows.forEach((holds, row) => {
    if (holds) bits[row >>> 5] = (bits[row >>> 5] as number) | (1 << (row & 31));
  });
  return bits;
};

test('bits that are copied piece by piece are those of the pieces, one after the other', () => {
  const piece = fc.record({
    rows: fc.array(fc.boolean(), { maxLength: 100, size: 'max' }),
    from: fc.nat(100),
    to: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const joined = pieces.flatMap(({ rows, from, to }) => rows.slice(from, to));
      const made = bitsFor(joined.length);
      let end = 0;
      for (const { rows, from, to } of pieces) {
        const stretch = { from, to: Math.min(to, rows.length) };
        copyBits(made, end, pack(rows), stretch);
        end += Math.max(0, stretch.to - from);
      }
      expect(made).toEqual(pack(joined));
    }),
  );
});

test('set bits are counted in every word', () => {
  fc.assert(
    fc.property(fc.integer(), (word) => {
      expect(countBits(word)).toBe((word >>> 0).toString(2).replaceAll('0', '').length);
    }),
  );
});
