import type { SparseMatrix } from './features.js';
import { seededNormal } from './random.js';

/** Rows of equal length, one after another. */
export interface DenseMatrix {
  rows: number;
  columns: number;
  values: Float64Array;
}

const dense = (rows: number, columns: number): DenseMatrix => ({
  rows,
  columns,
  values: new Float64Array(rows * columns),
});

/** A·X */
export function multiply(a: SparseMatrix, x: DenseMatrix): DenseMatrix {
  const width = x.columns;
  const out = dense(a.rows, width);
  for (let i = 0; i < a.rows; i++) {
    const target = i * width;
    const end = a.starts[i + 1] as number;
    for (let at = a.starts[i] as number; at < end; at++) {
      const value = a.values[at] as number;
      const source = (a.indices[at] as number) * width;
      for (let j = 0; j < width; j++) {
        out.values[target + j] =
          (out.values[target + j] as number) + value * (x.values[source + j] as number);
      }
    }
  }
  return out;
}

/** Aᵀ·X */
function multiplyTransposed(a: SparseMatrix, x: DenseMatrix): DenseMatrix {
  const width = x.columns;
  const out = dense(a.columns, width);
  for (let i = 0; i < a.rows; i++) {
    const source = i * width;
    const end = a.starts[i + 1] as number;
    for (let at = a.starts[i] as number; at < end; at++) {
      const value = a.values[at] as number;
      const target = (a.indices[at] as number) * width;
      for (let j = 0; j < width; j++) {
        out.values[target + j] =
          (out.values[target + j] as number) + value * (x.values[source + j] as number);
      }
    }
  }
  return out;
}

/** XᵀX */
function gram(x: DenseMatrix): DenseMatrix {
  const width = x.columns;
  const out = dense(width, width);
  for (let row = 0; row < x.rows; row++) {
    const at = row * width;
    for (let i = 0; i < width; i++) {
      const left = x.values[at + i] as number;
      if (left === 0) continue;
      for (let j = i; j < width; j++) {
        out.values[i * width + j] =
          (out.values[i * width + j] as number) + left * (x.values[at + j] as number);
      }
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) out.values[i * width + j] = out.values[j * width + i] as number;
  }
  return out;
}

/** Eigenvalues, largest first, and eigenvectors as columns, of a symmetric matrix (cyclic Jacobi). */
export function symmetricEigen(matrix: DenseMatrix): { values: Float64Array; vectors: DenseMatrix } {
  const n = matrix.columns;
  const a = matrix.values.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 30 && offDiagonal(a, n) > 1e-22; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (x, y) => (a[y * n + y] as number) - (a[x * n + x] as number) || x - y,
  );
  const vectors = dense(n, n);
  order.forEach((from, to) => {
    for (let row = 0; row < n; row++) vectors.values[row * n + to] = v[row * n + from] as number;
  });
  return { values: Float64Array.from(order, (i) => a[i * n + i] as number), vectors };
}

/** Sum of squares beside the diagonal, relative to all. */
function offDiagonal(a: Float64Array, n: number): number {
  let beside = 0;
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const square = (a[i * n + j] as number) ** 2;
      all += square;
      if (i !== j) beside += square;
    }
  }
  return all === 0 ? 0 : beside / all;
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q] as number;
  if (apq === 0) return;
  const theta = ((a[q * n + q] as number) - (a[p * n + p] as number)) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q, c, s);
}

function turn(values: Float64Array, x: number, y: number, c: number, s: number): void {
  const left = values[x] as number;
  const right = values[y] as number;
  values[x] = c * left - s * right;
  values[y] = s * left + c * right;
}

/** X·W for a small W. */
export function rightMultiply(x: DenseMatrix, w: DenseMatrix, columns: number): DenseMatrix {
  const out = dense(x.rows, columns);
  for (let row = 0; row < x.rows; row++) {
    for (let k = 0; k < x.columns; k++) {
      const left = x.values[row * x.columns + k] as number;
      if (left === 0) continue;
      for (let j = 0; j < columns; j++) {
        out.values[row * columns + j] =
          (out.values[row * columns + j] as number) + left * (w.values[k * w.columns + j] as number);
      }
    }
  }
  return out;
}

/** Columns that span the same space and are orthonormal, by Cholesky of XᵀX; dependent columns become zero. */
function orthonormalise(x: DenseMatrix): DenseMatrix {
  const n = x.columns;
  const inverse = invertedCholesky(gram(x));
  const out = dense(x.rows, n);
  for (let row = 0; row < x.rows; row++) {
    const at = row * n;
    for (let k = 0; k < n; k++) {
      const left = x.values[at + k] as number;
      if (left === 0) continue;
      for (let j = k; j < n; j++) {
        out.values[at + j] = (out.values[at + j] as number) + left * (inverse.values[k * n + j] as number);
      }
    }
  }
  return out;
}

/** R⁻¹, upper triangular, where RᵀR is the given matrix; a column without length of its own becomes zero. */
export function invertedCholesky({ columns: n, values: g }: DenseMatrix): DenseMatrix {
  const r = new Float64Array(n * n);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, g[i * n + i] as number);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = g[i * n + j] as number;
      for (let k = 0; k < i; k++) sum -= (r[k * n + i] as number) * (r[k * n + j] as number);
      if (j === i) r[i * n + i] = sum > largest * 1e-13 ? Math.sqrt(sum) : 0;
      else r[i * n + j] = r[i * n + i] === 0 ? 0 : sum / (r[i * n + i] as number);
    }
  }
  const inverse = dense(n, n);
  for (let j = 0; j < n; j++) {
    const pivot = r[j * n + j] as number;
    if (pivot === 0) continue;
    inverse.values[j * n + j] = 1 / pivot;
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let k = i + 1; k <= j; k++)
        sum += (r[i * n + k] as number) * (inverse.values[k * n + j] as number);
      const own = r[i * n + i] as number;
      inverse.values[i * n + j] = own === 0 ? 0 : -sum / own;
    }
  }
  return inverse;
}

/**
 * The `rank` main directions of A's rows (right singular vectors, one per column), by randomised subspace
 * iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4). The same for the same seed; directions that the
 * rows do not have are zero.
 */
export function mainDirections(a: SparseMatrix, rank: number, seed: number, iterations = 1): DenseMatrix {
  const width = Math.min(rank + 10, a.rows, a.columns);
  if (width === 0) return dense(a.columns, 0);
  const normal = seededNormal(seed);
  const start = dense(a.columns, width);
  for (let i = 0; i < start.values.length; i++) start.values[i] = normal();
  let basis = orthonormalise(multiply(a, start));
  for (let i = 0; i < iterations; i++) {
    basis = orthonormalise(multiply(a, multiplyTransposed(a, basis)));
  }
  const across = multiplyTransposed(a, basis);
  const { values, vectors } = symmetricEigen(gram(across));
  const kept = Math.min(rank, width);
  for (let j = 0; j < kept; j++) {
    const sigma = Math.sqrt(Math.max(0, values[j] as number));
    const scale = sigma > 1e-9 ? 1 / sigma : 0;
    for (let i = 0; i < width; i++) {
      vectors.values[i * width + j] = (vectors.values[i * width + j] as number) * scale;
    }
  }
  return rightMultiply(across, vectors, kept);
}
