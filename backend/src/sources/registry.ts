import { amazonConnect } from './amazon-connect.js';
import { botFramework } from './bot-framework.js';
import { chatwoot } from './chatwoot.js';
import { cloudEvents } from './cloudevents.js';
import { conversationalInsights } from './conversational-insights.js';
import { copilotStudio } from './copilot-studio.js';
import { csv } from './csv.js';
import { csvRecords, isTable } from './csv-records.js';
import { dialogflowCx } from './dialogflow-cx.js';
import { fileRecords, recordBytes } from './file-records.js';
import { genesys } from './genesys.js';
import { intercom } from './intercom.js';
import { liveperson } from './liveperson.js';
import { openaiMessages } from './openai-messages.js';
import { otelGenai } from './otel-genai.js';
import { rasa } from './rasa.js';
import { salesforce } from './salesforce.js';
import { wrappedIn } from './shape-records.js';
import { type FileRecord, isRecord, type Source } from './source.js';
import { star } from './star.js';
import { sunshine } from './sunshine.js';
import { twilio } from './twilio.js';
import { vcon } from './vcon.js';
import { zendeskAudits } from './zendesk-audits.js';

/** Every format that can be imported, by name. */
export const sources: ReadonlyMap<string, Source> = new Map(
  [
    cloudEvents,
    openaiMessages,
    amazonConnect,
    botFramework,
    chatwoot,
    conversationalInsights,
    copilotStudio,
    csv,
    dialogflowCx,
    genesys,
    intercom,
    liveperson,
    otelGenai,
    rasa,
    salesforce,
    star,
    sunshine,
    twilio,
    vcon,
    zendeskAudits,
  ].map((source) => [source.name, source]),
);

/** A file's records, cut as its format has them. */
export function recordsOf(source: Source, chunks: AsyncIterable<Uint8Array>): AsyncIterable<FileRecord> {
  if (source.isTable) return csvRecords(chunks);
  const asJson = (bytes: AsyncIterable<Uint8Array>) =>
    fileRecords(bytes, recordBytes, source.envelopes, source);
  return source.alsoTable ? tableOrJson(chunks, asJson) : asJson(chunks);
}

/** How a file begins, without a byte order mark. */
const withoutMark = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, 1000))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '');

/** A table does not begin as JSON does. */
async function* tableOrJson(
  chunks: AsyncIterable<Uint8Array>,
  asJson: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<FileRecord>,
): AsyncGenerator<FileRecord> {
  const rest = chunks[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let text = '';
  while (text.trimStart() === '') {
    const next = await rest.next();
    if (next.done) break;
    head.push(next.value);
    text += withoutMark(next.value);
  }
  const whole = (async function* () {
    yield* head;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  })();
  yield* opensJson(text) ? asJson(whole) : csvRecords(whole);
}

const opensJson = (head: string): boolean => /^\s*[[{]/.test(head);

/** Records that are looked at before a file is given up. */
const looks = 20;

/** What a file's format was found to be, and how many of its first records bear the marks of it. */
export type Found =
  | { source: Source; marks: { of: number; found: number } }
  | {
      reason: string;
      isTable?: boolean;
      /** No format could read it. */
      isUnreadable?: true;
    };

/** Finds the format by the marks of the first records; `open` gives the file's bytes anew each time. */
export async function findSource(open: () => Promise<AsyncIterable<Uint8Array>>): Promise<Found> {
  const all = [...sources.values()];
  const envelopes = all.flatMap((source) => source.envelopes ?? []);
  const json = await firstRecords(fileRecords(await open(), recordBytes, envelopes));
  const table = json.some((record) => 'value' in record) ? [] : await firstRecords(csvRecords(await open()));
  const isOfRows = isTable(table);
  const records = isOfRows ? table : json;
  for (const record of records) {
    if (!('value' in record) || !isRecord(record.value)) continue;
    const { value } = record;
    const candidates = all.filter((source) =>
      isOfRows ? source.isTable === true || source.alsoTable === true : source.isTable !== true,
    );
    const found = candidates.filter((source) => isOf(source, value));
    if (found.length > 1) return { reason: `it may be ${found.map(({ name }) => name).join(' or ')}` };
    if (found[0]) return { source: found[0], marks: marksOf(found[0], records) };
  }
  const first = records.find((record) => 'value' in record && isRecord(record.value));
  if (first && 'value' in first) {
    return {
      reason: `no known format has records with ${Object.keys(first.value as object)
        .slice(0, 8)
        .join(', ')}`,
      ...(isOfRows ? { isTable: true } : {}),
    };
  }
  const [bad] = json;
  if (!bad) return { reason: 'it holds no record', isUnreadable: true };
  if (!('reason' in bad) || !(await beginsAsJson(await open())))
    return { reason: 'it is neither JSON nor a table of headings and rows' };
  return { reason: `${bad.reason}, on line ${bad.at.line}` };
}

async function beginsAsJson(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  for await (const chunk of bytes) return opensJson(withoutMark(chunk));
  return false;
}

/** A record of it, what wraps such records, or a part of one. */
const isOf = (source: Source, value: unknown): boolean =>
  isRecord(value) &&
  (source.recognises?.(value) === true ||
    wrappedIn(value, source).length > 0 ||
    source.isPart?.(value) === true);

function marksOf(source: Source, records: readonly FileRecord[]): { of: number; found: number } {
  const isMarked = (record: FileRecord) => 'value' in record && isOf(source, record.value);
  return { of: records.length, found: records.filter(isMarked).length };
}

async function firstRecords(records: AsyncIterable<FileRecord>): Promise<FileRecord[]> {
  const first: FileRecord[] = [];
  for await (const record of records) {
    first.push(record);
    if (first.length === looks) break;
  }
  return first;
}
