/** Numbers that states give to people. Where there is a check digit it decides, so that few other numbers are taken for one. */
interface NationalId {
  pattern: RegExp;
  accepts?: (compact: string) => boolean;
}

const compactOf = (found: string) => found.replace(/[\s./-]/g, '').toUpperCase();
const digitAt = (text: string, i: number) => text.charCodeAt(i) - 48;
const weigh = (digits: string, weights: readonly number[]) =>
  weights.reduce((sum, weight, i) => sum + weight * digitAt(digits, i), 0);

/** Spain: the letter of a DNI or NIE. */
const isSpanish = (id: string) => {
  const number = Number(id.slice(0, -1).replace(/^[XYZ]/, (first) => String('XYZ'.indexOf(first))));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === id.at(-1);
};

/** France: the last two of fifteen digits, modulo 97; Corsica has letters. */
const isFrench = (id: string) => {
  const body = BigInt(id.slice(0, 13).replace('2A', '19').replace('2B', '18'));
  return 97 - Number(body % 97n) === Number(id.slice(13));
};

/** Germany, the tax number of a person: ISO 7064 MOD 11,10. */
const isGerman = (id: string) => {
  let product = 10;
  for (let i = 0; i < 10; i += 1) {
    const sum = (digitAt(id, i) + product) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return (11 - product) % 10 === digitAt(id, 10);
};

/** Brazil: both check digits of a CPF. */
const isBrazilian = (id: string) => {
  const checkOf = (length: number) => {
    const weights = Array.from({ length }, (_, i) => length + 1 - i);
    return ((weigh(id, weights) * 10) % 11) % 10;
  };
  return !/^(\d)\1+$/.test(id) && checkOf(9) === digitAt(id, 9) && checkOf(10) === digitAt(id, 10);
};

/** Italy: the last letter of a codice fiscale. */
const isItalian = (id: string) => {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const valueIn = (char: string) => (char <= '9' ? Number(char) : char.charCodeAt(0) - 65);
  const sum = [...id.slice(0, 15)].reduce(
    (total, char, i) => total + (i % 2 === 0 ? (odd[valueIn(char)] ?? 0) : valueIn(char)),
    0,
  );
  return String.fromCharCode(65 + (sum % 26)) === id.at(-1);
};

/** Japan: the check digit of My Number. */
const isJapanese = (id: string) => {
  const rest = weigh(id, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === digitAt(id, 11);
};

const ids: readonly NationalId[] = [
  // United States: no area 000, 666 or 9xx, no group 00, no serial 0000.
  { pattern: /(?:(?!000|666)[0-8]\d{2})-(?!00)\d{2}-(?!0000)\d{4}/ },
  // United Kingdom: national insurance.
  { pattern: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]/ },
  { pattern: /(?:\d{2}\.?\d{3}\.?\d{3}|[XYZ]-?\d{7})[- ]?[A-Z]/, accepts: isSpanish },
  { pattern: /[12] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}/, accepts: isFrench },
  { pattern: /[1-9]\d \d{3} \d{3} \d{3}/, accepts: isGerman },
  { pattern: /\d{3}\.\d{3}\.\d{3}-\d{2}/, accepts: isBrazilian },
  { pattern: /[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]/, accepts: isItalian },
  { pattern: /\d{4}[ -]\d{4}[ -]\d{4}/, accepts: isJapanese },
];
const whole = ids.map(({ pattern, accepts }) => ({
  pattern: new RegExp(`^(?:${pattern.source})$`, 'i'),
  accepts,
}));

/** Candidates; not a part of a longer number in groups. */
export const nationalIdSource = `(?<!\\d[ .-])(?:${ids.map(({ pattern }) => pattern.source).join('|')})(?![ .-]\\d)`;

export const isNationalId = (found: string): boolean =>
  whole.some(({ pattern, accepts }) => pattern.test(found) && (!accepts || accepts(compactOf(found))));
