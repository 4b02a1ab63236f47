import { parseArgs } from 'node:util';
import { sourcePattern } from '../contract/events.js';
import { fileRecords } from '../sources/file-records.js';
import { defaultHandoffTool, openaiMessages } from '../sources/openai-messages.js';
import { sources } from '../sources/registry.js';
import type { Source, SourceOptions } from '../sources/source.js';
import { remoteOf } from './client.js';
import { type Command, type Surroundings, UsageError } from './command.js';
import { EventSender } from './event-sender.js';
import { ImportReport } from './import-report.js';
import { readBytes } from './read-file.js';

const usage = `baton import --source NAME FILE [OPTIONS]

NAME is one of:
${[...sources.values()].map(({ name, describes }) => `  ${name.padEnd(16)} ${describes}`).join('\n')}
FILE may be gzip; - is standard input.

--source-name SLUG    the events' source (default: NAME); with their ids it identifies them for ever
--start TIME          when the first record began, for logs without times: records are then spaced from it
                      and every time is marked as assumed
--messages-key KEY    under which key a record holds its messages
--handoff-tool NAME   the tool whose call is a handoff (default ${defaultHandoffTool}); may be repeated
--dry-run             read and count, send nothing

Importing a file again changes nothing. Exit code 0: all is in; 1: something was refused; 2: a wrong call.`;

const options = {
  source: { type: 'string' },
  'source-name': { type: 'string' },
  start: { type: 'string' },
  'messages-key': { type: 'string' },
  'handoff-tool': { type: 'string', multiple: true },
  'dry-run': { type: 'boolean', default: false },
} as const;

interface Plan {
  source: Source;
  file: string;
  dryRun: boolean;
  given: SourceOptions;
}

function planOf(args: string[]): Plan {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const source = sources.get(values.source ?? '');
  if (!source) throw new UsageError(`--source must be one of ${[...sources.keys()].join(', ')}.`);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file.');
  const name = values['source-name'] ?? source.name;
  if (!sourcePattern.test(name)) throw new UsageError('--source-name must be letters, digits and . _ : / -');
  return {
    source,
    file,
    dryRun: values['dry-run'],
    given: {
      source: name,
      start: values.start === undefined ? undefined : startOf(values.start),
      messagesKey: values['messages-key'],
      handoffTools: values['handoff-tool'] ?? [defaultHandoffTool],
    },
  };
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
  const plan = planOf(args);
  const report = new ImportReport();
  const sender = plan.dryRun
    ? undefined
    : new EventSender(remoteOf(surroundings), (at, { status, reason, pointer }) =>
        report.refused(at, `${status}: ${[pointer, reason].filter(Boolean).join(' ')}`),
      );
  const progress = progressLine(report, surroundings);
  try {
    const records = fileRecords(await readBytes(plan.file));
    for await (const mapped of plan.source.read(records, plan.given)) {
      if ('events' in mapped) {
        report.understood(mapped.events, mapped.notes);
        for (const event of mapped.events) await sender?.add(event, mapped.at);
      } else {
        report.refusedRecord(
          mapped.at,
          [mapped.reason, mapped.pointer && `at ${mapped.pointer}`].filter(Boolean).join(' '),
        );
      }
      progress();
    }
    await sender?.flush();
  } finally {
    for (const complaint of report.complaints()) surroundings.note(complaint);
    const tools = plan.source === openaiMessages ? plan.given.handoffTools : undefined;
    for (const line of report.summary(sender?.counts, tools)) surroundings.say(line);
  }
  const { conflict, invalid } = sender?.counts ?? { conflict: 0, invalid: 0 };
  return report.refusedRecords + conflict + invalid > 0 ? 1 : 0;
}

/** A line every two seconds. */
function progressLine(report: ImportReport, { note }: Surroundings): () => void {
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
