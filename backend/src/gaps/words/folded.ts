/** The zeros of scripts that have digits of their own, each followed by its other nine; the last are the wide ones. */
const zeros = [
  ...[0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6],
  ...[0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0xff10],
];
const digits: ReadonlyMap<string, string> = new Map(
  zeros.flatMap((zero) =>
    Array.from({ length: 10 }, (_, i) => [String.fromCharCode(zero + i), String(i)] as const),
  ),
);
/** Of amounts in Arabic. */
const separators: Readonly<Record<string, string>> = { '\u066b': '.', '\u066c': ',' };

/**
 * Signs that are other forms of others: digits of other scripts, signs of numbers and addresses as East Asian keyboards
 * write them; blanks, also such as nobody sees.
 */
const foreign = new RegExp(
  `[${[...digits.keys()].join('')}\u066b\u066c\uff0b\uff08\uff09\uff20\uff0e\uff0d\u2010-\u2015\u2212\u30fc\u3000\u00a0\u00ad\u2009\u200b-\u200f\u202a-\u202f\u2060\u2066-\u2069]`,
);
const everyForeign = new RegExp(foreign, 'g');

/** The text with such signs as those that they are forms of. One sign stays one sign, so places are the same. */
export const folded = (text: string): string =>
  foreign.test(text) ? text.replace(everyForeign, plainSign) : text;

function plainSign(char: string): string {
  const known = digits.get(char) ?? separators[char];
  if (known !== undefined) return known;
  const code = char.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return code === 0x30fc || (code >= 0x2010 && code <= 0x2212) ? '-' : ' ';
}
