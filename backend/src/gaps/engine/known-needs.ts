import { type DenseMatrix, invertedCholesky } from './svd.js';

/** The known need that each row is most like. */
export interface Likely {
  /** -1 for rows that are like none. */
  need: Int32Array;
  /** 1 where it is as like as most labelled rows are to their own need. */
  isSure: Uint8Array;
}

const ridge = 0.5;
/** Of the labelled rows, this share is less like its own need than what counts as sure. */
const unsureShare = 0.3;
/** Labelled rows without which a need is not looked for in other rows. */
const leastLabelled = 3;

/**
 * Ridge regression of the needs of labelled rows on their coordinates (one column of ones and noughts per need,
 * no intercept, so that what is like no labelled row is like no need), applied to all rows. `need` is -1 where it
 * is not known; undefined when nowhere is.
 */
export function guessNeeds(rows: Float32Array, columns: number, need: Int32Array): Likely | undefined {
  const count = need.reduce((most, n) => Math.max(most, n + 1), 0);
  if (count === 0 || columns === 0) return undefined;
  const found = new Uint32Array(count);
  for (const n of need) if (n >= 0) found[n] = (found[n] as number) + 1;
  const fit = fitNeeds(rows, columns, need, count);
  const sure = sureLikeness(rows, need, fit);
  const guessed: Likely = { need: need.slice(), isSure: Uint8Array.from(need, (n) => Number(n >= 0)) };
  for (let i = 0; i < need.length; i++) {
    if ((need[i] as number) >= 0) continue;
    const scores = scoresOf(rows, i, fit);
    let best = 0;
    for (let n = 1; n < count; n++) if ((scores[n] as number) > (scores[best] as number)) best = n;
    const likeness = scores[best] as number;
    const isLike = likeness >= sure / 2 && (found[best] as number) >= leastLabelled;
    guessed.need[i] = isLike ? best : -1;
    guessed.isSure[i] = Number(isLike && likeness >= sure);
  }
  return guessed;
}

interface Fit {
  columns: number;
  labelled: number[];
  /** Of all rows. */
  mean: Float64Array;
  /** Of needs. */
  count: number;
  /** R⁻¹ for RᵀR = XᵀX + ridge. */
  inverse: DenseMatrix;
  /** `count` numbers per column. */
  weights: Float64Array;
}

function fitNeeds(rows: Float32Array, columns: number, need: Int32Array, count: number): Fit {
  const labelled = [...need.keys()].filter((i) => (need[i] as number) >= 0);
  const mean = new Float64Array(columns);
  rows.forEach((value, at) => {
    mean[at % columns] = (mean[at % columns] as number) + value / need.length;
  });
  const square: DenseMatrix = { rows: columns, columns, values: new Float64Array(columns * columns) };
  const sums = new Float64Array(columns * count);
  for (const i of labelled) {
    const x = centred(rows, i, mean);
    x.forEach((left, c) => {
      const at = c * count + (need[i] as number);
      sums[at] = (sums[at] as number) + left;
      addRow(square.values, c * columns, x, 0, columns, left);
    });
  }
  for (let c = 0; c < columns; c++)
    square.values[c * columns + c] = ridge + (square.values[c * columns + c] as number);
  const inverse = invertedCholesky(square);
  return { columns, labelled, mean, count, inverse, weights: solve(inverse, sums, count) };
}

const centred = (rows: Float32Array, row: number, mean: Float64Array) =>
  mean.map((usual, c) => (rows[row * mean.length + c] as number) - usual);

/** R⁻¹R⁻ᵀB for an upper triangular R⁻¹. */
function solve({ columns: n, values: inverse }: DenseMatrix, b: Float64Array, width: number): Float64Array {
  const half = new Float64Array(n * width);
  const out = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k <= i; k++) addRow(half, i * width, b, k * width, width, inverse[k * n + i] as number);
  }
  for (let i = 0; i < n; i++) {
    for (let k = i; k < n; k++) addRow(out, i * width, half, k * width, width, inverse[i * n + k] as number);
  }
  return out;
}

function addRow(
  to: Float64Array,
  at: number,
  from: Float64Array,
  start: number,
  width: number,
  scale: number,
): void {
  for (let j = 0; j < width; j++) to[at + j] = (to[at + j] as number) + scale * (from[start + j] as number);
}

function scoresOf(rows: Float32Array, row: number, { mean, count, weights }: Fit): Float64Array {
  const scores = new Float64Array(count);
  centred(rows, row, mean).forEach((x, c) => {
    addRow(scores, 0, weights, c * count, count, x);
  });
  return scores;
}

/** A quantile of the labelled rows' likeness to their own need, each left out of the fit (by its leverage). */
function sureLikeness(rows: Float32Array, need: Int32Array, fit: Fit): number {
  const { columns, labelled, mean, inverse } = fit;
  const own = labelled.map((i) => {
    const x = centred(rows, i, mean);
    const turned = new Float64Array(columns);
    x.forEach((value, c) => {
      addRow(turned, 0, inverse.values, c * columns, columns, value);
    });
    const leverage = Math.min(
      0.99,
      turned.reduce((sum, value) => sum + value * value, 0),
    );
    const likeness = scoresOf(rows, i, fit)[need[i] as number] as number;
    return (likeness - leverage) / (1 - leverage);
  });
  own.sort((a, b) => a - b);
  return own[Math.floor(own.length * unsureShare)] ?? 1;
}
