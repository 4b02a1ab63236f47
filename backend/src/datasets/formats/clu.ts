import { nameIntents } from './intent-names.js';
import { languageIn } from './languages.js';
import { type About, encodeText, type Rows } from './rows.js';

const rule = { forbidden: /[:$&%*()+~#/?\p{Cc}]+/gu, most: 50 };
/** What Azure takes as one utterance, in characters. */
export const longestUtterance = 500;

/** https://learn.microsoft.com/azure/ai-services/language-service/conversational-language-understanding/language-support */
const languages = {
  regional: new Set(['en-us', 'en-gb', 'pt-br', 'pt-pt', 'zh-hans', 'zh-hant']),
  instead: {
    en: 'en-us',
    iw: 'he',
    no: 'nb',
    nn: 'nb',
    pt: 'pt-br',
    zh: 'zh-hans',
    'zh-tw': 'zh-hant',
    'zh-hk': 'zh-hant',
    'zh-mo': 'zh-hant',
  },
};
const codeOf = (language: string) => languageIn(languages, language);

/** Azure's conversational language understanding, ready to import; the training part as Train, the test part as Test. */
export async function* writeClu(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const nameOf = nameIntents(about.labels, rule);
  const language = codeOf(about.languages[0] ?? 'en');
  const head = {
    projectFileVersion: '2023-04-01',
    stringIndexType: 'Utf16CodeUnit',
    metadata: {
      projectKind: 'Conversation',
      settings: { confidenceThreshold: 0 },
      projectName: projectName(about.name),
      multilingual: new Set(about.languages.map(codeOf)).size > 1,
      description: about.name,
      language,
    },
  };
  const intents = about.labels.map((label) => ({ category: nameOf(label) }));
  yield* encodeText(
    (async function* () {
      yield `${JSON.stringify(head).slice(0, -1)},"assets":{"projectKind":"Conversation","intents":`;
      yield `${JSON.stringify(intents)},"entities":[],"utterances":[`;
      let before = '\n';
      for await (const batch of rows.inOrder()) {
        for (const example of batch) {
          const line = {
            text: example.text,
            language: codeOf(example.language ?? language),
            intent: nameOf(example.label),
            entities: [],
            dataset: example.split === 'test' ? 'Test' : 'Train',
          };
          yield before + JSON.stringify(line);
          before = ',\n';
        }
      }
      yield '\n]}}\n';
    })(),
  );
}

const projectName = (name: string) =>
  name
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50) || 'dataset';
