import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import {
  type CountryCode,
  getExampleNumber,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { seededRandom } from '../../backend/src/gaps/engine/random.js';
import type { MaskKind } from '../../backend/src/gaps/words/mask.js';

export type Asked = Extract<MaskKind, 'card' | 'iban' | 'email' | 'phone' | 'id' | 'reference'>;
export const askedKinds: readonly Asked[] = ['card', 'iban', 'email', 'phone', 'id', 'reference'];

export class Lots {
  private readonly random: () => number;
  constructor(seed: number) {
    this.random = seededRandom(seed);
  }
  below(most: number): number {
    return Math.floor(this.random() * most);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  digits(count: number): string {
    return Array.from({ length: count }, () => String(this.below(10))).join('');
  }
  letters(count: number): string {
    return Array.from({ length: count }, () => String.fromCharCode(97 + this.below(26))).join('');
  }
}

function withLuhn(body: string): string {
  const sum = [...body].reverse().reduce((total, char, i) => {
    const value = Number(char) * (i % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
}
const inGroups = (text: string, sizes: readonly number[], sign: string) => {
  const parts: string[] = [];
  let at = 0;
  for (let i = 0; at < text.length; i += 1) {
    const size = sizes[i % sizes.length] as number;
    parts.push(text.slice(at, at + size));
    at += size;
  }
  return parts.join(sign);
};

function makeCard(lots: Lots): string {
  const [prefix, length, groups] = lots.pick<[string, number, number[]]>([
    ['4', 16, [4]],
    [`5${1 + lots.below(5)}`, 16, [4]],
    ['2221', 16, [4]],
    ['37', 15, [4, 6, 5]],
    ['6011', 16, [4]],
    ['3528', 16, [4]],
    ['36', 14, [4, 6, 4]],
  ]);
  const number = withLuhn(prefix + lots.digits(length - prefix.length - 1));
  return lots.pick([number, inGroups(number, groups, ' '), inGroups(number, groups, '-')]);
}

/** Country, then the length of digits and letters of its account number. */
const ibans = 'AT16 BE12 CH17 DE18 DK14 ES20 FI14 PL24 PT21 SE20 NO11 CZ20 HU24 HR17 LU16 EE16'.split(' ');
function makeIban(lots: Lots): string {
  const shape = lots.pick([...ibans, 'GB', 'NL', 'FR', 'IT', 'IE']);
  const country = shape.slice(0, 2);
  const bank = lots.letters(4).toUpperCase();
  const own: Record<string, string> = {
    GB: bank + lots.digits(14),
    IE: bank + lots.digits(14),
    NL: bank + lots.digits(10),
    FR: `${lots.digits(10)}${lots.letters(1).toUpperCase()}${lots.digits(12)}`,
    IT: `${lots.letters(1).toUpperCase()}${lots.digits(22)}`,
  };
  const account = own[country] ?? lots.digits(Number(shape.slice(2)));
  const numeric = [...`${account}${country}00`].map((char) => Number.parseInt(char, 36)).join('');
  const iban = `${country}${String(98 - Number(BigInt(numeric) % 97n)).padStart(2, '0')}${account}`;
  return lots.pick([iban, inGroups(iban, [4], ' '), iban.toLowerCase(), inGroups(iban, [4], '-')]);
}

function makeEmail(lots: Lots): string {
  const name = lots.pick([
    () => lots.letters(6),
    () => `${lots.letters(4)}.${lots.letters(7)}`,
    () => `${lots.letters(1)}_${lots.letters(5)}${lots.digits(2)}`,
    () => `${lots.letters(5)}+shop`,
    () => `${lots.letters(3)}-${lots.letters(3)}`,
    () => `j${'ü'}rgen.${lots.letters(4)}`,
  ])();
  const host = lots.pick([
    'example.com',
    'mail.example.co.uk',
    'example.io',
    'firma-example.de',
    'müller.example',
    'sub.a.example.org',
  ]);
  return lots.pick([`${name}@${host}`, `${name}@${host}`.toUpperCase(), `${name}(at)${host}`]);
}

const countries: readonly CountryCode[] = [
  'US',
  'GB',
  'DE',
  'FR',
  'ES',
  'JP',
  'IT',
  'NL',
  'AT',
  'CH',
  'BE',
  'PT',
  'PL',
  'BR',
  'MX',
  'IN',
  'AU',
  'SE',
  'NO',
  'DK',
  'IE',
  'CA',
];
/** A valid number of a country, made from the library's example by changing its last digits. */
function validNumber(lots: Lots, country: CountryCode): PhoneNumber {
  const example = getExampleNumber(country, examples) as PhoneNumber;
  const { nationalNumber } = example;
  for (let tries = 0; tries < 50; tries += 1) {
    const tail = Math.min(5, nationalNumber.length - 3);
    const changed = nationalNumber.slice(0, -tail) + lots.digits(tail);
    const number = parsePhoneNumberFromString(changed, country);
    if (number?.isValid()) return number;
  }
  return example;
}
function makePhone(lots: Lots): string {
  const number = validNumber(lots, lots.pick(countries));
  return lots.pick([
    () => number.formatNational(),
    () => number.formatInternational(),
    () => number.number as string,
    () => number.formatInternational().replaceAll(' ', '-'),
    () => number.formatNational().replace(/[\s-]/g, '.'),
    () => `00${number.formatInternational().slice(1)}`,
    () => number.formatNational().replace(/[\s()-]/g, ''),
  ])();
}

function makeId(lots: Lots): string {
  return lots.pick([
    () =>
      `${1 + lots.below(6)}${1 + lots.below(9)}${lots.digits(1)}-${1 + lots.below(9)}${lots.digits(1)}-${1 + lots.below(9)}${lots.digits(3)}`,
    () => {
      const number = lots.digits(8);
      return number + 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23];
    },
    () => {
      const body = `${1 + lots.below(2)}${lots.digits(2)}0${1 + lots.below(9)}75${lots.digits(6)}`;
      return inGroups(
        body + String(97 - Number(BigInt(body) % 97n)).padStart(2, '0'),
        [1, 2, 2, 2, 3, 3, 2],
        ' ',
      );
    },
    () =>
      `${lots.pick(['AB', 'CE', 'JK'])} ${inGroups(lots.digits(6), [2], ' ')} ${lots.pick(['A', 'B', 'C', 'D'])}`,
  ])();
}

const makeReference = (lots: Lots): string =>
  lots.pick([
    () => `ORD-${lots.digits(6)}`,
    () => `${lots.letters(2).toUpperCase()}${lots.digits(7)}`,
    () => `${lots.digits(3)}-${lots.digits(7)}-${lots.digits(7)}`,
    () => `#${lots.digits(7)}`,
    () => lots.digits(9),
  ])();

/** A value of each kind, as people write it. */
export const makers: Record<Asked, (lots: Lots) => string> = {
  card: makeCard,
  iban: makeIban,
  email: makeEmail,
  phone: makePhone,
  id: makeId,
  reference: makeReference,
};
