import { characterGrams, leadUtterance, normalise, tokenise } from './text.js';

/** Rows of weights, the nonzero ones only (compressed sparse rows). */
export interface SparseMatrix {
  rows: number;
  columns: number;
  /** Row i's entries lie from `starts[i]` to `starts[i + 1]`. */
  starts: Uint32Array;
  indices: Uint32Array;
  values: Float32Array;
}

/** What is known of one escalation besides words; each value may be missing. */
export interface Evidence {
  intent: string | null;
  failedCode: string | null;
  resolvedIntent: string | null;
}

export interface FeatureOptions {
  /** Share of a row's squared length, against 1 for the words and 1 for the characters together. */
  evidence: { intent: number; failedCode: number; resolvedIntent: number };
  words: number;
  characters: number;
}

export const defaultFeatures: FeatureOptions = {
  evidence: { intent: 0.1, failedCode: 0.35, resolvedIntent: 0.45 },
  words: 0.5,
  characters: 0.5,
};

/** Term ids and counts of every row, before weighting. */
class Block {
  private readonly ids = new Map<string, number>();
  private readonly rowTerms: Uint32Array[] = [];
  private readonly rowCounts: Uint16Array[] = [];
  private readonly found: number[] = [];

  addRow(terms: Map<string, number>): void {
    const ids = new Uint32Array(terms.size);
    const counts = new Uint16Array(terms.size);
    let at = 0;
    for (const [term, count] of terms) {
      let id = this.ids.get(term);
      if (id === undefined) {
        id = this.ids.size;
        this.ids.set(term, id);
        this.found.push(0);
      }
      this.found[id] = (this.found[id] ?? 0) + 1;
      ids[at] = id;
      counts[at++] = count;
    }
    this.rowTerms.push(ids);
    this.rowCounts.push(counts);
  }

  /** Sublinear TF times smoothed IDF, rows of length √share; terms of a single row are dropped. */
  weigh(firstColumn: number, share: number): { columns: number; row: (i: number) => [number, number][] } {
    const n = this.rowTerms.length;
    const column = new Int32Array(this.found.length).fill(-1);
    let columns = 0;
    this.found.forEach((count, id) => {
      if (count >= 2) column[id] = firstColumn + columns++;
    });
    const row = (i: number) => {
      const terms = this.rowTerms[i] ?? new Uint32Array();
      const counts = this.rowCounts[i] ?? new Uint16Array();
      const entries: [number, number][] = [];
      let square = 0;
      terms.forEach((id, at) => {
        const target = column[id] ?? -1;
        if (target < 0) return;
        const idf = Math.log((1 + n) / (1 + (this.found[id] ?? 0))) + 1;
        const weight = (1 + Math.log(counts[at] ?? 1)) * idf;
        square += weight * weight;
        entries.push([target, weight]);
      });
      const scale = square > 0 ? Math.sqrt(share / square) : 0;
      for (const entry of entries) entry[1] *= scale;
      return entries;
    };
    return { columns, row };
  }
}

function countInto(counts: Map<string, number>, term: string, times = 1): void {
  counts.set(term, (counts.get(term) ?? 0) + times);
}

/** How often a word of the turn that tells the need counts; later turns are details and impatience. */
const leadWeight = 8;

/** Words, pairs of words, and character n-grams as TF-IDF, and evidence as weighted indicators. */
export function buildFeatures(
  texts: readonly string[],
  evidence: readonly Evidence[],
  options: FeatureOptions = defaultFeatures,
): SparseMatrix {
  const words = new Block();
  const characters = new Block();
  for (const text of texts) {
    const wordCounts = new Map<string, number>();
    const gramCounts = new Map<string, number>();
    const lead = leadUtterance(text);
    for (const turn of text.split('\n')) {
      const times = turn.trim() === lead ? leadWeight : 1;
      const tokens = tokenise(normalise(turn));
      tokens.forEach((token, i) => {
        countInto(wordCounts, token, times);
        const next = tokens[i + 1];
        if (next !== undefined) countInto(wordCounts, `${token} ${next}`, times);
      });
      characterGrams(tokens, (gram) => countInto(gramCounts, gram, times));
    }
    words.addRow(wordCounts);
    characters.addRow(gramCounts);
  }
  const wordPart = words.weigh(0, options.words);
  const characterPart = characters.weigh(wordPart.columns, options.characters);
  const indicator = new Map<string, number>();
  const textColumns = wordPart.columns + characterPart.columns;
  const rows = texts.map((_, i) => [
    ...wordPart.row(i),
    ...characterPart.row(i),
    ...evidenceEntries(evidence[i], options, indicator, textColumns),
  ]);
  return pack(rows, textColumns + indicator.size);
}

function evidenceEntries(
  evidence: Evidence | undefined,
  { evidence: shares }: FeatureOptions,
  indicator: Map<string, number>,
  firstColumn: number,
): [number, number][] {
  const entries: [number, number][] = [];
  for (const kind of ['intent', 'failedCode', 'resolvedIntent'] as const) {
    const value = evidence?.[kind];
    if (value === null || value === undefined || shares[kind] === 0) continue;
    const term = `${kind}:${value}`;
    let column = indicator.get(term);
    if (column === undefined) {
      column = indicator.size;
      indicator.set(term, column);
    }
    entries.push([firstColumn + column, Math.sqrt(shares[kind])]);
  }
  return entries;
}

function pack(rows: readonly (readonly [number, number])[][], columns: number): SparseMatrix {
  const size = rows.reduce((sum, row) => sum + row.length, 0);
  const starts = new Uint32Array(rows.length + 1);
  const indices = new Uint32Array(size);
  const values = new Float32Array(size);
  let at = 0;
  rows.forEach((row, i) => {
    for (const [column, value] of row) {
      indices[at] = column;
      values[at++] = value;
    }
    starts[i + 1] = at;
  });
  return { rows: rows.length, columns, starts, indices, values };
}
