import { existsSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { discoverGaps } from '../../backend/src/gaps/engine/discover.js';
import type * as runWorker from '../../backend/src/gaps/engine/run-worker.js';
import { sampleEscalations } from '../support/sample-escalations.js';

const built = new URL('../../dist/backend/src/gaps/run-worker.js', import.meta.url);

/** A thread needs compiled code: `npm run build` first. */
test.skipIf(!existsSync(built))(
  'the built worker finds the same gaps, and the event loop goes on',
  async () => {
    const { discoverInWorker } = (await import(built.href)) as typeof runWorker;
    const { escalations } = sampleEscalations(600);
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const found = await discoverInWorker(escalations);
    delay.disable();
    expect(found).toEqual(discoverGaps(escalations));
    expect(delay.percentile(99) / 1e6).toBeLessThan(200);
  },
);

test.skipIf(!existsSync(built))('a worker that is told to stop ends without an answer', async () => {
  const { discoverInWorker } = (await import(built.href)) as typeof runWorker;
  const stop = new AbortController();
  const running = discoverInWorker(sampleEscalations(2000).escalations, stop.signal);
  stop.abort();
  await expect(running).rejects.toThrow('before it answered');
});
