import type { CloudEvent } from '../contract/events.js';
import type { ImportPreview, ImportReport, PreviewColumn } from '../contract/imports.js';
import { sources } from '../sources/registry.js';
import type { Place, Refused, SourceOptions } from '../sources/source.js';
import { Columns } from './columns.js';
import { recordsIn } from './read-records.js';
import { placeOf, type ReportedFormat, ReportWriter } from './report.js';
import { Sample } from './sample.js';
import type { ImportFile } from './unpack.js';

/** One reading of the files of an import. */
export interface ReadTask {
  files: ImportFile[];
  /** A known format, by name. */
  format: ReportedFormat;
  options: SourceOptions;
  /** Of the first events only the report is written: they are in the ledger. */
  skip: number;
  /** Only what a dry run needs: names of events in place of their texts. */
  dry: boolean;
  /** Records after which it ends. */
  limit?: number;
  /** Ids that came again, where an earlier reading counted them: it takes 16 MiB. */
  repeated?: number;
  /** ms. */
  now: number;
}

/** What was refused, and where. Messages hold no words of the record. */
export interface Located {
  file: string | null;
  record: number;
  line: number;
  pointer: string | null;
  message: string;
}

/** The events of some records, and how far the reading is. */
export interface Batch {
  /** JSON of each event. */
  texts: string[];
  /** Of each event. */
  places: Place[];
  /** Of a dry run: of some batches, source and id of each event. */
  names: { source: string; id: string }[];
  refused: Located[];
  /** Packed bytes, records and events that were read so far. */
  bytes: number;
  records: number;
  events: number;
  /** Of the last one. */
  end?: {
    report: ImportReport | null;
    /** What must be said before anything can be read. */
    problem: string | null;
    unknownReasons: ImportPreview['unknownReasons'];
    sample: CloudEvent[][];
    columns: PreviewColumn[];
  };
}

/** One batch is one transaction of the ledger. */
const batchEvents = 1000;
const batchCharacters = 3 << 20;
/** Records without events must not keep the progress waiting. */
const batchRecords = 5000;
/** A dry run looks up the events of so many batches, and of every so-manieth after them. */
const lookedUp = 50;
const lookedUpEvery = 20;

/** Reads, maps and reports: the one way from files to events, whoever asks. */
export async function* batchesOf(
  task: ReadTask,
  writer = new ReportWriter(task.format, task.now, task.repeated),
): AsyncGenerator<Batch> {
  const source = sources.get(task.format.name);
  if (!source) throw new Error(`no format ${task.format.name}`);
  const sample = new Sample();
  const columns = new Columns();
  let bytes = 0;
  const read = recordsIn(source, task.files, (more) => {
    bytes += more;
  });
  const records = source.isTable ? columns.watch(read) : read;
  let batch = emptyBatch();
  let characters = 0;
  let number = 0;
  let events = 0;
  const stand = (): Batch => ({ ...batch, bytes, records: writer.records, events });
  for await (const mapped of source.read(records, task.options)) {
    if ('events' in mapped) {
      writer.understood(mapped);
      for (const event of mapped.events) {
        if (task.dry) sample.add(event);
        events++;
        if (events > task.skip) characters += put(event, mapped.at, batch, writer, task.dry, number);
        if (batch.places.length < batchEvents && characters < batchCharacters) continue;
        yield stand();
        [batch, characters, number] = [emptyBatch(), 0, number + 1];
      }
    } else {
      writer.refusedRecord(mapped);
      batch.refused.push(locate(mapped));
    }
    if (task.limit !== undefined && writer.records >= task.limit) break;
    if (writer.records % batchRecords !== 0) continue;
    yield stand();
    [batch, characters, number] = [emptyBatch(), 0, number + 1];
  }
  yield {
    ...stand(),
    end: {
      report: writer.report(),
      problem: null,
      unknownReasons: writer.unknownReasons(),
      sample: sample.choose(),
      columns: columns.list(),
    },
  };
}

export const emptyBatch = (): Batch => ({
  texts: [],
  places: [],
  names: [],
  refused: [],
  bytes: 0,
  records: 0,
  events: 0,
});

/** Gives the characters that it added. */
function put(
  event: CloudEvent,
  at: Place,
  batch: Batch,
  writer: ReportWriter,
  dry: boolean,
  number: number,
): number {
  if (dry) {
    batch.places.push(at);
    if (number < lookedUp || number % lookedUpEvery === 0)
      batch.names.push({ source: event.source, id: event.id });
    return 0;
  }
  const text = textOf(event);
  if (text === undefined) {
    const refused = { at, reason: 'the event is nested too deeply' };
    writer.refused(at, refused.reason);
    batch.refused.push(locate(refused));
    return 0;
  }
  batch.texts.push(text);
  batch.places.push(at);
  return text.length;
}

function textOf(event: CloudEvent): string | undefined {
  try {
    return JSON.stringify(event);
  } catch {
    return undefined;
  }
}

export function locate({ at, reason, pointer }: Refused): Located {
  return { ...placeOf(at), pointer: pointer || null, message: reason };
}
