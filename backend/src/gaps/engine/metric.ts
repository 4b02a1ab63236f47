import { unitRows } from './neighbours.js';
import { type DenseMatrix, invertedCholesky, rightMultiply } from './svd.js';

/**
 * A matrix that shortens the directions in which rows of one group differ (relevant component analysis: Bar-Hillel
 * et al. 2003, regularised: (S + rI)^-1 = WWᵀ): what varies within a need is wording. Groups of -1 teach nothing.
 */
export function learnMetric(units: Float32Array, columns: number, group: Int32Array): DenseMatrix {
  const scatter = scatterWithin(units, columns, group);
  let trace = 0;
  for (let c = 0; c < columns; c++) trace += scatter.values[c * columns + c] as number;
  const ridge = trace > 0 ? trace / columns : 1;
  for (let c = 0; c < columns; c++)
    scatter.values[c * columns + c] = ridge + (scatter.values[c * columns + c] as number);
  return invertedCholesky(scatter);
}

/** Unit rows after the metric. */
export function applyMetric(units: Float32Array, metric: DenseMatrix): Float32Array {
  const { columns } = metric;
  const rows = columns === 0 ? 0 : units.length / columns;
  return unitRows(rightMultiply({ rows, columns, values: Float64Array.from(units) }, metric, columns));
}

function scatterWithin(units: Float32Array, columns: number, group: Int32Array): DenseMatrix {
  const count = group.reduce((most, c) => Math.max(most, c + 1), 0);
  const centres = new Float64Array(count * columns);
  const sizes = new Float64Array(count);
  group.forEach((c, i) => {
    if (c < 0) return;
    sizes[c] = (sizes[c] as number) + 1;
    for (let k = 0; k < columns; k++) {
      centres[c * columns + k] = (centres[c * columns + k] as number) + (units[i * columns + k] as number);
    }
  });
  const scatter = new Float64Array(columns * columns);
  const difference = new Float64Array(columns);
  group.forEach((c, i) => {
    if (c < 0) return;
    for (let k = 0; k < columns; k++) {
      difference[k] =
        (units[i * columns + k] as number) - (centres[c * columns + k] as number) / (sizes[c] as number);
    }
    for (let k = 0; k < columns; k++) {
      const left = difference[k] as number;
      for (let j = k; j < columns; j++) {
        scatter[k * columns + j] = (scatter[k * columns + j] as number) + left * (difference[j] as number);
      }
    }
  });
  for (let k = 0; k < columns; k++)
    for (let j = 0; j < k; j++) scatter[k * columns + j] = scatter[j * columns + k] as number;
  return { rows: columns, columns, values: scatter };
}
