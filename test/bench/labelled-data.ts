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

export type LabelledSet =
  | 'banking77/test'
  | 'banking77/train'
  | 'dstc11-finance/turns'
  | 'multidogo/airline'
  | 'multidogo/insurance';

/** The rows of real utterances with known intents; undefined where the data is not there. */
export function readLabelled(name: LabelledSet): Labelled[] | undefined {
  if (name.startsWith('multidogo')) return readTurns(name);
  const isLines = name.startsWith('dstc11');
  const text = readText(`${name}.${isLines ? 'jsonl' : 'csv'}`);
  if (text === undefined) return undefined;
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

function readText(file: string): string | undefined {
  const path = `${shared}/data/${file}`;
  return existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
}

/** Turns that carry no need of their own. */
const phatic = ['contentonly', 'openinggreeting', 'closinggreeting', 'thankyou'];

/** Turns with exactly one intent. */
function readTurns(name: string): Labelled[] | undefined {
  const parts = ['dev', 'test', 'train'].flatMap((part) => readText(`${name}-${part}.tsv`) ?? []);
  if (parts.length === 0) return undefined;
  return parts.flatMap((part) =>
    part
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .flatMap(([, , , text = '', , intent = '']) => {
        const label = intent.trim();
        const isNeed = text.trim() !== '' && /^[a-z]+$/.test(label) && !phatic.includes(label);
        return isNeed ? [{ text, label }] : [];
      }),
  );
}
