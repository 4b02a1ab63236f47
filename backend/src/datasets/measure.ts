import { createHash } from 'node:crypto';

export interface Measured {
  digest: string;
  bytes: number;
}

/** Digest and length of what is written, without keeping it. */
export async function measure(chunks: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}
