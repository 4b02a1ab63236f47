import { normalise, tokenise } from '../gaps/words/text.js';
import type { Vote, Voter } from './votes.js';

/** Added to every count, so that a word that nobody of a label used speaks against it and does not exclude it. */
const smoothing = 0.05;
/** How far words are believed beside neighbours: what makes decided examples the likeliest is chosen. */
const trusts = [0, 0.25, 0.5, 0.75, 1];
/** What neighbours leave to a label that none of them has. */
const unheard = 0.02;
/** With this much evidence neighbours speak half as loud as they can. */
const half = 0.3;
/** A label with less is not spoken of. */
const leastShare = 0.01;
/** Nats per decided example; with less, words tell no more than neighbours do. */
const leastGain = 0.01;
/** Decided examples that the trust in words is chosen by. */
const mostAsked = 1_500;

/**
 * Neighbours and words together: what an example's neighbours say that it is times how likely its own words are among
 * examples of each label, itself left out (multinomial naive Bayes over words and pairs of them: Manning, Raghavan &
 * Schütze, Introduction to Information Retrieval, 2008, ch. 13). Words depend on each other, so that their
 * log-likelihood counts by the root of their number, times a trust that decided examples choose. A vote without evidence
 * stays as it is.
 */
export function withWords(
  votes: readonly Vote[],
  texts: readonly string[],
  voters: readonly Voter[],
): Vote[] {
  const words = new Words(texts, voters);
  const trust = chooseTrust(votes, words, voters);
  if (trust === 0) return [...votes];
  return votes.map((vote, row) => (vote.evidence > 0 ? together(vote, words.of(row), words, trust) : vote));
}

function together({ shares, evidence }: Vote, likelihoods: Float64Array, words: Words, trust: number): Vote {
  const loud = evidence / (evidence + half);
  const scores = likelihoods.map((likelihood) => trust * likelihood);
  for (const { label, share } of shares) {
    const place = words.places.get(label);
    if (place !== undefined) scores[place] = (scores[place] as number) + Math.log1p((share * loud) / unheard);
  }
  const most = scores.reduce((highest, score) => Math.max(highest, score), Number.NEGATIVE_INFINITY);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
  const kept = words.labels.flatMap((label, place) => {
    const score = scores[place] as number;
    const share = Math.exp(score - most) / total;
    return share >= leastShare || score === most ? [{ label, share }] : [];
  });
  const left = kept.reduce((sum, { share }) => sum + share, 0);
  return {
    shares: kept
      .map(({ label, share }) => ({ label, share: share / left }))
      .sort((a, b) => b.share - a.share || (a.label < b.label ? -1 : 1)),
    evidence,
  };
}

function chooseTrust(votes: readonly Vote[], words: Words, voters: readonly Voter[]): number {
  const known = votes.flatMap(({ evidence }, row) =>
    evidence > 0 && (voters[row] as Voter).trust === 1 ? [row] : [],
  );
  const step = Math.max(1, Math.ceil(known.length / mostAsked));
  const asked = known.filter((_, i) => i % step === 0).map((row) => ({ row, likelihoods: words.of(row) }));
  const fitOf = (trust: number) =>
    asked.reduce((sum, { row, likelihoods }) => {
      const { shares } = together(votes[row] as Vote, likelihoods, words, trust);
      const label = (voters[row] as Voter).label;
      return sum + Math.log(Math.max(leastShare / 2, shares.find((one) => one.label === label)?.share ?? 0));
    }, 0);
  const fits = trusts.map(fitOf);
  const best = Math.max(...fits);
  return best - (fits[0] as number) < leastGain * asked.length ? 0 : (trusts[fits.indexOf(best)] as number);
}

/** How often words stand in examples of each label. */
class Words {
  readonly labels: string[];
  readonly places: ReadonlyMap<string, number>;
  private readonly terms: string[][];
  /** By term: the labels that it stands in, with counts. */
  private readonly counts = new Map<string, Map<number, number>>();
  /** By label. */
  private readonly totals: Float64Array;

  constructor(
    texts: readonly string[],
    private readonly voters: readonly Voter[],
  ) {
    this.labels = [...new Set(voters.flatMap((voter) => labelOf(voter) ?? []))].sort();
    this.places = new Map(this.labels.map((label, i) => [label, i]));
    this.totals = new Float64Array(this.labels.length);
    this.terms = texts.map(termsOf);
    this.terms.forEach((terms, row) => {
      const voter = voters[row] as Voter;
      const place = this.placeOf(voter);
      if (place === undefined) return;
      for (const term of terms) {
        const own = this.counts.get(term) ?? new Map<number, number>();
        if (own.size === 0) this.counts.set(term, own);
        own.set(place, (own.get(place) ?? 0) + voter.trust);
        this.totals[place] = (this.totals[place] as number) + voter.trust;
      }
    });
  }

  /** By label: log-likelihood of a row's words, itself left out, by the root of their number. */
  of(row: number): Float64Array {
    const terms = this.terms[row] as string[];
    const voter = this.voters[row] as Voter;
    const own = this.placeOf(voter);
    const least = smoothing * Math.max(1, this.counts.size);
    const scores = Float64Array.from(this.totals, (total, place) => {
      const left = place === own ? total - voter.trust * terms.length : total;
      return -terms.length * Math.log(Math.max(0, left) + least);
    });
    const times = new Map<string, number>();
    for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
    for (const [term, count] of times) {
      for (const [place, said] of this.counts.get(term) ?? []) {
        const left = place === own ? said - voter.trust * count : said;
        scores[place] = (scores[place] as number) + count * Math.log1p(Math.max(0, left) / smoothing);
      }
    }
    const scale = 1 / Math.sqrt(Math.max(1, terms.length));
    return scores.map((score) => score * scale);
  }

  private placeOf(voter: Voter): number | undefined {
    const label = labelOf(voter);
    return label === null ? undefined : this.places.get(label);
  }
}

const labelOf = ({ label, trust }: Voter): string | null => (trust < leastTrust ? null : label);
/** Guesses teach no words. */
const leastTrust = 0.5;

function termsOf(text: string): string[] {
  const tokens = tokenise(normalise(text));
  return [...tokens, ...tokens.slice(1).map((token, i) => `${tokens[i]} ${token}`)];
}
