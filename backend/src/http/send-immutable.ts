import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';

const compress = promisify(gzip);

/** Below this there is little to gain. */
const compressedFrom = 1024;

/** Bytes that never change at their address: kept by whoever asked, and by nobody between, for a role is needed. */
export async function sendImmutable(
  reply: FastifyReply,
  bytes: Buffer,
  /** `accept-encoding`, where compressing is worth it. */
  encodings: string | undefined,
): Promise<Buffer> {
  reply
    .header('content-type', 'application/octet-stream')
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('vary', 'accept-encoding');
  if (bytes.length < compressedFrom || !/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(encodings ?? ''))
    return bytes;
  reply.header('content-encoding', 'gzip');
  return compress(bytes);
}
