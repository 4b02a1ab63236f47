import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secret = z
  .base64()
  .transform((text) => Buffer.from(text, 'base64'))
  .refine((bytes) => bytes.length === 32, 'must be 32 bytes');
const keys = z.object({ kek: secret, pepper: secret, seed: secret });

/**
 * What a deployment must never lose. Without `kek` no payload can be opened again, without `pepper` no repeat is
 * recognised and no pseudonym made again, without `seed` no checkpoint is signed under the known verifier key.
 */
export type DeploymentKeys = z.output<typeof keys>;

const fileName = 'keys.json';

function parseKeys(text: string, where: string): DeploymentKeys {
  try {
    return keys.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${where} does not hold the ledger's keys (kek, pepper and seed, 32 bytes each in base64).`, {
      cause,
    });
  }
}

export function makeKeys(): string {
  const fresh = () => randomBytes(32).toString('base64');
  return `${JSON.stringify({ kek: fresh(), pepper: fresh(), seed: fresh() }, undefined, 2)}\n`;
}

/** Written whole or not at all, and never over another: two processes may start at once. */
async function createFile(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(makeKeys());
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

const readIfThere = (path: string) =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/**
 * `setting` is JSON, or the path of a file that holds it; absent, the keys lie in the data folder and are made at
 * the first start.
 */
export async function loadKeys(dataDir: string, setting: string | undefined): Promise<DeploymentKeys> {
  if (setting?.trimStart().startsWith('{')) return parseKeys(setting, 'BATON_KEYS');
  if (setting !== undefined) return parseKeys(await readFile(setting, 'utf8'), setting);
  const path = join(dataDir, fileName);
  const known = await readIfThere(path);
  if (known !== undefined) return parseKeys(known, path);
  await mkdir(dataDir, { recursive: true });
  await createFile(path);
  return parseKeys(await readFile(path, 'utf8'), path);
}
