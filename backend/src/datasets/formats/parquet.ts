import { on } from 'node:events';
import { Worker } from 'node:worker_threads';
import { RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import { BatchMaker } from './arrow-batch.js';
import { copyPage } from './copy-page.js';
import type { PackMessage } from './parquet.worker.js';
import { packParquet } from './parquet-pack.js';
import type { About, Packing, Rows } from './rows.js';

/** A thread cannot load TypeScript: from sources (tests), the file is packed in the caller's thread. */
const isCompiled = import.meta.url.endsWith('.js');
/** With fewer batches than these a thread takes longer to start than it saves. */
const worthThread = 4;

/** The batches of the Arrow file, one row group after the other; a large file is packed in a thread of its own. */
export async function* writeParquet(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const batches = ipcBatches(rows, about);
  const first: Uint8Array[] = [];
  while (first.length < worthThread) {
    const next = await batches.next();
    if (next.done) break;
    first.push(next.value);
  }
  const isLarge = first.length === worthThread;
  const all = chain(first, batches);
  yield* isLarge && isCompiled ? packInThread(all, about.packing) : packParquet(all, about.packing);
}

async function* chain(
  first: readonly Uint8Array[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* first;
  yield* rest;
}

/** It is given the next batch only when what it wrote was taken: memory holds a few of them. */
async function* packInThread(
  batches: AsyncGenerator<Uint8Array>,
  packing: Packing,
): AsyncGenerator<Uint8Array> {
  const worker = new Worker(new URL('./parquet.worker.js', import.meta.url), { workerData: packing });
  try {
    for await (const [message] of on(worker, 'message', { close: ['exit'] })) {
      const said = message as PackMessage;
      if (said === 'end') return;
      if (said === 'next') {
        const next = await batches.next();
        worker.postMessage(next.done ? null : next.value);
      } else yield said;
    }
    throw new Error('the thread that packs Parquet ended before the file did');
  } finally {
    await worker.terminate();
    await batches.return(undefined);
  }
}

/** Each batch as a stream of its own. At least one: without any there would be no schema. */
async function* ipcBatches(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const maker = new BatchMaker(about);
  let isEmpty = true;
  for await (const page of rows.pages(about.columns)) {
    isEmpty = false;
    yield ipcOf(maker.schema, await maker.batchOf(page));
  }
  if (isEmpty) yield ipcOf(maker.schema, await maker.batchOf(copyPage([], about.columns)));
}

function ipcOf(schema: Schema, batch: Awaited<ReturnType<BatchMaker['batchOf']>>): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(batch);
  return writer.finish().toUint8Array(true);
}
