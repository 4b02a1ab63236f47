import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { HmacKey } from './hmac.js';

/** The deployment's secrets. Whoever loses `kek` loses every payload; whoever shows `pepper` shows who is who. */
const secrets = z.object({
  /** Wraps the subjects' keys. */
  kek: z.string(),
  /** Makes pseudonyms. */
  pepper: z.string(),
  /** Seed of the checkpoint signing key. */
  seed: z.string(),
});

const secretBytes = (text: string, name: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new Error(`the ledger's ${name} must be 32 bytes in base64`);
  return bytes;
};

/** Room for short messages; longer ones, where native hashing is faster, do not fit. */
const scratch = Buffer.alloc(512);

/** Pseudonyms are this long: 16 bytes of an HMAC. */
const pseudonymBytes = 16;

export class Keyring {
  readonly seed: Buffer;
  private readonly kek: Buffer;
  private readonly pepper: Buffer;
  private readonly pepperKey: HmacKey;

  constructor(text: string) {
    const parsed = secrets.parse(JSON.parse(text));
    this.kek = secretBytes(parsed.kek, 'kek');
    this.pepper = secretBytes(parsed.pepper, 'pepper');
    this.pepperKey = new HmacKey(this.pepper);
    this.seed = secretBytes(parsed.seed, 'seed');
  }

  /** Keyed, so that what it was made from cannot be guessed without the pepper. */
  digest(purpose: string, ...parts: (string | Buffer)[]): Buffer {
    let end = scratch.write(purpose);
    for (const part of parts) {
      const size = typeof part === 'string' ? Buffer.byteLength(part) : part.length;
      if (end + 1 + size > scratch.length) return this.digestLong(purpose, parts);
      scratch[end] = 0;
      end += 1 + (typeof part === 'string' ? scratch.write(part, end + 1) : part.copy(scratch, end + 1));
    }
    return this.pepperKey.sign(scratch, end);
  }

  private digestLong(purpose: string, parts: readonly (string | Buffer)[]): Buffer {
    const mac = createHmac('sha256', this.pepper).update(purpose);
    for (const part of parts) mac.update('\0').update(part);
    return mac.digest();
  }

  /** Shown in the database, so that a service with other keys notices before it writes. */
  get check(): Buffer {
    return createHmac('sha256', this.kek).update('baton.key-check\0').update(this.pepper).digest();
  }

  pseudonym(purpose: string, ...parts: string[]): string {
    return this.digest(purpose, ...parts)
      .subarray(0, pseudonymBytes)
      .toString('base64url');
  }

  /** AES-256-GCM under the KEK; the subject's reference is authenticated with it. */
  wrap(dataKey: Buffer, subjectRef: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.kek, nonce).setAAD(subjectRef);
    return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  }

  unwrap(wrapped: Buffer, subjectRef: Buffer): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.kek, wrapped.subarray(0, 12))
      .setAAD(subjectRef)
      .setAuthTag(wrapped.subarray(-16));
    return Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
  }
}

export function newSecrets(): string {
  const secret = () => randomBytes(32).toString('base64');
  return `${JSON.stringify({ kek: secret(), pepper: secret(), seed: secret() }, null, 2)}\n`;
}

/** The keyring in a file, made at first start, readable by its owner only. */
export function openKeyring(path: string): Keyring {
  if (!existsSync(path)) createSecrets(path);
  return new Keyring(readFileSync(path, 'utf8'));
}

/** Written whole under another name first: a crash leaves no half file, and of two starters one wins. */
function createSecrets(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, newSecrets(), { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
