import { type Masked, maskPersonal } from './mask.js';
import type { MaskWords } from './mask-words.js';

/** Characters of one turn that are kept: what a customer needs stands at its beginning. */
export const longestTurn = 1_000;

/** Nothing personal is longer, but addresses of pages, whose beginning is told from the rest. */
const longestValue = 400;

/**
 * The first `most` characters of a text on one line, masked. It is masked before it is cut: the first half of a card's
 * number is no card's number to anybody but a thief.
 */
export function maskBeginning(text: string, most: number, words?: MaskWords): Masked {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const read = firstOf(line, most + 2 * longestValue);
  const masked = maskPersonal(read, words);
  if (read.length === line.length && masked.text.length <= most) return masked;
  // Where reading stopped, a value may have been cut.
  const whole = read.length < line.length ? masked.text.slice(0, -longestValue) : masked.text;
  const kept = firstOf(whole, most);
  return { ...masked, text: kept.length < whole.length ? kept.replace(/<[a-z]{0,9}$/, '').trimEnd() : kept };
}

/** Never through the middle of a character. */
const firstOf = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
