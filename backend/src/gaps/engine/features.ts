import { countTerms, evidenceKinds, type Said, type Vocabulary } from './vocabulary.js';

/** Rows of weights, the nonzero ones only (compressed sparse rows). */
export interface SparseMatrix {
  rows: number;
  columns: number;
  /** Row i's entries lie from `starts[i]` to `starts[i + 1]`. */
  starts: Uint32Array;
  indices: Uint32Array;
  values: Float32Array;
}

export interface Rows extends SparseMatrix {
  /** By row: the share of its different terms that the vocabulary has. */
  heard: Float32Array;
}

/** Shares of a row's squared length. A dense vector knows words by their meaning, so it weighs as much as they do. */
const shares = { words: 0.5, grams: 0.5, intent: 0.1, failedCode: 0.35, dense: 1 };

/** Words and character n-grams as TF-IDF, evidence as weighted indicators, dense vectors as they are. */
export function buildRows(said: readonly Said[], vocabulary: Vocabulary): Rows {
  const starts = new Uint32Array(said.length + 1);
  const heard = new Float32Array(said.length);
  let indices = new Uint32Array(1024);
  let values = new Float32Array(1024);
  let at = 0;
  const put = (column: number, value: number) => {
    if (at === indices.length) {
      indices = grown(indices, new Uint32Array(at * 2));
      values = grown(values, new Float32Array(at * 2));
    }
    indices[at] = column;
    values[at++] = value;
  };
  const putTerms = (
    counts: ReadonlyMap<string, number>,
    columns: ReadonlyMap<string, number>,
    share: number,
  ) => {
    const first = at;
    let square = 0;
    for (const [term, count] of counts) {
      const column = columns.get(term);
      if (column === undefined) continue;
      const weight = damped(count) * (vocabulary.weights[column] as number);
      square += weight * weight;
      put(column, weight);
    }
    const scale = square > 0 ? Math.sqrt(share / square) : 0;
    for (let i = first; i < at; i++) values[i] = (values[i] as number) * scale;
  };
  said.forEach(({ text, evidence, dense }, row) => {
    const { words, grams } = countTerms(text);
    putTerms(words, vocabulary.words, shares.words);
    putTerms(grams, vocabulary.grams, shares.grams);
    heard[row] = (at - (starts[row] as number)) / Math.max(1, words.size + grams.size);
    for (const kind of evidenceKinds) {
      const column = vocabulary.evidence.get(`${kind}:${evidence[kind]}`);
      if (column !== undefined) put(column, Math.sqrt(shares[kind]));
    }
    if (dense) putDense(dense, vocabulary, put);
    starts[row + 1] = at;
  });
  return {
    rows: said.length,
    columns: vocabulary.columns,
    starts,
    heard,
    indices: indices.slice(0, at),
    values: values.slice(0, at),
  };
}

function grown<T extends Uint32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Said twice is not twice as telling. */
const damped = (count: number) => (count < 1 ? count : 1 + Math.log(count));

/** Without the mean that all share, which would make everything alike. */
function putDense(
  dense: Float32Array,
  { denseMean, columns }: Vocabulary,
  put: (column: number, value: number) => void,
): void {
  if (dense.length !== denseMean.length) return;
  let square = 0;
  dense.forEach((value, c) => {
    square += (value - (denseMean[c] as number)) ** 2;
  });
  const scale = square > 0 ? Math.sqrt(shares.dense / square) : 0;
  dense.forEach((value, c) => {
    put(columns - dense.length + c, (value - (denseMean[c] as number)) * scale);
  });
}
