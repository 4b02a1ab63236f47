import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.js';
import { blockBytes, digestBytes, HmacKey, LongHmacKey } from './hmac.js';
import {
  readSigningKeys,
  rotateSigningKey,
  type SigningKey,
  secretBytes,
  signingSecrets,
} from './signing-keys.js';

/** The deployment's secrets. Whoever loses `kek` loses every payload; whoever shows `pepper` shows who is who. */
const secretsForm = signingSecrets
  .extend({
    /** Wraps the subjects' keys. */
    kek: z.string(),
    /** Makes pseudonyms. */
    pepper: z.string(),
  })
  .loose();

/** Room for messages: short ones, and longer ones, for which native hashing is faster. Nothing in it outlives a call. */
const scratch = Buffer.alloc(192);
const longScratch = Buffer.alloc(1 << 14);

/** Pseudonyms that are remembered: a conversation's come with each of its events. */
const remembered = 20_000;
/** No clear id and no opened key stays in memory for longer: nobody tells this process what another one erased. */
export const rememberedMs = 60_000;

/** Pseudonyms are this long: 16 bytes of an HMAC. */
const pseudonymBytes = 16;

export class Keyring {
  /** Oldest first; the last one is in use. */
  readonly signingKeys: readonly SigningKey[];
  private readonly kek: Buffer;
  private readonly pepper: Buffer;
  private readonly pepperKey: HmacKey;
  private readonly longPepperKey: LongHmacKey;
  private readonly known = new Map<string, string>();
  private readonly subjects = new Map<string, Buffer>();

  /** `secrets`: its JSON, for another thread of this process. */
  constructor(readonly secrets: string) {
    const parsed = secretsForm.parse(JSON.parse(secrets));
    this.kek = secretBytes(parsed.kek, 'kek');
    this.pepper = secretBytes(parsed.pepper, 'pepper');
    this.pepperKey = new HmacKey(this.pepper);
    this.longPepperKey = new LongHmacKey(this.pepper);
    this.signingKeys = readSigningKeys(parsed);
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
    // A character has at most three bytes.
    const most = parts.reduce((sum, part) => sum + 1 + 3 * part.length, blockBytes + purpose.length);
    const bytes = most <= longScratch.length ? longScratch : Buffer.allocUnsafe(most);
    let end = blockBytes + bytes.write(purpose, blockBytes);
    for (const part of parts) {
      bytes[end] = 0;
      end += 1;
      end += typeof part === 'string' ? bytes.write(part, end) : part.copy(bytes, end);
    }
    return this.longPepperKey.sign(bytes, end);
  }

  /** Shown in the database, so that a service with other keys notices before it writes. */
  get check(): Buffer {
    return createHmac('sha256', this.kek).update('baton.key-check\0').update(this.pepper).digest();
  }

  /** What the service signs in to its database with: random for whoever has not the keys. */
  databasePassword(role: string): string {
    return createHmac('sha256', this.kek).update('baton.database-login\0').update(role).digest('base64url');
  }

  pseudonym(purpose: string, ...parts: string[]): string {
    const name = [purpose, ...parts].join('\0');
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const made = this.digest(purpose, ...parts)
      .subarray(0, pseudonymBytes)
      .toString('base64url');
    this.forgetInTime();
    this.known.set(name, made);
    return made;
  }

  /** Names whose key encrypts an event: asked for with each event of a conversation. */
  subjectReference(kind: string, id: string): Buffer {
    const name = `${kind}\0${id}`;
    const known = this.subjects.get(name);
    if (known !== undefined) return known;
    // A copy of its own: what `digest` gives lies in a block that it would keep whole.
    const made = Buffer.alloc(digestBytes);
    made.set(this.digest('subject', kind, id));
    this.forgetInTime();
    this.subjects.set(name, made);
    return made;
  }

  private forgetInTime(): void {
    if (this.known.size >= remembered || this.subjects.size >= remembered) this.forget();
    if (this.known.size + this.subjects.size === 0) setTimeout(() => this.forget(), rememberedMs).unref();
  }

  /** Drops the clear ids that it remembers. */
  forget(): void {
    this.known.clear();
    this.subjects.clear();
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

const newSecret = () => randomBytes(32).toString('base64');

export function newSecrets(): string {
  return `${JSON.stringify({ kek: newSecret(), pepper: newSecret(), seed: newSecret() }, null, 2)}\n`;
}

/** The same secrets with a new signing key; the one in use signs beside it until `until`. */
export function rotateSecrets(text: string, now: number, until: number): string {
  const { seed, since, earlier, ...others } = secretsForm.parse(JSON.parse(text));
  const rotated = rotateSigningKey({ seed, since, earlier }, newSecret(), now, until);
  return `${JSON.stringify({ ...others, ...rotated }, null, 2)}\n`;
}

/**
 * The keyring from JSON, or from a file that is readable by its owner only. `make`: a file that is not there is
 * made, as at the first start; a file that somebody named must be there.
 */
export function openKeyring(jsonOrPath: string, make: boolean): Keyring {
  if (isKeyringText(jsonOrPath)) return readKeyring(jsonOrPath, 'BATON_KEYS');
  if (make && !existsSync(jsonOrPath)) createSecrets(jsonOrPath);
  return readKeyring(readFileSync(jsonOrPath, 'utf8'), jsonOrPath);
}

/** Whether the setting holds the keys themselves and not the name of a file. */
export const isKeyringText = (jsonOrPath: string): boolean => jsonOrPath.trimStart().startsWith('{');
/** The keyring that the settings name; made at the first start. */
export function keyringOf({ keys, dataDir }: Pick<Config, 'keys' | 'dataDir'>): Keyring {
  return openKeyring(keys ?? join(dataDir, 'keys.json'), keys === undefined);
}

function readKeyring(text: string, where: string): Keyring {
  try {
    return new Keyring(text);
  } catch (cause) {
    // Never the text itself: it holds secrets.
    throw new Error(
      `${where} does not hold the ledger's keys: kek, pepper and seed, 32 bytes each in base64.`,
      {
        cause: cause instanceof SyntaxError ? undefined : cause,
      },
    );
  }
}

function writeDraft(path: string, text: string): string {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  return draft;
}

/** Takes the place of the keys at once; whoever owned them owns these, for root may rotate for a service user. */
export function replaceSecrets(path: string, text: string): void {
  const { uid, gid } = statSync(path);
  const draft = writeDraft(path, text);
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  renameSync(draft, path);
}

/** Written whole under another name first: a crash leaves no half file, and of two starters one wins. */
function createSecrets(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const draft = writeDraft(path, newSecrets());
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
}
