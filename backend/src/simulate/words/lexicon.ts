import type { Slots } from '../grammar.js';
import type { Random } from '../random.js';
import { airlineDe } from './airline-de.js';
import { airlineEn } from './airline-en.js';
import { airlineJa } from './airline-ja.js';
import { bankingDe } from './banking-de.js';
import { bankingEn } from './banking-en.js';
import { bankingEs } from './banking-es.js';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { ja } from './ja.js';
import { pt } from './pt.js';
import type { IntentName, IntentWords, LanguageWords } from './shape.js';
import { telecomEn } from './telecom-en.js';
import { telecomEs } from './telecom-es.js';
import { telecomPt } from './telecom-pt.js';

export const languages: Record<'en' | 'de' | 'es' | 'pt' | 'ja', LanguageWords> = { en, de, es, pt, ja };
export type Language = keyof typeof languages;

const topics: Record<Language, Partial<Record<IntentName, IntentWords>>> = {
  en: { ...bankingEn, ...telecomEn, ...airlineEn },
  de: { ...bankingDe, ...airlineDe },
  es: { ...bankingEs, ...telecomEs },
  pt: telecomPt,
  ja: airlineJa,
};

/** The words for an intent in a language; throws where a bot is given a language it has no words for. */
export function wordsFor(language: Language, intent: IntentName): IntentWords {
  const words = topics[language][intent];
  if (!words) throw new RangeError(`no words for ${intent} in ${language}`);
  return words;
}

/** Values that stay the same through one conversation, so that later turns fit the first one. */
export function slotsOf(random: Random, language: Language, customer: string | undefined): Slots {
  const words = languages[language];
  const number = customer?.replace(/\D/g, '') ?? String(random.below(900) + 100);
  const fixed = {
    money: words.money(random.pick([12, 15, 19.9, 25, 35, 39.95, 48, 60, 75, 89.5, 120, 180, 250, 420, 900])),
    last4: String(1000 + random.below(9000)),
    month: random.pick(words.months),
    weekday: random.pick(words.weekdays),
    country: random.pick(words.countries),
    city: random.pick(words.cities),
    device: random.pick(words.devices),
    flight: `GT${100 + random.below(850)}`,
    ref: Array.from({ length: 6 }, () => random.pick([...'ACDEFHJKLMNPRTUVWXY347'])).join(''),
    email: `c${number}@example.com`,
    phone: `+1-555-01${String(random.below(100)).padStart(2, '0')}`,
  };
  return Object.fromEntries(Object.entries(fixed).map(([name, value]) => [name, () => value]));
}
