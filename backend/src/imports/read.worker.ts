import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { stayInBackground } from '../background.js';
import { type GivenTask, readGiven } from './reading.js';

/** Batches that may be under way before one is taken. */
const ahead = 3;

/** Entry of the thread that reads files: batches go out, each is answered when it was taken. */
if (parentPort) {
  const port = parentPort;
  const task = workerData as GivenTask;
  // A dry run takes what is free; an import is held back by the ledger, which must not wait for its reader.
  if (task.dry) stayInBackground();
  let underWay = 0;
  port.on('message', () => {
    underWay--;
  });
  for await (const batch of readGiven(task)) {
    while (underWay >= ahead) await once(port, 'message');
    underWay++;
    port.postMessage(batch);
  }
  port.close();
}
