import { takeRows } from './assign.js';
import { seedCentres, settleByCentres } from './kmeans.js';
import { dot } from './neighbours.js';

/** One prototype for this many rows, up to `most`. */
const each = 12;
const most = 6;
/** Of a prototype's own rows, this share is less similar than its floor. */
const beyondFloor = 0.02;

/** A few unit vectors that stand for rows of one gap, each with the least similarity of what is like it. */
export function makePrototypes(
  units: Float32Array,
  columns: number,
  rows: readonly number[],
): { vectors: Float32Array; floors: number[] } {
  const own = takeRows(units, columns, rows);
  const count = Math.max(1, Math.min(most, Math.round(rows.length / each)));
  const vectors = seedCentres(own, columns, count, 1);
  const of = Int32Array.from(rows, (_, i) => nearest(own, i * columns, vectors, columns));
  settleByCentres(own, columns, of, new Uint8Array(rows.length).fill(1));
  const centres = new Float32Array(count * columns);
  const similarities: number[][] = Array.from({ length: count }, () => []);
  of.forEach((p, i) => {
    for (let c = 0; c < columns; c++)
      centres[p * columns + c] = (centres[p * columns + c] as number) + (own[i * columns + c] as number);
  });
  for (let p = 0; p < count; p++) {
    const length = Math.sqrt(dot(centres, p * columns, centres, p * columns, columns));
    if (length > 0)
      for (let c = p * columns; c < (p + 1) * columns; c++) centres[c] = (centres[c] as number) / length;
  }
  of.forEach((p, i) => {
    similarities[p]?.push(dot(own, i * columns, centres, p * columns, columns));
  });
  const floors = similarities.map((list) => {
    list.sort((a, b) => a - b);
    return list[Math.floor(list.length * beyondFloor)] ?? 1;
  });
  return { vectors: centres, floors };
}

function nearest(units: Float32Array, from: number, vectors: Float32Array, columns: number): number {
  let best = 0;
  let highest = -2;
  for (let p = 0; p * columns < vectors.length; p++) {
    const similarity = dot(units, from, vectors, p * columns, columns);
    if (similarity > highest) [highest, best] = [similarity, p];
  }
  return best;
}
