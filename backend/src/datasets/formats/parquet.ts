import { RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import {
  Compression,
  type RecordBatch,
  Table,
  transformParquetStream,
  WriterPropertiesBuilder,
} from 'parquet-wasm';
import type { Column } from '../example.js';
import { BatchMaker } from './arrow-batch.js';
import { copyPage } from './copy-page.js';
import type { About, Rows } from './rows.js';

/** A part of the bytes, so it never changes. */
const rowsPerGroup = 32_768;

/** Parquet with Snappy: the batches of the Arrow file, one row group after the other. */
export async function* writeParquet(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const maker = new BatchMaker(about);
  const batches = wasmBatches(rows, about.columns, maker);
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setMaxRowGroupSize(rowsPerGroup)
    .setCreatedBy('Baton')
    .build();
  const source = new ReadableStream<RecordBatch>({
    pull: async (controller) => {
      const next = await batches.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    cancel: () => void batches.return(undefined),
  });
  const parquet: ReadableStream<Uint8Array> = await transformParquetStream(source, properties);
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
    yield intoWasm(maker.schema, maker.batchOf(page));
  }
  if (isEmpty) yield intoWasm(maker.schema, maker.batchOf(copyPage([], columns)));
}

function intoWasm(schema: Schema, batch: ReturnType<BatchMaker['batchOf']>): RecordBatch {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(batch);
  const table = Table.fromIPCStream(writer.finish().toUint8Array(true));
  const [first] = table.recordBatches();
  table.free();
  if (!first) throw new Error('a batch was lost on its way to Parquet');
  return first;
}
