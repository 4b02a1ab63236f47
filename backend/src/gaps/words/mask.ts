import { besideLetters, cardSource, cardsIn } from './cards.js';
import { folded } from './folded.js';
import { ibanSource, ibansIn } from './ibans.js';
import type { MaskWords } from './mask-words.js';
import { isNationalId, nationalIdSource } from './national-ids.js';
import { isPhone } from './phone.js';
import type { Span } from './span.js';
import { isSpokenAddress, spokenAddressSign, spokenAddressSource } from './spoken-addresses.js';

/** Kinds of personal data that are replaced, each by `<kind>`. */
export const maskKinds = [
  'email',
  'url',
  'iban',
  'card',
  'phone',
  'number',
  'reference',
  'id',
  'term',
] as const;
export type MaskKind = (typeof maskKinds)[number];
export type MaskCounts = Partial<Record<MaskKind, number>>;
export interface Masked {
  text: string;
  counts: MaskCounts;
}

export const maskTokenPattern = /<(?:email|url|iban|card|phone|number|reference|id|term)>/g;

/** A letter of a script that is written with spaces; in others a number stands next to any word. */
const letter =
  '(?:(?![\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}ー々])\\p{L})';

/** What stands alone: no letter or digit before and after it, and none of these further signs. */
const alone = (source: string, { after, before } = { after: '', before: '' }, flags = 'giu') => {
  const sign = (more: string) => (more === '' ? '\\p{N}' : `[\\p{N}${more}]`);
  return new RegExp(`(?<!${letter}|${sign(after)})${source}(?!${letter}|${sign(before)})`, flags);
};

interface Rule {
  kind: MaskKind;
  pattern: RegExp;
  accepts?: (found: string) => boolean;
  /** Where in what was found such values are. */
  within?: (found: string) => Span[];
  /** What stands after the first sign, or after such a value, may be one too: it is looked at again. */
  again?: true;
}

const digitsOf = (text: string) => text.replace(/\D/g, '');

/** Names of numbers that are said before them. */
const numberNames =
  'order|booking|reservation|confirmation|reference|ref|pnr|ticket|invoice|contract|customer|account|policy|tracking|case|' +
  'bestell|bestellung|buchung|reservierung|auftrag|rechnung|kunden|vertrag|konto|sendung|' +
  'pedido|reserva|localizador|factura|fatura|cliente|cuenta|conta|expediente|contrato|' +
  'commande|réservation|facture|dossier|client|compte|contrat|colis';
const namesOfNumbers = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:${numberNames})(?:s|n|en|nummer|nr)?\\.?(?:[ -](?:number|nummer|nr|no|n|id|ref|code|numéro|número|num))?(?:\\.?º|°|\\.)?` +
    `|(?:注文|予約|受付|会員|お客様|契約|追跡)番号)[ ]?(?:is|was|ist|war|lautet|es|era|est|était|é|は|:|：|#|=)?[ ]?#?(?=[\\p{L}\\d-]{0,12}\\d)`,
  'giu',
);
const namedNumber = new RegExp(`^(?:${letter}|\\d){0,6}-?\\d(?:${letter}|[\\d-]){1,20}`, 'u');
const yearPattern = /^(?:19|20)\d{2}$/;
/** As airlines and shops name a booking: "QX7RTZ". */
const codePattern = /^(?=.*\d)[A-Z0-9]{5,8}$/;

/** In this order: what an earlier rule took, a later one does not see. Quantifiers are bounded: linear time. */
const rules: readonly Rule[] = [
  { kind: 'url', pattern: /\b(?:https?:\/\/|www\.)[^\s<>"'「」（）]{1,2000}/giu },
  {
    kind: 'email',
    pattern: alone(
      `(?:${letter}|[\\p{N}._%+'’-]){1,64}(?:\\s?@\\s?|\\s?[(\\[](?:at|AT)[)\\]]\\s?)(?:[\\p{L}\\p{N}-]{1,63}(?:\\.|\\s?[(\\[]dot[)\\]]\\s?)){1,5}${letter}{2,24}`,
      { after: '._%+-', before: '' },
    ),
  },
  { kind: 'email', pattern: alone(spokenAddressSource), accepts: isSpokenAddress },
  { kind: 'iban', pattern: alone(ibanSource), within: ibansIn, again: true },
  /** Before cards: some have as many digits. */
  { kind: 'id', pattern: alone(nationalIdSource, { after: '+', before: '' }), accepts: isNationalId },
  { kind: 'card', pattern: alone(cardSource), within: cardsIn },
  { kind: 'card', pattern: besideLetters, within: cardsIn },
  /** Booking and order references: capitals mixed with digits, or letters, a separator and digits. */
  {
    kind: 'reference',
    pattern: alone(
      '(?:[A-Z]{1,6}[-/]?\\d[A-Z0-9-]{3,20}|\\d{1,6}[A-Z][A-Z0-9-]{3,20})',
      { after: '_', before: '_' },
      'gu',
    ),
    accepts: (found) => digitsOf(found).length >= 4,
  },
  {
    kind: 'phone',
    pattern: alone('(?:\\+|\\(\\+?\\d{1,5}\\)[\\s-]?)?\\d[\\d\\s().\\-/]{4,20}\\d', {
      after: '.,',
      before: '',
    }),
    accepts: isPhone,
  },
  {
    kind: 'number',
    pattern: alone('#?\\d{6,30}(?![.,]\\d)', { after: '_.,', before: '_' }),
  },
];

/** Without any of it no rule finds anything: most that people say has none. */
const telling = new RegExp(`[\\p{Nd}@\\uff20]|[([]at[)\\]]|https?:|www\\.|${spokenAddressSign}`, 'iu');

/** Replaces personal data by `<kind>` and says how often each kind was found; `words`: what the operator adds. */
export function maskPersonal(text: string, words?: MaskWords): Masked {
  const counts: MaskCounts = {};
  const add = (kind: MaskKind, count = 1) => {
    counts[kind] = (counts[kind] ?? 0) + count;
  };
  let masked = text;
  for (const rule of telling.test(text) ? rules : [])
    masked = replaceFound(masked, rule, () => add(rule.kind));
  if (/\p{Nd}/u.test(masked)) masked = maskNamed(masked, () => add('reference'));
  const own = words?.(masked);
  if (!own || own.count === 0) return { text: masked, counts };
  add('term', own.count);
  return { text: own.text, counts };
}

/** Found in the text with its wide signs folded: one sign stays one sign, so places are the same. */
function replaceFound(
  text: string,
  { kind, pattern, accepts, within, again }: Rule,
  found: () => void,
): string {
  const plain = folded(text);
  let result = '';
  let done = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
    const [value] = match;
    const whole: Span[] = !accepts || accepts(value.trim()) ? [[0, value.length]] : [];
    const spans = within ? within(value) : whole;
    for (const [from, to] of spans) {
      found();
      result += `${text.slice(done, match.index + from)}<${kind}>`;
      done = match.index + to;
    }
    // What only looked like one may hide one that begins later in it.
    if (again) pattern.lastIndex = spans.length > 0 ? done : match.index + 1;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** Short numbers are personal where their name stands before them: "order 4711", "Kundennummer 10482". */
function maskNamed(text: string, found: () => void): string {
  const plain = folded(text);
  let result = '';
  let done = 0;
  for (const { 0: name, index } of plain.matchAll(namesOfNumbers)) {
    const at = index + name.length;
    const number = namedNumber.exec(plain.slice(at, at + 32))?.[0] ?? '';
    if (at < done || yearPattern.test(number)) continue;
    if (digitsOf(number).length < 3 && !codePattern.test(number)) continue;
    found();
    result += `${text.slice(done, at)}<reference>`;
    done = at + number.length;
  }
  return done === 0 ? text : result + text.slice(done);
}

export function addCounts(sum: MaskCounts, more: MaskCounts): MaskCounts {
  const total = { ...sum };
  for (const kind of maskKinds) {
    const count = more[kind];
    if (count !== undefined) total[kind] = (total[kind] ?? 0) + count;
  }
  return total;
}
