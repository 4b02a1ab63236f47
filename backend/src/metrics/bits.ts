/** Which rows something holds for: bit `row % 32` of word `row / 32`. */
export type Bits = Int32Array;

export const bitsFor = (rows: number): Bits => new Int32Array(Math.ceil(rows / 32));

/** Rows `from` to before `to` of a source, written from row `at` of a target that has none of them yet. */
export function copyBits(target: Bits, at: number, source: Bits, { from, to }: { from: number; to: number }) {
  let place = at;
  for (let row = from; row < to; row += 32) {
    const count = Math.min(32, to - row);
    const [word, shift] = [row >>> 5, row & 31];
    let bits = (source[word] as number) >>> shift;
    if (shift > 0) bits |= (source[word + 1] ?? 0) << (32 - shift);
    if (count < 32) bits &= 2 ** count - 1;
    const [first, offset] = [place >>> 5, place & 31];
    target[first] = (target[first] as number) | (bits << offset);
    if (offset + count > 32) target[first + 1] = bits >>> (32 - offset);
    place += count;
  }
}

/** How many bits of a word are set. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
