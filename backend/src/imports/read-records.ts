import { type Found, findSource, recordsOf } from '../sources/registry.js';
import type { FileRecord, Source } from '../sources/source.js';
import { Damaged } from './damaged.js';
import { type ImportFile, type OnBytes, partsOf } from './unpack.js';

/**
 * The records of all files, one after the other. Where a file turns out to be damaged, what came before it is read, the
 * damage is one refused record, and the next file follows.
 */
export async function* recordsIn(
  source: Source,
  files: readonly ImportFile[],
  onBytes: OnBytes = () => undefined,
): AsyncGenerator<FileRecord> {
  for (const file of files) {
    const at = { index: 0, line: 1 };
    let name: string | undefined;
    try {
      for await (const part of partsOf(file, onBytes)) {
        name = files.length > 1 || part.name !== file.name ? part.name : undefined;
        Object.assign(at, { index: 0, line: 1 });
        for await (const record of recordsOf(source, part.bytes)) {
          Object.assign(at, { index: record.at.index + 1, line: record.at.line });
          yield name === undefined ? record : { ...record, at: { ...record.at, file: name } };
        }
      }
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      const where = name ?? (files.length > 1 ? file.name : undefined);
      yield {
        at: where === undefined ? { ...at } : { ...at, file: where },
        reason: `the file is damaged here: ${error.message}; what stands before it was read`,
      };
    }
  }
}

/** The format, by the first records of the first file that holds any. */
export async function formatOf(files: readonly ImportFile[]): Promise<Found> {
  let last: Found = { reason: 'there is no file' };
  for (const file of files) {
    try {
      last = await findSource(() => firstBytes(file));
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      last = { reason: error.message, isUnreadable: true };
    }
    if ('source' in last || last.isTable) return last;
  }
  return last;
}

async function firstBytes(file: ImportFile): Promise<AsyncIterable<Uint8Array>> {
  return (async function* () {
    for await (const part of partsOf(file, () => undefined)) {
      yield* part.bytes;
      return;
    }
  })();
}
