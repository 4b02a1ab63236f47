import {
  Compression,
  type RecordBatch,
  Table,
  transformParquetStream,
  WriterPropertiesBuilder,
} from 'parquet-wasm';
import type { Column } from '../columns.js';
import type { Packing } from './rows.js';

/** A part of the bytes, so it never changes. */
const rowsPerGroup = 32_768;

/** Texts that hardly repeat: looking for each in a dictionary costs time, and gives it up later. */
const withoutDictionary: readonly Column[] = ['id', 'text', 'handoff', 'event', 'answer', 'at'];

/**
 * Parquet with Snappy of batches, each as an Arrow IPC stream of its own; at least one, or there would be no schema. Versions
 * of packing 1 have a dictionary of every column.
 */
export async function* packParquet(
  batches: AsyncIterator<Uint8Array>,
  packing: Packing,
): AsyncGenerator<Uint8Array> {
  let properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setMaxRowGroupSize(rowsPerGroup)
    .setCreatedBy('Baton');
  for (const name of packing === 1 ? [] : withoutDictionary) {
    properties = properties.setColumnDictionaryEnabled(name, false);
  }
  const source = new ReadableStream<RecordBatch>({
    pull: async (controller) => {
      const next = await batches.next();
      if (next.done) controller.close();
      else controller.enqueue(intoWasm(next.value));
    },
    cancel: () => void batches.return?.(),
  });
  const parquet: ReadableStream<Uint8Array> = await transformParquetStream(source, properties.build());
  yield* parquet;
}

function intoWasm(stream: Uint8Array): RecordBatch {
  const table = Table.fromIPCStream(stream);
  const [first] = table.recordBatches();
  table.free();
  if (!first) throw new Error('a batch was lost on its way to Parquet');
  return first;
}
