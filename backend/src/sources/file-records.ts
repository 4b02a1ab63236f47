import { ArraySplitter } from './array-splitter.js';
import { RecordShaper } from './shape-records.js';
import type { FileRecord, Source } from './source.js';
import { code, isBlank, LineSplitter, type Splitter } from './splitter.js';
import { ValueSplitter } from './value-splitter.js';

/** The longest record that is read; a longer one is refused. */
export const recordBytes = 64 << 20;

/**
 * The records of a JSON array, of JSON lines, of objects one after the other, or of the list that an object holds
 * under one of `envelopes`; told apart by how the file begins. What wraps records of the format that `shape` tells is
 * opened. Never holds more than one record; what cannot be read is
 * a record with a reason, and the next one follows.
 */
export async function* fileRecords(
  chunks: AsyncIterable<Uint8Array>,
  limit = recordBytes,
  envelopes: readonly string[] = [],
  shape: Pick<Source, 'recognises' | 'isPart'> = {},
): AsyncGenerator<FileRecord> {
  const shaper = new RecordShaper(shape);
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
    for (const record of splitter.push(chunk.subarray(start)))
      if (shaper.passes(record)) yield record;
      else for (const shaped of shaper.take(record, listOf(splitter))) yield shaped;
  }
  if (splitter)
    for (const record of splitter.end())
      for (const shaped of shaper.take(record, listOf(splitter))) yield shaped;
  for (const shaped of shaper.end()) yield shaped;
}

const listOf = (splitter: Splitter) => (splitter instanceof ArraySplitter ? splitter.lists : 0);

const isMark = (byte: number | undefined) => byte === 0xef || byte === 0xbb || byte === 0xbf;
