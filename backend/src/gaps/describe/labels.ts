import { leadUtterance, normalise, tokenise } from '../words/text.js';

/** Terms of many texts, and in how many of them each occurs. */
export class TermCounts {
  texts = 0;
  readonly found = new Map<string, number>();
  /** Single words, short ones too. */
  readonly words = new Map<string, number>();
  /** Who said a term first. */
  private readonly first = new Map<string, string>();
  private readonly shared = new Set<string>();

  add(text: string, speaker: string): void {
    this.texts++;
    const tokens = tokenise(normalise(leadUtterance(text)));
    for (const term of termsOf(tokens)) {
      this.found.set(term, (this.found.get(term) ?? 0) + 1);
      const first = this.first.get(term);
      if (first === undefined) this.first.set(term, speaker);
      else if (first !== speaker) this.shared.add(term);
    }
    for (const word of new Set(tokens)) this.words.set(word, (this.words.get(word) ?? 0) + 1);
  }

  /** Whether several people said it: what one alone says may say who that is, and outlives an erasure nowhere. */
  isShared(term: string): boolean {
    return this.shared.has(term);
  }

  share(term: string): number {
    return (this.found.get(term) ?? 0) / Math.max(1, this.texts);
  }
}

/** Words and pairs of words. What holds a digit is somebody's number or code, and names no need. */
function termsOf(tokens: readonly string[]): Set<string> {
  const terms = new Set<string>();
  tokens.forEach((token, i) => {
    if (isCode(token)) return;
    if (isWord(token)) terms.add(token);
    const next = tokens[i + 1];
    if (next !== undefined && !isCode(next)) terms.add(`${token} ${next}`);
  });
  return terms;
}

const isCode = (token: string) => token === '#' || /\p{N}/u.test(token);
/** `i'm` and `it's` are no longer than what they are made of. */
const isWord = (token: string) =>
  token.split("'").some((part) => part.length > 2) || /[^\p{Script=Latin}\p{N}']/u.test(token);

/**
 * In which share of the groups a term is common; common in many, it tells none of them apart. A pair is as
 * widespread as its words are on (geometric) average: `is in` is no better a name than `is`.
 */
export function termSpread(groups: readonly TermCounts[]): (term: string) => number {
  const common = new Map<string, number>();
  for (const group of groups) {
    for (const [word, found] of group.words) {
      if (found * 20 >= group.texts) common.set(word, (common.get(word) ?? 0) + 1);
    }
  }
  const spread = (word: string) => (common.get(word) ?? 1) / Math.max(1, groups.length);
  return (term) => {
    const words = term.split(' ');
    return Math.exp(words.reduce((sum, word) => sum + Math.log(spread(word)), 0) / words.length);
  };
}

/**
 * The terms by which a group differs from the background, most telling first: p·ln(p/q) for the share p of the
 * group's texts and q of the background's that hold the term (its part of the Kullback–Leibler divergence),
 * times how few groups it is common in.
 */
export function distinctiveTerms(
  group: TermCounts,
  background: TermCounts,
  spread: (term: string) => number,
  count: number,
): string[] {
  const scored: { term: string; score: number }[] = [];
  for (const [term, found] of group.found) {
    const p = found / group.texts;
    if (!group.isShared(term)) continue;
    const q = ((background.found.get(term) ?? 0) + 0.5) / (background.texts + 1);
    // A smoothed logarithm: with one group only, the commonest terms remain.
    scored.push({ term, score: p * Math.log(1 + p / q) * (0.05 - Math.log(spread(term))) });
  }
  scored.sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1));
  return withoutRepeats(
    scored.map(({ term }) => term),
    group,
    count,
  );
}

/** A pair says more than its words when it is nearly as common as they are. */
function withoutRepeats(ranked: readonly string[], group: TermCounts, count: number): string[] {
  const kept: string[] = [];
  for (const term of ranked) {
    const words = term.split(' ');
    const overlapping = kept.findIndex((other) => other.split(' ').some((word) => words.includes(word)));
    if (overlapping < 0) kept.push(term);
    else {
      const other = kept[overlapping] as string;
      const longer = words.length > 1 && !other.includes(' ');
      if (longer && words.every(isWord) && group.share(term) >= 0.6 * group.share(other))
        kept[overlapping] = term;
    }
    if (kept.length >= count * 2) break;
  }
  return kept.slice(0, count);
}

/** A name for people: the two most telling terms; for scripts without capitals nothing changes. */
export function nameFromTerms(terms: readonly string[]): string {
  const name = terms.slice(0, 3).join(' · ');
  return name.charAt(0).toLocaleUpperCase('en') + name.slice(1);
}

/** An intent's name in the style of bot platforms: `lost_card`. */
export function intentName(phrase: string): string {
  return phrase
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
}
