import { parentPort, workerData } from 'node:worker_threads';
import { packParquet } from './parquet-pack.js';
import type { Packing } from './rows.js';

/** What the thread asks for and gives: a batch, a piece of the file, or that it is whole. */
export type PackMessage = 'next' | Uint8Array | 'end';

const tell = (message: PackMessage) => parentPort?.postMessage(message);

/** Asks for a batch, and waits for it; null: there is none any more. */
async function* asked(): AsyncGenerator<Uint8Array> {
  for (;;) {
    const answer = new Promise<Uint8Array | null>((done) => parentPort?.once('message', done));
    tell('next');
    const batch = await answer;
    if (batch === null) return;
    yield batch;
  }
}

for await (const piece of packParquet(asked(), workerData as Packing)) tell(piece);
tell('end');
