import { Worker } from 'node:worker_threads';
import { isCompiled } from '../compiled.js';
import type { Batch } from './batches.js';
import { type GivenTask, readGiven } from './reading.js';

/** A record of 64 MB is many times as large when it is parsed. */
const memoryMb = 1024;
/** A record lives for the blink of an eye: more room for the young is only filled, and looked through less often. */
const youngMb = 12;

/** Reads in a thread of its own, so that the event loop answers requests meanwhile. */
export async function* readInThread(task: GivenTask): AsyncGenerator<Batch> {
  if (!isCompiled) {
    yield* readGiven(task);
    return;
  }
  const worker = new Worker(new URL('./read.worker.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMb },
  });
  const came: Batch[] = [];
  let failed: Error | undefined;
  let wake = () => {};
  const onCome = (change: () => void) => {
    change();
    wake();
  };
  worker.on('message', (batch: Batch) => onCome(() => came.push(batch)));
  worker.on('error', (error) =>
    onCome(() => {
      failed = error;
    }),
  );
  worker.on('exit', (code) =>
    onCome(() => {
      failed ??= new Error(`the reading thread ended with code ${code} before it was done`);
    }),
  );
  try {
    for (;;) {
      const batch = came.shift();
      if (batch) {
        worker.postMessage('taken');
        yield batch;
        if (batch.end) return;
      } else if (failed) throw failed;
      else {
        await new Promise<void>((next) => {
          wake = next;
        });
      }
    }
  } finally {
    await worker.terminate();
  }
}
