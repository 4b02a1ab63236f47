import { Readable } from 'node:stream';
import type { ImportOptions, PreviewColumn } from '../contract/imports.js';
import { Problem } from '../contract/problem.js';
import { csvMapping } from '../sources/csv-mapping.js';
import { csvRecords } from '../sources/csv-records.js';
import { isPublicKey } from '../sources/jws.js';
import type { ReasonTable } from '../sources/reasons.js';
import { sources } from '../sources/registry.js';
import type { FileRecord, Source, SourceOptions } from '../sources/source.js';
import { type Batch, batchesOf, emptyBatch, type ReadTask } from './batches.js';
import { Columns } from './columns.js';
import { formatOf, recordsIn } from './read-records.js';
import type { ReportedFormat } from './report.js';
import type { ImportFile } from './unpack.js';

/** How the files are to be read, or what must be said first. */
type Reading = { format: ReportedFormat; options: SourceOptions } | { problem: string; isTable?: true };

const needsMapping = 'It is a table: say what its columns mean.';

/** Refuses what no reading could do anything with. */
export function checkOptions({ format, mapping, key }: ImportOptions): void {
  const wrong = (detail: string) => new Problem('invalid_input', { detail });
  if (format !== undefined && !sources.has(format)) throw wrong(`There is no format ${format}.`);
  if (mapping !== undefined) {
    const [issue] = csvMapping.safeParse(mapping).error?.issues ?? [];
    if (issue)
      throw wrong(`The mapping: ${[issue.path.join('/'), issue.message].filter(Boolean).join(': ')}`);
  }
  if (key !== undefined && !isPublicKey(key))
    throw wrong('The key must be a PEM or JWK of a public key, or a certificate.');
}

/** The format, said or told from the files, and what its reader is given. */
async function readingOf(
  files: readonly ImportFile[],
  given: ImportOptions,
  tables: Record<string, ReasonTable>,
): Promise<Reading> {
  if (given.format !== undefined) {
    const source = sources.get(given.format);
    return source ? reading(source, null, given, tables) : { problem: `There is no format ${given.format}.` };
  }
  const found = await formatOf(files);
  if ('source' in found) return reading(found.source, found.marks, given, tables);
  const csv = sources.get('csv');
  if (found.isTable && csv) return reading(csv, null, given, tables);
  if (found.isUnreadable) return { problem: `Nothing can be read: ${found.reason}.` };
  return { problem: `What it is cannot be told: ${found.reason}. Choose the format.` };
}

function reading(
  source: Source,
  marks: ReportedFormat['marks'],
  given: ImportOptions,
  tables: Record<string, ReasonTable>,
): Reading {
  if (source.name === 'csv' && given.mapping === undefined) return { problem: needsMapping, isTable: true };
  return {
    format: { name: source.name, describes: source.describes, marks },
    options: {
      source: given.source ?? source.name,
      start: given.start === undefined ? undefined : Date.parse(given.start),
      messagesKey: given.messagesKey,
      handoffTools: given.handoffTools,
      reasons: given.reasons ?? tables[source.name],
      mapping: source.name === 'csv' ? given.mapping : undefined,
      key: given.key,
    },
  };
}

/** One reading of files whose format may still have to be told. */
export interface GivenTask extends Pick<ReadTask, 'files' | 'skip' | 'dry' | 'limit' | 'repeated' | 'now'> {
  given: ImportOptions;
  /** What reasons mean by format, where nothing was said. */
  tables: Record<string, ReasonTable>;
  /** Of an earlier reading. */
  marks: ReportedFormat['marks'];
}

/** Rows of a table from which its columns are told. */
const tableRows = 1000;

/** Tells the format and reads; where something must be said first, one batch says what. */
export async function* readGiven({ given, marks, tables, ...task }: GivenTask): AsyncGenerator<Batch> {
  const found = await readingOf(task.files, given, tables);
  if (!('problem' in found)) {
    const { format, options } = found;
    yield* batchesOf({ ...task, options, format: { ...format, marks: format.marks ?? marks } });
    return;
  }
  const columns = found.isTable ? await columnsOf(task.files) : [];
  yield {
    ...emptyBatch(),
    end: { problem: found.problem, report: null, unknownReasons: [], sample: [], columns },
  };
}

async function columnsOf(files: readonly ImportFile[]): Promise<PreviewColumn[]> {
  const csv = sources.get('csv');
  return csv ? firstColumns(recordsIn(csv, files)) : [];
}

/** The columns of the first rows of a table. */
export const columnsIn = (text: string): Promise<PreviewColumn[]> =>
  firstColumns(csvRecords(Readable.from([Buffer.from(text)])));

async function firstColumns(table: AsyncIterable<FileRecord>): Promise<PreviewColumn[]> {
  const columns = new Columns();
  let rows = 0;
  for await (const _ of columns.watch(table)) if (++rows >= tableRows) break;
  return columns.list();
}
