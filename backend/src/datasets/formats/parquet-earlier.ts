import { RecordBatchStreamWriter } from 'apache-arrow';
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

/** Parquet of versions of packing 1 to 3, so that they keep their bytes; 1 has a dictionary of every column. */
export async function* writeEarlierParquet(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  let properties = new WriterPropertiesBuilder()
    .setCompression(Compression.SNAPPY)
    .setMaxRowGroupSize(rowsPerGroup)
    .setCreatedBy('Baton');
  for (const name of about.packing === 1 ? [] : withoutDictionary) {
    properties = properties.setColumnDictionaryEnabled(name, false);
  }
  const batches = wasmBatches(rows, about);
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

/** At least one: without any there would be no schema. */
async function* wasmBatches(rows: Rows, about: About): AsyncGenerator<RecordBatch> {
  const maker = new BatchMaker(about);
  let isEmpty = true;
  for await (const page of rows.pages(about.columns)) {
    isEmpty = false;
    yield await wasmBatch(maker, page);
  }
  if (isEmpty) yield await wasmBatch(maker, copyPage([], about.columns));
}

async function wasmBatch(maker: BatchMaker, page: Buffer): Promise<RecordBatch> {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, maker.schema);
  writer.write(await maker.batchOf(page));
  const table = Table.fromIPCStream(writer.finish().toUint8Array(true));
  const [first] = table.recordBatches();
  table.free();
  if (!first) throw new Error('a batch was lost on its way to Parquet');
  return first;
}
