import { minimise } from './minimise.js';

export interface Taught {
  text: string;
  label: string;
  weight?: number;
}

export interface Answer {
  intent: string;
  /** 0..1: the probability of the intent. */
  confidence: number;
}

interface Row {
  terms: Int32Array;
  weights: Float64Array;
}

/** Squared length that words and character n-grams have in a row. */
const shares = { words: 0.5, grams: 0.5 };
/** Of the squared weights, against the mean loss of all examples together. */
const penalty = 0.05;
const rounds = 30;
/** A term of fewer texts tells nothing about others. */
const leastTexts = 2;

/**
 * An intent classifier as bots have them: TF-IDF of words, pairs of words and character 3- and 4-grams, multinomial
 * logistic regression with an L2 penalty. It knows nothing but the examples that it is given, and is the same for the
 * same examples.
 */
export class IntentBot {
  private constructor(
    private readonly vocabulary: Vocabulary,
    readonly intents: readonly string[],
    /** One number per intent, term by term. */
    private readonly weights: Float64Array,
  ) {}

  static train(examples: readonly Taught[]): IntentBot {
    const vocabulary = new Vocabulary(examples.map(({ text }) => text));
    const intents = [...new Set(examples.map(({ label }) => label))].sort();
    const places = new Map(intents.map((intent, i) => [intent, i]));
    const rows = examples.map(({ text }) => vocabulary.read(text));
    const labels = Int32Array.from(examples, ({ label }) => places.get(label) as number);
    const loss = lossOf(
      rows,
      labels,
      examples.map(({ weight }) => weight ?? 1),
      intents.length,
    );
    const weights = minimise(loss, new Float64Array(vocabulary.size * intents.length), rounds);
    return new IntentBot(vocabulary, intents, weights);
  }

  answer(text: string): Answer {
    const scores = new Float64Array(this.intents.length);
    addScores(scores, this.vocabulary.read(text), this.weights);
    toProbabilities(scores);
    const best = scores.reduce((most, score, i) => (score > (scores[most] as number) ? i : most), 0);
    return { intent: this.intents[best] ?? '', confidence: scores[best] ?? 0 };
  }
}

/** The terms of the training texts and how rare each is. */
class Vocabulary {
  private readonly words = new Map<string, number>();
  private readonly grams = new Map<string, number>();
  private readonly rarity: Float64Array;

  constructor(texts: readonly string[]) {
    const spoken = texts.map(tokensOf);
    const rarity: number[] = [];
    for (const [known, termsOf] of [
      [this.words, wordTerms],
      [this.grams, gramTerms],
    ] as const) {
      const counts = new Map<string, number>();
      for (const tokens of spoken)
        for (const term of new Set(termsOf(tokens))) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts)
        if (count >= leastTexts)
          known.set(term, rarity.push(1 + Math.log((1 + texts.length) / (1 + count))) - 1);
    }
    this.rarity = Float64Array.from(rarity);
  }

  get size(): number {
    return this.rarity.length;
  }

  read(text: string): Row {
    const tokens = tokensOf(text);
    const parts = [
      this.part(wordTerms(tokens), this.words, shares.words),
      this.part(gramTerms(tokens), this.grams, shares.grams),
    ];
    return {
      terms: Int32Array.from(parts.flatMap((part) => part.map(([term]) => term))),
      weights: Float64Array.from(parts.flatMap((part) => part.map(([, weight]) => weight))),
    };
  }

  private part(
    terms: Iterable<string>,
    known: ReadonlyMap<string, number>,
    share: number,
  ): [number, number][] {
    const counts = new Map<number, number>();
    for (const term of terms) {
      const place = known.get(term);
      if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const weights = [...counts].map(([place, count]): [number, number] => [
      place,
      (1 + Math.log(count)) * (this.rarity[place] as number),
    ]);
    const square = weights.reduce((sum, [, weight]) => sum + weight * weight, 0);
    return weights.map(([place, weight]) => [place, weight * Math.sqrt(share / square)]);
  }
}

const tokensOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

function* wordTerms(tokens: readonly string[]): Generator<string> {
  yield* tokens;
  for (let i = 1; i < tokens.length; i++) yield `${tokens[i - 1]} ${tokens[i]}`;
}

function* gramTerms(tokens: readonly string[]): Generator<string> {
  for (const token of tokens) {
    const padded = ` ${token} `;
    for (let size = 3; size <= 4; size++) {
      for (let at = 0; at + size <= padded.length; at++) yield padded.slice(at, at + size);
    }
  }
}

function addScores(scores: Float64Array, { terms, weights }: Row, model: Float64Array): void {
  const width = scores.length;
  for (let t = 0; t < terms.length; t++) {
    const from = (terms[t] as number) * width;
    const weight = weights[t] as number;
    for (let i = 0; i < width; i++) scores[i] = (scores[i] as number) + weight * (model[from + i] as number);
  }
}

/** In place; answers the logarithm of the sum. */
function toProbabilities(scores: Float64Array): number {
  const most = scores.reduce((highest, score) => Math.max(highest, score), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    scores[i] = Math.exp((scores[i] as number) - most);
    sum += scores[i] as number;
  }
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / sum;
  return most + Math.log(sum);
}

/** Cross entropy of the labels plus the penalty; writes the gradient. */
const lossOf =
  (rows: readonly Row[], labels: Int32Array, importance: readonly number[], width: number) =>
  (model: Float64Array, gradient: Float64Array): number => {
    let loss = 0;
    for (let i = 0; i < model.length; i++) {
      const weight = model[i] as number;
      gradient[i] = penalty * weight;
      loss += (penalty / 2) * weight * weight;
    }
    const scores = new Float64Array(width);
    rows.forEach((row, r) => {
      scores.fill(0);
      addScores(scores, row, model);
      const label = labels[r] as number;
      const own = scores[label] as number;
      const worth = importance[r] as number;
      loss += worth * (toProbabilities(scores) - own);
      scores[label] = (scores[label] as number) - 1;
      for (let t = 0; t < row.terms.length; t++) {
        const from = (row.terms[t] as number) * width;
        const weight = worth * (row.weights[t] as number);
        for (let i = 0; i < width; i++)
          gradient[from + i] = (gradient[from + i] as number) + weight * (scores[i] as number);
      }
    });
    return loss;
  };
