/** Words that only the operator knows to be personal or secret: names of staff, of projects, of places. */
export type MaskWords = (text: string) => { text: string; count: number };

const wordPattern = /[\p{L}\p{M}\p{N}]+/gu;
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const keyOf = (words: readonly string[]) => words.join(' ').normalize('NFKC').toLowerCase();
const wordsOf = (text: string) => text.match(wordPattern) ?? [];

/** Terms as whole words, whatever their case; in scripts without spaces, wherever they stand. */
export function makeMaskWords(terms: readonly string[], token: string): MaskWords {
  const phrases = new Set(terms.map((term) => keyOf(wordsOf(term))).filter((key) => key !== ''));
  const longest = Math.max(0, ...[...phrases].map((key) => key.split(' ').length));
  const within = terms.filter((term) => unspaced.test(term)).sort((a, b) => b.length - a.length);
  return (text) => {
    let count = 0;
    let masked = text;
    for (const term of within) {
      const parts = masked.split(term);
      count += parts.length - 1;
      masked = parts.join(token);
    }
    const words = [...masked.matchAll(wordPattern)].map((match) => ({ word: match[0], at: match.index }));
    let result = '';
    let done = 0;
    for (let i = 0; i < words.length; i += 1) {
      for (let length = Math.min(longest, words.length - i); length > 0; length -= 1) {
        const said = words.slice(i, i + length);
        if (!phrases.has(keyOf(said.map(({ word }) => word)))) continue;
        const [first, last] = [said[0], said.at(-1)] as [(typeof words)[number], (typeof words)[number]];
        result += masked.slice(done, first.at) + token;
        done = last.at + last.word.length;
        i += length - 1;
        count += 1;
        break;
      }
    }
    return { text: result + masked.slice(done), count };
  };
}
