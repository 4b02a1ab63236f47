import { Worker } from 'node:worker_threads';
import type { Discovery } from './discover.js';
import type { Escalation } from './escalation.js';

/** The compiled worker; from sources (tests) it is the one of the last build. */
const entry = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/backend/src/gaps/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** Discovers gaps in a thread of its own, so that the event loop answers requests meanwhile. */
export function discoverInWorker(
  escalations: readonly Escalation[],
  signal?: AbortSignal,
): Promise<Discovery> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, {
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
