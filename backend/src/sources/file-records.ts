import { ArraySplitter } from './array-splitter.js';
import type { FileRecord } from './source.js';
import { code, isBlank, LineSplitter, type Splitter } from './splitter.js';
import { ValueSplitter } from './value-splitter.js';

/** The longest record that is read; a longer one is refused. */
export const recordBytes = 64 << 20;

/**
 * The records of a JSON array, of JSON lines, of objects one after the other, or of the list that an object holds
 * under one of `envelopes`; told apart by how the file begins. Never holds more than one record; what cannot be read is
 * a record with a reason, and the next one follows.
 */
export async function* fileRecords(
  chunks: AsyncIterable<Uint8Array>,
  limit = recordBytes,
  envelopes: readonly string[] = [],
): AsyncGenerator<FileRecord> {
  let splitter: Splitter | undefined;
  let line = 1;
  for await (const chunk of chunks) {
    let start = 0;
    if (!splitter) {
      // A byte order mark is no content.
      while (start < chunk.length && (isBlank(chunk[start]) || isMark(chunk[start]))) {
        if (chunk[start] === code.newline) line++;
        start++;
      }
      if (start === chunk.length) continue;
      if (chunk[start] === code.open) splitter = new ArraySplitter(line, limit);
      else if (chunk[start] === code.openBrace) splitter = new ValueSplitter(line, limit, new Set(envelopes));
      else splitter = new LineSplitter(line, limit);
    }
    // Not `yield*`: handing on through an asynchronous generator costs three turns of the event loop for each record.
    for (const record of splitter.push(chunk.subarray(start))) yield record;
  }
  if (splitter) for (const record of splitter.end()) yield record;
}

const isMark = (byte: number | undefined) => byte === 0xef || byte === 0xbb || byte === 0xbf;
