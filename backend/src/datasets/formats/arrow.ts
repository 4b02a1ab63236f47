import { RecordBatchFileWriter } from 'apache-arrow';
import { BatchMaker } from './arrow-batch.js';
import type { About, Rows } from './rows.js';

type ArrayBufferViewInput = Parameters<RecordBatchFileWriter['_write']>[0];

/** Keeps what the writer emits until it is asked for, so that memory holds one batch. */
class PullWriter extends RecordBatchFileWriter {
  private parts: Uint8Array[] = [];

  protected override _write(chunk: ArrayBufferViewInput): this {
    const { buffer, byteOffset, byteLength } = chunk as Uint8Array;
    if (this._started && byteLength > 0) {
      this.parts.push(new Uint8Array(buffer, byteOffset, byteLength));
      this._position += byteLength;
    }
    return this;
  }

  take(): Uint8Array {
    const taken = Buffer.concat(this.parts);
    this.parts = [];
    return taken;
  }
}

/** Arrow IPC file: the same columns as JSON Lines; repeating ones as dictionaries. Equal batches give equal bytes. */
export async function* writeArrow(rows: Rows, about: About): AsyncGenerator<Uint8Array> {
  const maker = new BatchMaker(about);
  const writer = new PullWriter();
  writer.reset(undefined, maker.schema);
  for await (const page of rows.pages(about.columns)) {
    writer.write(await maker.batchOf(page));
    yield writer.take();
  }
  writer.finish();
  yield writer.take();
}
