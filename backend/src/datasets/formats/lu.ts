import { nameIntents } from './intent-names.js';
import { type About, encodeText, groupByLabel, type Rows } from './rows.js';

const rule = { forbidden: /[^\p{L}\p{M}\p{N}_.-]+/gu, most: 50 };

/**
 * One line. Braces and brackets would be an entity. What Microsoft's own reader (bf-lu 4.15) has no escape for is put
 * asunder: `](` stays a reference to another file, and a backslash is one alone before a sign that is escaped.
 */
const utterance = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .replace(/\](?=\()|\\(?=[{}[\]])/g, '$& ')
    .replace(/[{}[\]]/g, '\\$&');

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
