import { Worker } from 'node:worker_threads';
import { type Discovery, discoverGaps } from './discover.js';
import type { Escalation } from './escalation.js';

/** A thread cannot load TypeScript: from sources (tests), discovery runs in the caller's thread. */
const isCompiled = import.meta.url.endsWith('.js');

/** Discovers gaps in a thread of its own, so that the event loop answers requests meanwhile. */
export async function discoverInWorker(
  escalations: readonly Escalation[],
  signal?: AbortSignal,
): Promise<Discovery> {
  if (!isCompiled) return discoverGaps(escalations);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: escalations,
      resourceLimits: { maxOldGenerationSizeMb: 4096 },
    });
    const stop = () => void worker.terminate();
    signal?.addEventListener('abort', stop, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`the gap worker ended with code ${code} before it answered`));
    });
  });
}
