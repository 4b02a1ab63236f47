import type { Readable } from 'node:stream';
import { Problem } from '../contract/problem.js';

/** A sender may be silent this long in all, and one more millisecond for each byte: 1 kB/s is enough. */
const patienceMs = 30_000;

/**
 * The pieces of a stream. A body may be large and our own writing slow, so the time of the whole request says
 * nothing: only what we wait for the sender is counted. `body` is what arrives, `source` what is read of it.
 */
export async function* patiently(
  source: Readable,
  body: Readable,
  received: () => number,
  patience = patienceMs,
): AsyncGenerator<Buffer> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let waitedMs = 0;
  try {
    for (;;) {
      const begun = performance.now();
      const late = () => body.destroy(new Problem('bad_request', { detail: 'The body arrives too slowly.' }));
      const timer = setTimeout(late, Math.max(0, patience + received() - waitedMs));
      const piece = await pieces.next().finally(() => clearTimeout(timer));
      if (piece.done) return;
      waitedMs += performance.now() - begun;
      yield piece.value;
    }
  } finally {
    await pieces.return?.();
  }
}
