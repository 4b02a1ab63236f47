import { nameIntents } from './intent-names.js';
import { byLanguage } from './languages.js';
import type { About, Rows } from './rows.js';
import { jsonMember, type Member, textMember, zipMembers } from './zip-members.js';

/** Letters and digits, one `_` or `-` between them. */
const rule = {
  forbidden: /[^0-9A-Za-z]{2,}|[^0-9A-Za-z_-]/g,
  most: 100,
  ascii: true,
  reserved: ['FallbackIntent'],
};
export const longestLexUtterance = 500;

/** Locales that Lex V2 has, by language; regional ones by themselves. */
const locales: Readonly<Record<string, string>> = {
  ar: 'ar_AE',
  ca: 'ca_ES',
  cs: 'cs_CZ',
  da: 'da_DK',
  de: 'de_DE',
  en: 'en_US',
  es: 'es_ES',
  fi: 'fi_FI',
  fr: 'fr_FR',
  he: 'he_IL',
  hi: 'hi_IN',
  hu: 'hu_HU',
  id: 'id_ID',
  it: 'it_IT',
  ja: 'ja_JP',
  ko: 'ko_KR',
  nl: 'nl_NL',
  no: 'no_NO',
  pl: 'pl_PL',
  pt: 'pt_BR',
  ro: 'ro_RO',
  ru: 'ru_RU',
  sv: 'sv_SE',
  tr: 'tr_TR',
  vi: 'vi_VN',
  zh: 'zh_CN',
};
const regional = new Set('de_AT en_AU en_GB en_IN en_ZA es_419 es_US fr_CA pt_PT zh_HK'.split(' '));

function localeOf(language: string): string {
  const [tongue = 'en', region] = language.split(/[-_]/);
  const exact = region && `${tongue.toLowerCase()}_${region.toUpperCase()}`;
  return exact && regional.has(exact) ? exact : (locales[tongue.toLowerCase()] ?? 'en_US');
}

/** Braces name a slot. */
const utterance = (text: string): string => text.replace(/[{}]/g, (char) => (char === '{' ? '(' : ')'));

const withoutSettings = {
  intentConfirmationSetting: null,
  intentClosingSetting: null,
  initialResponseSetting: null,
  inputContexts: null,
  outputContexts: null,
  kendraConfiguration: null,
  dialogCodeHook: null,
  fulfillmentCodeHook: null,
  slotPriorities: [],
};

/** Amazon Lex V2: a bot whose intents have these sample utterances, to be imported or merged. */
export const writeLex = (rows: Rows, about: About): AsyncIterable<Uint8Array> =>
  zipMembers(lexMembers(rows, about));

async function* lexMembers(rows: Rows, about: About): AsyncGenerator<Member> {
  const nameOf = nameIntents(about.labels, rule);
  const bot =
    about.name
      .replace(/[^0-9A-Za-z]+/g, '_')
      .replace(/^_+|_+$/g, '')
      .slice(0, 100) || 'Dataset';
  yield jsonMember('Manifest.json', {
    metaData: { schemaVersion: '1', fileFormat: 'LexJson', resourceType: 'BOT' },
  });
  yield jsonMember(`${bot}/Bot.json`, {
    name: bot,
    version: 'DRAFT',
    description: [...about.name].slice(0, 200).join(''),
    identifier: identifierOf(0),
    dataPrivacy: { childDirected: false },
    idleSessionTTLInSeconds: 300,
  });
  const used = new Set<string>();
  let place = 0;
  for await (const { language: locale, label, rows: said } of byLanguage(rows, about, localeOf)) {
    used.add(locale);
    place += 1;
    const head = { name: nameOf(label), identifier: identifierOf(place), description: null };
    yield textMember(
      `${bot}/BotLocales/${locale}/Intents/${nameOf(label)}/Intent.json`,
      (async function* () {
        yield `${JSON.stringify({ ...head, parentIntentSignature: null }).slice(0, -1)},"sampleUtterances":[`;
        let before = '\n';
        for await (const batch of said) {
          for (const { text } of batch) {
            yield before + JSON.stringify({ utterance: utterance(text) });
            before = ',\n';
          }
        }
        yield `\n],${JSON.stringify(withoutSettings).slice(1)}\n`;
      })(),
    );
  }
  for (const locale of used) yield* localeMembers(`${bot}/BotLocales/${locale}`, locale);
}

/** Every locale has a fallback intent. */
function* localeMembers(folder: string, locale: string): Generator<Member> {
  yield jsonMember(`${folder}/BotLocale.json`, {
    name: locale,
    identifier: locale,
    version: null,
    description: null,
    voiceSettings: null,
    nluConfidenceThreshold: 0.4,
  });
  yield jsonMember(`${folder}/Intents/FallbackIntent/Intent.json`, {
    name: 'FallbackIntent',
    identifier: 'FALLBCKINT',
    description: 'Default intent when no other intent matches',
    parentIntentSignature: 'AMAZON.FallbackIntent',
    sampleUtterances: null,
    ...withoutSettings,
  });
}

/** Ten capitals and digits; Lex gives its own at import. */
const identifierOf = (place: number) => `B${place.toString(36).toUpperCase().padStart(9, '0')}`;
