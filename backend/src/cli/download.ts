import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { problemOf } from './client.js';

/**
 * A file under its name is whole and is what `check` expects of its SHA-256 (it throws where it is not); what is half
 * loaded has another name. `mode`: whose file it is, where not everybody's. Answers the digest.
 */
export async function download(
  response: Response,
  file: string,
  check: (sha256: Buffer) => void,
  mode?: number,
): Promise<Buffer> {
  if (!response.ok || !response.body) throw await problemOf(response);
  const hash = createHash('sha256');
  const part = `${file}.part`;
  try {
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(part, { ...(mode === undefined ? {} : { mode }) }),
    );
    const sha256 = hash.digest();
    check(sha256);
    await rename(part, file);
    return sha256;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
