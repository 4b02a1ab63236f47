import { RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import {
  Compression,
  type RecordBatch,
  Table,
  transformParquetStream,
  WriterPropertiesBuilder,
} from 'parquet-wasm';
import type { Column } from '../columns.js';
import { BatchMaker } from './arrow-batch.js';
import { copyPage } from './copy-page.js';
import type { About, Rows } from './rows.js';

/** A part of the bytes, so it never changes. */
const rowsPerGroup = 32_768;

/** Texts that hardly repeat: looking for each in a dictionary costs time, and gives it up later. */
const withoutDictionary: readonly Column[] = ['id', 'text', 'handoff', 'event', 'answer', 'at'];

/**
 * Parquet with Snappy: the batches of the Arrow file, one row group after the other. Versions of packing 1 have a
 * dictionary of every column.
 */
export async function* writeParquet(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const maker = new BatchMaker(about);
  const batches = wasmBatches(rows, about.columns, maker);
  let properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setMaxRowGroupSize(rowsPerGroup)
    .setCreatedBy('Baton');
  for (const name of about.packing === 1 ? [] : withoutDictionary) {
    properties = properties.setColumnDictionaryEnabled(name, false);
  }
  const source = new ReadableStream<RecordBatch>({
    pull: async (controller) => {
      const next = await batches.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => void batches.return(undefined),
  });
  const parquet: ReadableStream<Uint8Array> = await transformParquetStream(source, properties.build());
  yield* parquet;
}

/** At least one batch: without any there would be no schema. */
async function* wasmBatches(
  rows: Rows,
  columns: readonly Column[],
  maker: BatchMaker,
): AsyncGenerator<RecordBatch> {
  let isEmpty = true;
  for await (const page of rows.pages(columns)) {
    isEmpty = false;
    yield intoWasm(maker.schema, await maker.batchOf(page));
  }
  if (isEmpty) yield intoWasm(maker.schema, await maker.batchOf(copyPage([], columns)));
}

function intoWasm(schema: Schema, batch: Awaited<ReturnType<BatchMaker['batchOf']>>): RecordBatch {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(batch);
  const table = Table.fromIPCStream(writer.finish().toUint8Array(true));
  const [first] = table.recordBatches();
  table.free();
  if (!first) throw new Error('a batch was lost on its way to Parquet');
  return first;
}
