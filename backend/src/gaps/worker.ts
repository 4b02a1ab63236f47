import { parentPort, workerData } from 'node:worker_threads';
import { stayInBackground } from '../background.js';
import { discoverGaps } from './discover.js';
import type { Escalation } from './escalation.js';

stayInBackground();
/** Entry of the worker thread: one discovery, one answer, end. */
parentPort?.postMessage(discoverGaps(workerData as Escalation[]));
