import { takeRows } from './assign.js';
import { moveCentres, seedCentres, settleByCentres } from './kmeans.js';
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
  const { of } = seedCentres(own, columns, count, 1);
  settleByCentres(own, columns, of);
  const centres = new Float32Array(count * columns);
  moveCentres(own, columns, of, centres);
  const similarities: number[][] = Array.from({ length: count }, () => []);
  of.forEach((p, i) => {
    similarities[p]?.push(dot(own, i * columns, centres, p * columns, columns));
  });
  const floors = similarities.map((list) => {
    list.sort((a, b) => a - b);
    return list[Math.floor(list.length * beyondFloor)] ?? 1;
  });
  return { vectors: centres, floors };
}
