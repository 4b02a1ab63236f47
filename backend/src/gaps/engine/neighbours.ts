import type { DenseMatrix } from './svd.js';

/** The nearest others of every row, nearest first. */
export interface Neighbours {
  rows: number;
  k: number;
  /** k per row; unused places hold -1. */
  ids: Int32Array;
  /** Cosine similarity. */
  similarities: Float32Array;
}

/** Copies of the rows with length 1; rows of length 0 stay so. */
export function unitRows({ rows, columns, values }: DenseMatrix): Float32Array {
  const units = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = 0; j < columns; j++) square += (values[i * columns + j] as number) ** 2;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let j = 0; j < columns; j++) units[i * columns + j] = (values[i * columns + j] as number) * scale;
  }
  return units;
}

/**
 * Nearest rows of `units` among each row's neighbours and theirs, from a search in a space near to this one:
 * after smoothing, what was not within two steps before is not near.
 */
export function refineNeighbours(units: Float32Array, columns: number, near: Neighbours): Neighbours {
  const { rows, k } = near;
  const found = noNeighbours(rows, k);
  const seen = new Int32Array(rows).fill(-1);
  for (let i = 0; i < rows; i++) {
    seen[i] = i;
    const consider = (j: number) => {
      if (j < 0 || seen[j] === i) return;
      seen[j] = i;
      const similarity = dot(units, i * columns, units, j * columns, columns);
      if (similarity > (found.similarities[i * k + k - 1] as number)) insert(found, i, j, similarity);
    };
    for (let at = i * k; at < (i + 1) * k; at++) {
      const j = near.ids[at] as number;
      if (j < 0) continue;
      consider(j);
      for (let next = j * k; next < (j + 1) * k; next++) consider(near.ids[next] as number);
    }
  }
  return found;
}

export function dot(a: Float32Array, i: number, b: Float32Array, j: number, columns: number): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) sum += (a[i + c] as number) * (b[j + c] as number);
  return sum;
}

/** Adds `weight` times a row of one matrix to a row of another. */
export function addScaled(
  target: Float32Array,
  at: number,
  source: Float32Array,
  from: number,
  columns: number,
  weight: number,
): void {
  for (let c = 0; c < columns; c++) {
    target[at + c] = (target[at + c] as number) + weight * (source[from + c] as number);
  }
}

/** Makes a row's length 1; one of length 0 stays so. */
export function scaleToUnit(rows: Float32Array, at: number, columns: number): void {
  const length = Math.sqrt(dot(rows, at, rows, at, columns));
  if (length > 0) for (let c = at; c < at + columns; c++) rows[c] = (rows[c] as number) / length;
}

const noNeighbours = (rows: number, k: number): Neighbours => ({
  rows,
  k,
  ids: new Int32Array(rows * k).fill(-1),
  similarities: new Float32Array(rows * k).fill(-2),
});

const block = 64;

/** Exact: compares every pair once, block by block so that both stay in the cache. */
export function findNeighbours(units: Float32Array, columns: number, k: number): Neighbours {
  const rows = columns === 0 ? 0 : units.length / columns;
  const found = noNeighbours(rows, k);
  const similarities = new Float64Array(block * block);
  for (let left = 0; left < rows; left += block) {
    const leftEnd = Math.min(rows, left + block);
    for (let right = left; right < rows; right += block) {
      const rightEnd = Math.min(rows, right + block);
      compareBlocks(units, columns, left, leftEnd, right, rightEnd, similarities);
      for (let i = left; i < leftEnd; i++) {
        for (let j = left === right ? i + 1 : right; j < rightEnd; j++) {
          const similarity = similarities[(i - left) * block + j - right] as number;
          if (similarity > (found.similarities[i * k + k - 1] as number)) insert(found, i, j, similarity);
          if (similarity > (found.similarities[j * k + k - 1] as number)) insert(found, j, i, similarity);
        }
      }
    }
  }
  return found;
}

/** Products of rows, four by two at a time so that each value loaded is used more than once. */
function compareBlocks(
  units: Float32Array,
  columns: number,
  left: number,
  leftEnd: number,
  right: number,
  rightEnd: number,
  out: Float64Array,
): void {
  for (let i = left; i < leftEnd; i += 2) {
    const a = i * columns;
    const b = Math.min(i + 1, leftEnd - 1) * columns;
    for (let j = right; j < rightEnd; j += 4) {
      const p = j * columns;
      const q = Math.min(j + 1, rightEnd - 1) * columns;
      const r = Math.min(j + 2, rightEnd - 1) * columns;
      const s = Math.min(j + 3, rightEnd - 1) * columns;
      let ap = 0;
      let aq = 0;
      let ar = 0;
      let as = 0;
      let bp = 0;
      let bq = 0;
      let br = 0;
      let bs = 0;
      for (let c = 0; c < columns; c++) {
        const x = units[a + c] as number;
        const y = units[b + c] as number;
        const u = units[p + c] as number;
        const v = units[q + c] as number;
        const w = units[r + c] as number;
        const z = units[s + c] as number;
        ap += x * u;
        aq += x * v;
        ar += x * w;
        as += x * z;
        bp += y * u;
        bq += y * v;
        br += y * w;
        bs += y * z;
      }
      const top = (i - left) * block + j - right;
      out[top] = ap;
      out[top + 1] = aq;
      out[top + 2] = ar;
      out[top + 3] = as;
      if (i + 1 === leftEnd) continue;
      out[top + block] = bp;
      out[top + block + 1] = bq;
      out[top + block + 2] = br;
      out[top + block + 3] = bs;
    }
  }
}

/** Equal similarities keep the order in which they were met: by index. */
function insert({ k, ids, similarities }: Neighbours, row: number, id: number, similarity: number): void {
  const first = row * k;
  let at = first + k - 1;
  while (at > first && (similarities[at - 1] as number) < similarity) {
    similarities[at] = similarities[at - 1] as number;
    ids[at] = ids[at - 1] as number;
    at--;
  }
  similarities[at] = similarity;
  ids[at] = id;
}
