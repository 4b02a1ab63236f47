import type { SparseMatrix } from './features.js';

/**
 * How much each term tells: the mean similarity of two texts that hold it, above that of any two texts, raised
 * to a power that was measured. Words of courtesy and of all needs stand in texts that are no more alike than
 * others (after the term discrimination value of Salton, Yang and Yu 1975).
 */
export function tellingFactors(
  matrix: SparseMatrix,
  units: Float32Array,
  columns: number,
  terms: number,
): Float32Array {
  const sums = new Float32Array(terms * columns);
  const found = new Uint32Array(terms);
  const all = new Float64Array(columns);
  for (let row = 0; row < matrix.rows; row++) {
    const from = row * columns;
    for (let c = 0; c < columns; c++) all[c] = (all[c] as number) + (units[from + c] as number);
    for (let at = matrix.starts[row] as number; at < (matrix.starts[row + 1] as number); at++) {
      const term = matrix.indices[at] as number;
      if (term >= terms) continue;
      found[term] = (found[term] as number) + 1;
      const to = term * columns;
      for (let c = 0; c < columns; c++) sums[to + c] = (sums[to + c] as number) + (units[from + c] as number);
    }
  }
  const usual = meanSimilarity(all, 0, columns, matrix.rows);
  return Float32Array.from(found, (count, term) => {
    const own = meanSimilarity(sums, term * columns, columns, count);
    return (Math.max(0, (own - usual) / (1 - usual)) + leastTelling) ** power;
  });
}

const power = 0.4;
const leastTelling = 1e-3;

/** Of two different unit vectors among `count`, from their sum. */
function meanSimilarity(
  sums: Float32Array | Float64Array,
  at: number,
  columns: number,
  count: number,
): number {
  let square = 0;
  for (let c = at; c < at + columns; c++) square += (sums[c] as number) ** 2;
  return count > 1 ? (square - count) / (count * (count - 1)) : 0;
}
