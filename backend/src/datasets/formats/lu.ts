import { nameIntents } from './intent-names.js';
import { type About, encodeText, groupByLabel, type Rows } from './rows.js';

const rule = { forbidden: /[^\p{L}\p{M}\p{N}_.-]+/gu, most: 50 };

/** One line; braces and brackets would be an entity, a backslash an escape. */
const utterance = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .replace(/[\\{}[\]]/g, (char) => `\\${char}`);

/** LUIS's own text format: a heading per intent, a line per utterance. */
export async function* writeLu(rows: Rows, { labels }: About): AsyncGenerator<Uint8Array> {
  const nameOf = nameIntents(labels, rule);
  yield* encodeText(
    (async function* () {
      for await (const { label, rows: said } of groupByLabel(rows.byLabel())) {
        yield `# ${nameOf(label)}\n`;
        for await (const batch of said) yield batch.map(({ text }) => `- ${utterance(text)}\n`).join('');
        yield '\n';
      }
    })(),
  );
}
