import type { Readable } from 'node:stream';
import { Problem } from '../contract/problem.js';
import { patiently } from '../ingest/patient.js';

/** Vendors send single conversations; the largest are some hundred thousand bytes. */
export const deliveryBytes = 5 << 20;

/** The bytes as they came: what is signed is these, not what they mean. */
export async function readBody(stream: Readable, announced: number): Promise<Buffer> {
  if (announced > deliveryBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of patiently(stream, stream, () => size)) {
    size += chunk.length;
    if (size > deliveryBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () =>
  new Problem('too_large', { detail: `A delivery holds at most ${deliveryBytes} bytes.` });
