import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { reasons, sourcePattern } from '../contract/events.js';
import { batchesOf } from '../imports/batches.js';
import { formatOf } from '../imports/read-records.js';
import { type ReportedFormat, ReportWriter } from '../imports/report.js';
import { csvMapping } from '../sources/csv-mapping.js';
import { isPublicKey } from '../sources/jws.js';
import { openaiMessages } from '../sources/openai-messages.js';
import type { ReasonTable } from '../sources/reasons.js';
import { sources } from '../sources/registry.js';
import { isRecord, type Source, type SourceOptions } from '../sources/source.js';
import { remoteOf } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';
import { EventSender } from './event-sender.js';
import { complaintLines, summaryLines } from './import-lines.js';
import { expectReadable } from './read-file.js';

const usage = `baton import [--source NAME] FILE... [OPTIONS]

NAME is one of:
${[...sources.values()].map(({ name, describes }) => `  ${name.padEnd(24)} ${describes}`).join('\n')}
Without --source the format is told from the first records. FILE may be gzip or zip; - is standard input. Several files of one
source are read as one log, so that what belongs to one conversation is joined: contact records first, then the rest.

--source-name SLUG    the events' source (default: NAME); with their ids it identifies them for ever
--start TIME          when the first record began, for logs without times: records are then spaced from it
                      and every time is marked as assumed
--messages-key KEY    under which key a record holds its messages
--handoff-tool NAME   the tool, action or intent whose call is a handoff, in place of the source's own; may be repeated
--reasons FILE        JSON: what the source's own reasons mean, as {"their code": "customer_request"}
--mapping FILE        JSON: what the columns of a CSV mean
--key FILE            PEM or JWK that signed vCons are checked with
--dry-run             read and count, send nothing

Importing a file again changes nothing. Exit code 0: all is in; 1: something was refused; 2: a wrong call.`;

const options = {
  source: { type: 'string' },
  'source-name': { type: 'string' },
  start: { type: 'string' },
  'messages-key': { type: 'string' },
  'handoff-tool': { type: 'string', multiple: true },
  reasons: { type: 'string' },
  mapping: { type: 'string' },
  key: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

interface Plan {
  source: Source;
  marks: ReportedFormat['marks'];
  files: string[];
  dryRun: boolean;
  given: SourceOptions;
}

async function planOf(args: string[]): Promise<Plan> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (positionals.length === 0) throw new UsageError('Name a file.');
  for (const file of positionals) await expectReadable(file);
  const { source, marks } = await sourceOf(values.source, positionals);
  const name = values['source-name'] ?? source.name;
  if (!sourcePattern.test(name)) throw new UsageError('--source-name must be letters, digits and . _ : / -');
  return {
    source,
    marks,
    files: positionals,
    dryRun: values['dry-run'],
    given: {
      source: name,
      start: values.start === undefined ? undefined : startOf(values.start),
      messagesKey: values['messages-key'],
      handoffTools: values['handoff-tool'],
      reasons: values.reasons === undefined ? undefined : await reasonsIn(values.reasons),
      mapping: source.name === 'csv' ? await mappingIn(values.mapping) : undefined,
      key: values.key === undefined ? undefined : await keyIn(values.key),
    },
  };
}

async function sourceOf(
  name: string | undefined,
  files: readonly string[],
): Promise<{ source: Source; marks: ReportedFormat['marks'] }> {
  const source = sources.get(name ?? '');
  if (source) return { source, marks: null };
  const names = [...sources.keys()].join(', ');
  if (name !== undefined) throw new UsageError(`--source must be one of ${names}.`);
  if (files.includes('-')) throw new UsageError('Standard input is read once: say what it is with --source.');
  const found = await formatOf(files.map(fileOf));
  if ('source' in found) return found;
  if (found.isUnreadable) throw new UsageError(`Nothing can be read of ${files[0]}: ${found.reason}.`);
  throw new UsageError(
    found.isTable
      ? `${files[0]} is a table that no known format has: say what its columns mean with --source csv --mapping FILE, or map them in the browser under Import.`
      : `What ${files[0]} is cannot be told: ${found.reason}. Say it with --source: ${names}.`,
  );
}

const fileOf = (path: string) => ({ name: path, path });

async function textIn(option: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`Cannot read ${option} ${path}: ${error.code ?? error.message}`);
  });
}

async function jsonIn(option: string, path: string): Promise<unknown> {
  const text = await textIn(option, path);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`${option} ${path} is not JSON.`);
  }
}

async function reasonsIn(path: string): Promise<ReasonTable> {
  const table = await jsonIn('--reasons', path);
  const known: readonly unknown[] = reasons;
  if (isRecord(table) && Object.values(table).every((reason) => known.includes(reason))) {
    return table as ReasonTable;
  }
  throw new UsageError(`--reasons must be an object whose values are of ${reasons.join(', ')}.`);
}

async function mappingIn(path: string | undefined): Promise<unknown> {
  if (path === undefined) throw new UsageError('A CSV needs --mapping FILE.');
  const parsed = csvMapping.safeParse(await jsonIn('--mapping', path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`--mapping: ${[issue?.path.join('/'), issue?.message].filter(Boolean).join(': ')}`);
}

async function keyIn(path: string): Promise<string> {
  const text = await textIn('--key', path);
  if (!isPublicKey(text)) {
    throw new UsageError('--key must be a PEM or JWK of a public key, or a certificate.');
  }
  return text;
}

/** A date is its first moment in UTC; a time must say its zone. */
function startOf(text: string): number {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const at = isTime ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at < 0) {
    throw new UsageError('--start must be a date or a time with its zone, like 2026-01-31T09:00:00Z.');
  }
  return at;
}

async function run(args: string[], surroundings: Surroundings): Promise<number> {
  const { source, marks, files, dryRun, given } = await planOf(args);
  const now = Date.now();
  const report = new ReportWriter({ name: source.name, describes: source.describes, marks }, now);
  const sender = dryRun
    ? undefined
    : new EventSender(remoteOf(surroundings), (at, { status, reason, pointer }) =>
        report.refused(at, `${status}: ${[pointer, reason].filter(Boolean).join(' ')}`),
      );
  const progress = progressLine(report, surroundings);
  const task = {
    files: files.map(fileOf),
    format: report.format,
    options: given,
    skip: 0,
    dry: dryRun,
    now,
  };
  try {
    for await (const { texts, places } of batchesOf(task, report)) {
      for (const [i, text] of texts.entries()) await sender?.add(text, places[i] ?? { index: 0, line: 1 });
      progress();
    }
    await sender?.flush();
  } finally {
    const written = report.report();
    for (const complaint of complaintLines(written)) surroundings.note(complaint);
    const tools = source === openaiMessages ? (given.handoffTools ?? source.handoffTools) : undefined;
    for (const line of summaryLines(written, sender?.counts, tools)) surroundings.say(line);
  }
  const { conflict, invalid } = sender?.counts ?? { conflict: 0, invalid: 0 };
  return report.refusedRecords + conflict + invalid > 0 ? 1 : 0;
}

/** A line every two seconds. */
function progressLine(report: ReportWriter, { note }: Surroundings): () => void {
  let shownAt = performance.now();
  return () => {
    if (performance.now() - shownAt < 2000) return;
    shownAt = performance.now();
    note(
      `${report.records.toLocaleString('en-US')} records, ${report.events.toLocaleString('en-US')} events ...`,
    );
  };
}

export const importCommand: Command = {
  summary: 'Send a log file to Baton',
  usage,
  run,
};
