import { maskTokenPattern } from './mask.js';

const wordPattern = /[\p{L}\p{N}']+/gu;
/** Scripts written without spaces between words. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** As people write it: no space between words of a script that has none. */
export const joinUnspaced = (term: string): string =>
  term.replace(/ /g, (space, at: number) =>
    unspaced.test(term.charAt(at - 1)) && unspaced.test(term.charAt(at + 1)) ? '' : space,
  );

let segmenter: Intl.Segmenter | undefined;

/** One form for texts that differ only in case, width, accents' encoding, masked values or spaces. */
export function normalise(text: string): string {
  return text
    .replace(maskTokenPattern, ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘`´]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** Words of a normalised text; numbers become `#`, because which number it is tells no need apart. */
export function tokenise(normalised: string): string[] {
  const tokens: string[] = [];
  for (const [run] of normalised.matchAll(wordPattern)) {
    const words = unspaced.test(run) ? segment(run) : [run];
    for (const word of words) tokens.push(/^\p{N}+$/u.test(word) ? '#' : word);
  }
  return tokens;
}

function segment(run: string): string[] {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(run)) if (isWordLike) words.push(segment);
  return words;
}

/** What makes two texts the same example: the words alone, in order. */
export const fingerprint = (text: string): string => tokenise(normalise(text)).join(' ');

/** The turn that says what the customer needs: the first of three words or more, else the longest. */
export function leadUtterance(text: string): string {
  const turns = text.split('\n').map((turn) => turn.trim());
  const lengths = turns.map((turn) => fingerprint(turn).replace(/[^ ]/g, '').length);
  const telling = lengths.findIndex((spaces) => spaces >= 2);
  return turns[telling >= 0 ? telling : lengths.indexOf(Math.max(...lengths))] ?? '';
}

/** Character n-grams of 3 to 5 within each word, its ends marked by spaces; shorter words count whole. */
export function characterGrams(tokens: readonly string[], emit: (gram: string) => void): void {
  for (const token of tokens) {
    const padded = ` ${token.length > maxWord ? token.slice(0, maxWord) : token} `;
    for (let size = 3; size <= 5; size++) {
      for (let at = 0; at + size <= padded.length; at++) emit(padded.slice(at, at + size));
    }
  }
}

/** Longer words are no words; what follows would only cost time. */
const maxWord = 40;
