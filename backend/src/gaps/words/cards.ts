import type { Span } from './span.js';

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

const [shortest, longest] = [13, 19];

const isCard = (digits: string): boolean =>
  digits.length >= shortest && digits.length <= longest && !/^0+$/.test(digits) && passesLuhn(digits);

/** Digits in groups. */
export const cardSource = '\\d(?:[ ./_-]{0,2}\\d){12,2000}';
/** Beside a letter ("card4242…") as it is printed alone: names of records have such digits, too. */
export const besideLetters = /(?<!\p{N})\d{4}([ -]?)\d{4}\1\d{4}\1\d{4}(?!\p{N})/gu;

/** Groups as they are printed: 4-4-4-4, with three more, 4-6-5 and 4-6-4, or none. */
const printed = /^(?:\d{4} \d{4} \d{4} \d{4}(?: \d{3})?|\d{4} \d{6} \d{4,5}|\d{13,19})$/;
/** What the first digit of a card that is paid with is. */
const issued = /^[2-6]/;

/** The cards in digits in groups: an expiry date, a code, another number or another card may stand beside one. */
export function cardsIn(found: string): Span[] {
  if (isCard(found.replace(/\D/g, ''))) return [[0, found.length]];
  const taken: Span[] = [];
  for (const [from, to] of windowsOf([...found.matchAll(/\d+/g)]))
    if (taken.every(([begin, end]) => to <= begin || from >= end)) taken.push([from, to]);
  return taken.sort(([one], [other]) => one - other);
}

/** Stretches of whole groups that are a card; those first that are divided as cards are. */
function windowsOf(groups: readonly RegExpExecArray[]): Span[] {
  const first: Span[] = [];
  const others: Span[] = [];
  groups.forEach(({ index }, i) => {
    const parts: string[] = [];
    for (let j = i; j < groups.length; j++) {
      const { 0: digits, index: at } = groups[j] as RegExpExecArray;
      parts.push(digits);
      const all = parts.join('');
      if (all.length > longest) break;
      if (!issued.test(all) || !isCard(all)) continue;
      (printed.test(parts.join(' ')) ? first : others).push([index, at + digits.length]);
    }
  });
  return [...first, ...others];
}
