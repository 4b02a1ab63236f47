import { parentPort } from 'node:worker_threads';
import { stayInBackground } from '../background.js';
import { orderQueue, type Question } from './order-queue.js';

/** Entry of the thread: one question, one answer. */
if (parentPort) {
  stayInBackground();
  const port = parentPort;
  port.once('message', (question: Question) => port.postMessage(orderQueue(question)));
}
