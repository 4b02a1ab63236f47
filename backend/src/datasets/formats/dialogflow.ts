import { createHash } from 'node:crypto';
import { nameIntents } from './intent-names.js';
import { byLanguage, languageIn } from './languages.js';
import type { About, Rows } from './rows.js';
import { jsonMember, type Member, textMember, zipMembers } from './zip-members.js';

/** Names are names of files, too. */
const rule = { forbidden: /[^\p{L}\p{M}\p{N} _.-]+|^\.+/gu, most: 64 };
export const longestPhrase = 768;

/** https://cloud.google.com/dialogflow/cx/docs/reference/language */
const languages = {
  regional: new Set(
    'bn-bd bn-in en-au en-ca en-gb en-in en-us es-419 es-es fr-ca fr-fr pt-br ro-ro ru-ru zh-cn zh-hk zh-tw'.split(
      ' ',
    ),
  ),
  instead: { nb: 'no', nn: 'no', iw: 'he', zh: 'zh-cn', 'zh-hant': 'zh-tw' },
};
const codeOf = (language: string) => languageIn(languages, language);

/** The same label is the same intent in every export. */
function uuidOf(text: string): string {
  const hash = createHash('sha256').update(text).digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Dialogflow CX, as its JSON packages have intents: one folder each, one file of training phrases per language. */
export const writeDialogflowCx = (rows: Rows, about: About): AsyncIterable<Uint8Array> =>
  zipMembers(cxMembers(rows, about));

async function* cxMembers(rows: Rows, about: About): AsyncGenerator<Member> {
  const nameOf = nameIntents(about.labels, rule);
  const used = new Set<string>();
  for await (const { language, label, rows: said } of byLanguage(rows, about, codeOf)) {
    used.add(label);
    yield textMember(
      `intents/${nameOf(label)}/trainingPhrases/${language}.json`,
      (async function* () {
        yield '{"trainingPhrases":[';
        let before = '\n';
        for await (const batch of said) {
          for (const { id, text } of batch) {
            const parts = [{ text, auto: true }];
            const phrase = { id: uuidOf(id), parts, repeatCount: 1, languageCode: language };
            yield before + JSON.stringify(phrase);
            before = ',\n';
          }
        }
        yield '\n]}\n';
      })(),
    );
  }
  for (const label of [...used].sort()) {
    const name = nameOf(label);
    const head = { name: uuidOf(`intent ${name}`), displayName: name, priority: 500_000 };
    yield jsonMember(`intents/${name}/${name}.json`, head);
  }
}

/** Dialogflow ES, as "import from zip" takes it: it adds to what the agent has. */
export const writeDialogflowEs = (rows: Rows, about: About): AsyncIterable<Uint8Array> =>
  zipMembers(esMembers(rows, about));

async function* esMembers(rows: Rows, about: About): AsyncGenerator<Member> {
  const nameOf = nameIntents(about.labels, rule);
  const used = new Set<string>();
  yield jsonMember('package.json', { version: '1.0.0' });
  for await (const { language, label, rows: said } of byLanguage(rows, about, codeOf)) {
    used.add(label);
    yield textMember(
      `intents/${nameOf(label)}_usersays_${language}.json`,
      (async function* () {
        yield '[';
        let before = '\n';
        for await (const batch of said) {
          for (const { id, text } of batch) {
            const data = [{ text, userDefined: false }];
            yield before + JSON.stringify({ id: uuidOf(id), data, isTemplate: false, count: 0, updated: 0 });
            before = ',\n';
          }
        }
        yield '\n]\n';
      })(),
    );
  }
  for (const label of [...used].sort()) {
    const name = nameOf(label);
    yield jsonMember(`intents/${name}.json`, {
      id: uuidOf(`intent ${name}`),
      name,
      auto: true,
      contexts: [],
      responses: [
        {
          resetContexts: false,
          affectedContexts: [],
          parameters: [],
          messages: [],
          defaultResponsePlatforms: {},
        },
      ],
      priority: 500_000,
      webhookUsed: false,
      webhookForSlotFilling: false,
      fallbackIntent: false,
      events: [],
    });
  }
}
