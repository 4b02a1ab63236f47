import { longestNote } from './checkpoint-place.js';

const patienceMs = 10_000;

/**
 * Asks an address that the operator chose. It shall answer soon, and itself: a redirect could lead into the network
 * that we stand in. Gives status and the beginning of the answer.
 */
export async function ask(request: Request): Promise<{ status: number; text: string }> {
  const response = await fetch(request, { redirect: 'manual', signal: AbortSignal.timeout(patienceMs) });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > longestNote) break;
  }
  return { status: response.status, text: Buffer.concat(chunks).toString('utf8') };
}

/** Refuses everything but success. */
export function expectSuccess(status: number): void {
  if (status < 200 || status > 299) throw new Error(`it answered ${status}`);
}
