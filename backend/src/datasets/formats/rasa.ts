import { nameIntents } from './intent-names.js';
import { type About, encodeText, groupByLabel, type Rows } from './rows.js';

/** `/` would make a retrieval intent of it. */
const rule = { forbidden: /[/\p{Cc}]+/gu, most: 200 };

/**
 * A double-quoted scalar: JSON's escapes are YAML's, what YAML does not take as it stands is escaped too. Quoted,
 * `${NAME}` is no variable of the machine that trains.
 */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `[word](entity)`, `[word]{…}` and `[word][…]` would be read as an annotation, and there is no escape for it. */
const withoutAnnotations = (text: string): string => text.replace(/\](?=[({[])/g, '] ');

/** Rasa 3.1 NLU training data: one item per intent, its examples as a list of texts. */
export async function* writeRasa(rows: Rows, { labels }: About): AsyncGenerator<Uint8Array> {
  const nameOf = nameIntents(labels, rule);
  yield* encodeText(
    (async function* () {
      yield 'version: "3.1"\nnlu:\n';
      let isEmpty = true;
      for await (const { label, rows: said } of groupByLabel(rows.byLabel())) {
        isEmpty = false;
        yield `- intent: ${quoted(nameOf(label))}\n  examples:\n`;
        for await (const batch of said) {
          yield batch.map(({ text }) => `  - text: ${quoted(withoutAnnotations(text))}\n`).join('');
        }
      }
      if (isEmpty) yield '  []\n';
    })(),
  );
}
