import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { stayInBackground } from '../background.js';
import { type GivenTask, readGiven } from './reading.js';

/** Batches that may be under way before one is taken. */
const ahead = 3;

/** Entry of the thread that reads files: batches go out, each is answered when it was taken. */
if (parentPort) {
  stayInBackground();
  const port = parentPort;
  let underWay = 0;
  port.on('message', () => {
    underWay--;
  });
  for await (const batch of readGiven(workerData as GivenTask)) {
    while (underWay >= ahead) await once(port, 'message');
    underWay++;
    port.postMessage(batch);
  }
  port.close();
}
