import { Worker } from 'node:worker_threads';
import { isCompiled } from '../../compiled.js';
import { type DiscoverOptions, type Discovery, discoverGaps, type FoundGap } from './discover.js';
import type { Escalation } from './escalation.js';
import { type AnswerPiece, cutQuestion, joinAnswer } from './worker-pieces.js';

const memoryMb = 4096;
/** Half of what V8 takes: it works beside a service that is at its own peak. */
const youngMb = 24;

/** Discovers gaps in a thread of its own, so that the event loop answers requests meanwhile. */
export async function discoverInWorker(
  escalations: readonly Escalation[],
  signal?: AbortSignal,
  options: DiscoverOptions = {},
): Promise<Discovery> {
  if (!isCompiled) return discoverGaps(escalations, options);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: youngMb },
    });
    const stop = () => void worker.terminate();
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const question = cutQuestion(escalations, options);
    const ask = () => {
      const { value } = question.next();
      if (value) worker.postMessage(value);
    };
    const gaps: FoundGap[] = [];
    worker.on('message', (piece: AnswerPiece | 'next') => {
      if (piece === 'next') return ask();
      const whole = joinAnswer(gaps, piece);
      if (whole) resolve(whole);
      worker.postMessage('next');
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      reject(new Error(`the gap worker ended with code ${code} before it answered`));
    });
    ask();
  });
}
