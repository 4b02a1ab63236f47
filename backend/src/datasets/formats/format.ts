import type { DatasetFormat } from '../../contract/dataset-formats.js';
import { type Example, type Split, splits } from '../example.js';
import { writeArrow } from './arrow.js';
import { hasAnswer, hasBothAnswers, writeChat, writePairs } from './chat.js';
import { longestUtterance, writeClu } from './clu.js';
import { writeCsv } from './csv.js';
import { longestPhrase, writeDialogflowCx, writeDialogflowEs } from './dialogflow.js';
import { writeJsonLines } from './jsonl.js';
import { longestLexUtterance, writeLex } from './lex.js';
import { writeLu } from './lu.js';
import { writeParquet } from './parquet.js';
import { writeRasa } from './rasa.js';
import { type About, filterRows, type Packing, type Rows } from './rows.js';

interface Format {
  mediaType: string;
  /** What a bot is trained with holds nothing that it is tested with. Absent: all parts. */
  parts?: readonly Split[];
  /** The packing from which on its bytes are as they are now; absent: all. */
  since?: Packing;
  /** Whether a row can be said in it; those that cannot are left out and counted. */
  takes?: (example: Example) => boolean;
  write(rows: Rows, about: About): AsyncIterable<Uint8Array>;
}

const shorterThan = (most: number) => (example: Example) => example.text.length <= most;
const zip = 'application/zip';
const jsonLines = 'application/x-ndjson';
const train = ['train'] as const;

export const formats: Record<DatasetFormat, Format> = {
  jsonl: { mediaType: jsonLines, write: writeJsonLines },
  csv: { mediaType: 'text/csv', write: writeCsv },
  arrow: { mediaType: 'application/vnd.apache.arrow.file', write: writeArrow },
  parquet: { mediaType: 'application/vnd.apache.parquet', write: writeParquet },
  rasa: { mediaType: 'application/yaml', parts: train, since: 3, write: writeRasa },
  'dialogflow-cx': {
    mediaType: zip,
    parts: train,
    since: 3,
    takes: shorterThan(longestPhrase),
    write: writeDialogflowCx,
  },
  'dialogflow-es': {
    mediaType: zip,
    parts: train,
    since: 3,
    takes: shorterThan(longestPhrase),
    write: writeDialogflowEs,
  },
  lex: {
    mediaType: zip,
    parts: train,
    since: 3,
    takes: shorterThan(longestLexUtterance),
    write: writeLex,
  },
  clu: {
    mediaType: 'application/json',
    parts: ['train', 'test'],
    since: 3,
    takes: shorterThan(longestUtterance),
    write: writeClu,
  },
  lu: {
    mediaType: 'text/plain; charset=utf-8',
    parts: train,
    since: 4,
    takes: shorterThan(longestUtterance),
    write: writeLu,
  },
  chat: { mediaType: jsonLines, parts: train, takes: hasAnswer, write: writeChat },
  preference: {
    mediaType: jsonLines,
    parts: train,
    takes: hasBothAnswers,
    write: writePairs,
  },
};

/** Whether the file of a format has a row; `parts` asks for others than it usually has. */
export function holds(format: DatasetFormat, parts?: readonly Split[]): (example: Example) => boolean {
  const { takes, parts: usual } = formats[format];
  const wanted = parts ?? usual;
  return (example) => (!wanted || wanted.includes(example.split)) && (!takes || takes(example));
}

/** The rows that a file of this format holds. */
export function rowsOf(format: DatasetFormat, rows: Rows, parts?: readonly Split[]): Rows {
  const { takes, parts: usual } = formats[format];
  const wanted = parts ?? usual ?? splits;
  if (!takes && splits.every((split) => wanted.includes(split))) return rows;
  return filterRows(rows, holds(format, parts));
}
