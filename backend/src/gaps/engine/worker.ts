import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { stayInBackground } from '../../background.js';
import { discoverGaps } from './discover.js';
import { cutAnswer, Gathered, type Piece } from './worker-pieces.js';

/** Entry of the worker thread: pieces of the question in, one discovery, pieces of the answer out, each when asked for. */
if (parentPort) {
  stayInBackground();
  const port = parentPort;
  const question = new Gathered();
  for (let last = false; !last; ) {
    const [piece] = (await once(port, 'message')) as [Piece];
    question.add(piece);
    last = piece.last;
    port.postMessage('next');
  }
  for (const piece of cutAnswer(discoverGaps(question.escalations, question.options()))) {
    port.postMessage(piece);
    await once(port, 'message');
  }
}
