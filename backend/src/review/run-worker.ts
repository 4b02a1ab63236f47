import { Worker } from 'node:worker_threads';
import { isCompiled } from '../compiled.js';
import { orderQueue, type Question } from './order-queue.js';
import type { Queued } from './queued.js';

/** Orders the queue in a thread of its own, so that the event loop answers requests meanwhile. */
export async function orderInWorker(question: Question, signal: AbortSignal): Promise<Queued[]> {
  if (!isCompiled) return orderQueue(question);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url));
    const stop = () => void worker.terminate();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', (answer: Queued[]) => {
      resolve(answer);
      stop();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      reject(new Error(`the review worker ended with code ${code} before it answered`));
    });
    worker.postMessage(question);
  });
}
