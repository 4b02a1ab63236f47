import { buildRows, type Rows } from './features.js';
import { mainDirections } from './svd.js';
import { tellingFactors } from './telling.js';
import { learnVocabulary, type Said, type Vocabulary } from './vocabulary.js';

/** How what was said becomes vectors: learnt from some, applied to any. */
export interface Space {
  vocabulary: Vocabulary;
  /** `rank` numbers for each of the vocabulary's columns, one after another. */
  directions: Float32Array;
  rank: number;
}

/** Row `i` of unit length lies from `i * columns`. */
export interface Embedded {
  units: Float32Array;
  columns: number;
  /** Length of each row before it was made 1: how much of it the main directions explain. */
  lengths: Float32Array;
  /** By row: the share of its terms that the space knows. */
  heard: Float32Array;
}

const mainRank = 80;
/** A coarse look is enough, and better, to say which terms tell. */
const first = { rank: 16, iterations: 0 };
const seed = 20_250_101;

/** Latent semantic analysis, twice: the second time every term weighs as much as it told in the first. */
export function learnSpace(said: readonly Said[]): { space: Space; embedded: Embedded } {
  const vocabulary = learnVocabulary(said);
  const matrix = buildRows(said, vocabulary);
  const terms = vocabulary.weights.length;
  const coarse = embedRows(matrix, mainDirections(matrix, first.rank, seed, first.iterations).values);
  const factors = tellingFactors(matrix, coarse.units, coarse.columns, terms);
  const weights = vocabulary.weights.map((weight, i) => weight * (factors[i] as number));
  const told = { ...vocabulary, weights };
  const weighed = buildRows(said, told);
  const { columns, values } = mainDirections(weighed, mainRank, seed);
  const space: Space = { vocabulary: told, directions: Float32Array.from(values), rank: columns };
  return { space, embedded: embedRows(weighed, space.directions) };
}

export const embed = ({ vocabulary, directions }: Space, said: readonly Said[]): Embedded =>
  embedRows(buildRows(said, vocabulary), directions);

function embedRows(matrix: Rows, directions: Float32Array | Float64Array): Embedded {
  const columns = matrix.columns === 0 ? 0 : directions.length / matrix.columns;
  const units = new Float32Array(matrix.rows * columns);
  const lengths = new Float32Array(matrix.rows);
  const row = new Float64Array(columns);
  for (let i = 0; i < matrix.rows; i++) {
    row.fill(0);
    for (let at = matrix.starts[i] as number; at < (matrix.starts[i + 1] as number); at++) {
      const value = matrix.values[at] as number;
      const from = (matrix.indices[at] as number) * columns;
      for (let c = 0; c < columns; c++)
        row[c] = (row[c] as number) + value * (directions[from + c] as number);
    }
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    lengths[i] = length;
    if (length > 0)
      row.forEach((value, c) => {
        units[i * columns + c] = value / length;
      });
  }
  return { units, columns, lengths, heard: matrix.heard };
}
