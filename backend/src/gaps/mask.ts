/** Kinds of personal data that are replaced, each by `<kind>`. */
export const maskKinds = ['email', 'url', 'iban', 'card', 'phone', 'number', 'reference'] as const;
export type MaskKind = (typeof maskKinds)[number];
export type MaskCounts = Partial<Record<MaskKind, number>>;
export interface Masked {
  text: string;
  counts: MaskCounts;
}

export const maskTokenPattern = /<(?:email|url|iban|card|phone|number|reference)>/g;

interface Rule {
  kind: MaskKind;
  pattern: RegExp;
  accepts?: (found: string) => boolean;
}

const digitsOf = (text: string) => text.replace(/\D/g, '');

/** ISO/IEC 7812-1 annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

function isCard(found: string): boolean {
  const digits = digitsOf(found);
  return digits.length >= 13 && digits.length <= 19 && !/^0+$/.test(digits) && passesLuhn(digits);
}

/** ISO 13616: country and check digits moved to the end, letters as 10..35, remainder 1 modulo 97. */
function isIban(found: string): boolean {
  const compact = found.replace(/[\s-]/g, '').toUpperCase();
  if (compact.length < 15 || compact.length > 34) return false;
  let remainder = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) {
    const value = char <= '9' ? char : String(char.charCodeAt(0) - 55);
    remainder = Number(`${remainder}${value}`) % 97;
  }
  return remainder === 1;
}

const datePattern =
  /^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))(?:[ T]\d{1,2})?$/;
/** `1.250.000` or `1 250 000`: an amount, unless it opens like a number to dial. */
const amountPattern = /^[1-9]\d{0,2}([ .,])\d{3}(?:\1\d{3})*$/;
const yearsPattern = /^(?:19|20)\d{2}(?:\s?[-/ ]\s?(?:19|20)\d{2}){1,4}$/;

function isPhone(found: string): boolean {
  const digits = digitsOf(found);
  if (digits.length < 7 || digits.length > 15) return false;
  if (datePattern.test(found) || yearsPattern.test(found)) return false;
  if (/^(?:\+|0|\(\+?\d{1,5}\))/.test(found)) return true;
  if (amountPattern.test(found)) return false;
  return /^\d{3}[-. ]\d{4}$/.test(found) || (digits.length >= 9 && /\d[\s.\-/()]+\d/.test(found));
}

/** In this order: what an earlier rule took, a later one does not see. Quantifiers are bounded: linear time. */
const rules: readonly Rule[] = [
  { kind: 'url', pattern: /\b(?:https?:\/\/|www\.)[^\s<>"']{1,2000}/giu },
  {
    kind: 'email',
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}/giu,
  },
  {
    kind: 'iban',
    pattern:
      /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![\p{L}\p{N}])/giu,
    accepts: isIban,
  },
  { kind: 'card', pattern: /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu, accepts: isCard },
  /** Booking and order references: capitals mixed with digits, or letters, a separator and digits. */
  {
    kind: 'reference',
    pattern:
      /(?<![\p{L}\p{N}_])(?:[A-Z]{1,6}[-/]?\d[A-Z0-9-]{3,20}|\d{1,6}[A-Z][A-Z0-9-]{3,20})(?![\p{L}\p{N}_])/gu,
    accepts: (found) => digitsOf(found).length >= 4,
  },
  {
    kind: 'phone',
    pattern: /(?<![\p{L}\p{N}.,])(?:\+|\(\+?\d{1,5}\)[\s-]?)?\d[\d\s().\-/]{4,20}\d(?![\p{L}\p{N}])/gu,
    accepts: isPhone,
  },
  { kind: 'number', pattern: /(?<![\p{L}\p{N}_.,])#?\d{6,30}(?![\p{L}\p{N}_]|[.,]\d)/gu },
];

/** Replaces personal data by `<kind>` and says how often each kind was found. */
export function maskPersonal(text: string): Masked {
  const counts: MaskCounts = {};
  let masked = text;
  for (const { kind, pattern, accepts } of rules) {
    masked = masked.replace(pattern, (found) => {
      if (accepts && !accepts(found.trim())) return found;
      counts[kind] = (counts[kind] ?? 0) + 1;
      return `<${kind}>`;
    });
  }
  return { text: masked, counts };
}

export function addCounts(sum: MaskCounts, more: MaskCounts): MaskCounts {
  const total = { ...sum };
  for (const kind of maskKinds) {
    const count = more[kind];
    if (count !== undefined) total[kind] = (total[kind] ?? 0) + count;
  }
  return total;
}
