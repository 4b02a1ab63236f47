import { parentPort, workerData } from 'node:worker_threads';
import { discoverGaps } from './discover.js';
import type { Escalation } from './escalation.js';

/** Entry of the worker thread: one discovery, one answer, end. */
parentPort?.postMessage(discoverGaps(workerData as Escalation[]));
