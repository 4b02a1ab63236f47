import { isMainThread } from 'node:worker_threads';

// Loads the service's code, then lets `main.js` run when a line arrives: a restart is then a start, not a reading.
// Its threads are preloaded too, and wait for nobody.
if (isMainThread) {
  await import('../../../dist/backend/src/boot.js');
  await new Promise((go) => process.stdin.once('data', go));
  process.stdin.destroy();
}
