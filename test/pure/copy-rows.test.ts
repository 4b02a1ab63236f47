import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CopyReader } from '../../backend/src/ledger/copy-reader.js';
import { copyPieces } from '../../backend/src/ledger/copy-rows.js';

const piece = 1 << 16;
const texts = fc.array(
  fc.oneof(
    fc.string(),
    fc.nat(3 * piece).map((length) => 'ä'.repeat(length)),
  ),
  {
    maxLength: 40,
  },
);

test('rows in pieces are the rows, in their order, whatever their size', () => {
  fc.assert(
    fc.property(texts, (rows) => {
      const pieces = [...copyPieces(rows, (into, text) => into.row(2).text(text).int4(text.length))];
      const longest = Math.max(0, ...rows.map((text) => Buffer.byteLength(text)));
      for (const { length } of pieces) expect(length).toBeLessThanOrEqual(piece + longest + 64);
      const reader = new CopyReader(Buffer.concat(pieces));
      const read: unknown[] = [];
      while (reader.next()) read.push([reader.text(), reader.int()]);
      expect(read).toEqual(rows.map((text) => [text, text.length]));
    }),
    { numRuns: 100 },
  );
});

test('a piece is written when the one before it was taken', () => {
  let written = 0;
  const pieces = copyPieces(Array(100).fill('x'.repeat(10_000)), (into, text) => {
    written += 1;
    into.row(1).text(text);
  });
  pieces.next();
  expect(written).toBeLessThan(10);
  expect([...pieces].length).toBeGreaterThan(5);
  expect(written).toBe(100);
});
