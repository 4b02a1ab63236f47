import { characterGrams, leadUtterance, normalise, tokenise } from '../words/text.js';

/** What is known of one escalation besides words; each value may be missing. */
export interface Evidence {
  intent: string | null;
  failedCode: string | null;
}

/** What is said in one text and known beside it. */
export interface Said {
  text: string;
  evidence: Evidence;
  /** From an embedder; of equal length for all. */
  dense?: Float32Array | undefined;
}

/** Which column a term has and what it weighs; learnt from some texts, applied to any. */
export interface Vocabulary {
  words: ReadonlyMap<string, number>;
  grams: ReadonlyMap<string, number>;
  /** `kind:value` to column. */
  evidence: ReadonlyMap<string, number>;
  /** By column, of words and grams. */
  weights: Float32Array;
  /** Mean of the dense vectors, which stand in the last columns; empty without any. */
  denseMean: Float32Array;
  columns: number;
}

/** Terms by kind, with how often they were said. */
export interface Terms {
  words: Map<string, number>;
  grams: Map<string, number>;
}

/** What a word counts outside the turn that tells the need: other turns are greetings, details and impatience. */
const aside = 1 / 3;
/** The rarest columns beyond this number are left out: they cost memory and join next to nothing. */
const mostColumns = 120_000;

/** Words, pairs of words, and character n-grams of a text. */
export function countTerms(text: string): Terms {
  const terms: Terms = { words: new Map(), grams: new Map() };
  const lead = text.includes('\n') ? leadUtterance(text) : text.trim();
  for (const turn of text.split('\n')) {
    const times = turn.trim() === lead ? 1 : aside;
    const tokens = tokenise(normalise(turn));
    tokens.forEach((token, i) => {
      countInto(terms.words, token, times);
      const next = tokens[i + 1];
      if (next !== undefined) countInto(terms.words, `${token} ${next}`, times);
    });
    characterGrams(tokens, (gram) => countInto(terms.grams, gram, times));
  }
  return terms;
}

function countInto(counts: Map<string, number>, term: string, times: number): void {
  counts.set(term, (counts.get(term) ?? 0) + times);
}

/** Smoothed inverse document frequency; terms of a single text are left out. */
export function learnVocabulary(said: readonly Said[]): Vocabulary {
  const foundWords = new Map<string, number>();
  const foundGrams = new Map<string, number>();
  for (const { text } of said) {
    const { words, grams } = countTerms(text);
    for (const word of words.keys()) countInto(foundWords, word, 1);
    for (const gram of grams.keys()) countInto(foundGrams, gram, 1);
  }
  const least = leastFound(foundWords, foundGrams);
  const weights: number[] = [];
  const take = (found: Map<string, number>) => {
    const columns = new Map<string, number>();
    for (const [term, count] of found) {
      if (count < least) continue;
      columns.set(term, weights.length);
      weights.push(Math.log((1 + said.length) / (1 + count)) + 1);
    }
    return columns;
  };
  const words = take(foundWords);
  const grams = take(foundGrams);
  const evidence = evidenceColumns(said, weights.length);
  const denseMean = meanOf(said);
  const columns = weights.length + evidence.size + denseMean.length;
  return { words, grams, evidence, weights: Float32Array.from(weights), denseMean, columns };
}

/** Two texts, or more where that would leave too many columns. */
function leastFound(...kinds: ReadonlyMap<string, number>[]): number {
  for (let least = 2; ; least++) {
    let columns = 0;
    for (const found of kinds) for (const count of found.values()) if (count >= least) columns++;
    if (columns <= mostColumns) return least;
  }
}

export const evidenceKinds = ['intent', 'failedCode'] as const;

function evidenceColumns(said: readonly Said[], first: number): Map<string, number> {
  const columns = new Map<string, number>();
  for (const { evidence } of said) {
    for (const kind of evidenceKinds) {
      const term = `${kind}:${evidence[kind]}`;
      if (evidence[kind] !== null && !columns.has(term)) columns.set(term, first + columns.size);
    }
  }
  return columns;
}

function meanOf(said: readonly Said[]): Float32Array {
  const known = said.flatMap(({ dense }) => dense ?? []);
  const mean = new Float64Array(known[0]?.length ?? 0);
  for (const vector of known)
    vector.forEach((value, c) => {
      mean[c] = (mean[c] as number) + value / known.length;
    });
  return Float32Array.from(mean);
}
