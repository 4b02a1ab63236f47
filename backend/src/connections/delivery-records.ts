import { recordsOf } from '../sources/registry.js';
import type { FileRecord, Source } from '../sources/source.js';

const isForm = (contentType: string) => contentType === 'application/x-www-form-urlencoded';

/** The records of a delivery: JSON as a file has it, or a form, which is one record. */
export async function deliveryRecords(
  source: Source,
  body: Buffer,
  contentType: string,
): Promise<FileRecord[]> {
  if (isForm(contentType)) {
    const value = Object.fromEntries(new URLSearchParams(body.toString('utf8')));
    return [{ at: { index: 0, line: 1 }, value }];
  }
  const records: FileRecord[] = [];
  for await (const record of recordsOf(source, chunksOf(body))) records.push(record);
  return records;
}

async function* chunksOf(body: Buffer): AsyncGenerator<Uint8Array> {
  yield body;
}
