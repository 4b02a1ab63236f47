import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = process.env.BATON_SHARED ?? `${root}../shared`;

export interface Labelled {
  text: string;
  label: string;
}

/** RFC 4180: quoted fields may hold commas, quotes and line breaks. */
function parseCsv(text: string): string[][] {
  return [
    ...text.matchAll(/(?:^|\n)(?=[^\n])((?:"(?:[^"]|"")*"|[^",\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\n]*))*)/g),
  ].map(([, line = '']) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^",]*)(?:,|$)/g)]
      .map(([, field = '']) =>
        field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field.trim(),
      )
      .slice(0, 2),
  );
}

/** The rows of a file of real utterances with known intents; undefined where the data is not there. */
export function readLabelled(
  name: 'banking77/test' | 'banking77/train' | 'dstc11-finance/turns',
): Labelled[] | undefined {
  const isLines = name.startsWith('dstc11');
  const file = `${shared}/data/${name}.${isLines ? 'jsonl' : 'csv'}`;
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  if (!isLines)
    return parseCsv(text)
      .slice(1)
      .map(([words = '', label = '']) => ({ text: words, label }));
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const { utterance, intent } = JSON.parse(line) as { utterance: string; intent: string };
      return { text: utterance, label: intent };
    });
}
