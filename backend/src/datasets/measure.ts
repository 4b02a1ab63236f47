import { createHash } from 'node:crypto';
import { datasetFormats } from '../contract/datasets.js';
import type { Counts } from './assemble.js';
import type { Example } from './example.js';
import { formats } from './formats/format.js';
import type { Manifest } from './manifest.js';

export interface Measured {
  digest: string;
  bytes: number;
}

/** Digest and length of what is written, without keeping it. */
async function measure(chunks: AsyncIterable<Uint8Array>): Promise<Measured> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { digest: `sha256:${hash.digest('hex')}`, bytes };
}

/** The file of each format; `examples` gives them anew each time. */
export async function measureFormats(
  examples: () => AsyncIterable<readonly Example[]>,
  counts: Counts,
): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  for (const format of datasetFormats) {
    files.push({ format, ...(await measure(formats[format].write(examples(), counts))) });
  }
  return files;
}
