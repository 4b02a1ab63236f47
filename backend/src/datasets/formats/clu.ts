import { nameIntents } from './intent-names.js';
import { type About, encodeText, type Rows } from './rows.js';

const rule = { forbidden: /[:$&%*()+~#/?\p{Cc}]+/gu, most: 50 };
/** What Azure takes as one utterance, in characters. */
export const longestUtterance = 500;

/** Azure's conversational language understanding, ready to import; the training part as Train, the test part as Test. */
export async function* writeClu(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const nameOf = nameIntents(about.labels, rule);
  const language = (about.languages[0] ?? 'en').toLowerCase();
  const head = {
    projectFileVersion: '2023-04-01',
    stringIndexType: 'Utf16CodeUnit',
    metadata: {
      projectKind: 'Conversation',
      settings: { confidenceThreshold: 0 },
      projectName: projectName(about.name),
      multilingual: about.languages.length > 1,
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
            language: (example.language ?? language).toLowerCase(),
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
