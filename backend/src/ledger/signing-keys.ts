import { z } from 'zod';
import { makeSigner, makeVerifier, publicKeyOf, type Signer, type Verifier } from './note.js';

/** A signing key that another one has followed. */
const earlierKey = z.object({
  seed: z.string().optional(),
  /** What is left when its seed was given up: old checkpoints still verify. */
  public: z.string().optional(),
  since: z.iso.datetime().optional(),
  /** It signs beside its successors until then. */
  until: z.iso.datetime(),
});

export const signingSecrets = z.object({
  /** Seed of the checkpoint signing key. */
  seed: z.string(),
  /** When that key was made, if it was not the first. */
  since: z.iso.datetime().optional(),
  /** Oldest first. */
  earlier: z.array(earlierKey).optional(),
});
type SigningSecrets = z.output<typeof signingSecrets>;

/** A key that signs or signed checkpoints. */
export interface SigningKey {
  public: Buffer;
  /** Absent: it only verifies. */
  seed: Buffer | undefined;
  since: string | undefined;
  /** Milliseconds; absent for the key in use. */
  until: number | undefined;
}

export const secretBytes = (text: string, name: string): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new Error(`the ledger's ${name} must be 32 bytes in base64`);
  return bytes;
};

function readEarlierKey({ seed, public: shown, since, until }: z.output<typeof earlierKey>): SigningKey {
  const bytes = seed === undefined ? undefined : secretBytes(seed, 'earlier seed');
  return {
    public: bytes ? publicKeyOf(bytes) : secretBytes(shown ?? '', 'earlier public key'),
    seed: bytes,
    since,
    until: Date.parse(until),
  };
}

/** Oldest first; the last one is in use. */
export function readSigningKeys({ seed, since, earlier = [] }: SigningSecrets): SigningKey[] {
  // Replicas announce a key in the same words: the time must be the file's, not the clock's.
  if (earlier.length > 0 && since === undefined) throw new Error('a key that follows others needs its since');
  const bytes = secretBytes(seed, 'seed');
  return [
    ...earlier.map(readEarlierKey),
    { public: publicKeyOf(bytes), seed: bytes, since, until: undefined },
  ];
}

/**
 * `fresh` becomes the key in use, and the one before signs beside it until `until`. Of keys that no longer sign at
 * `now` only the public half is kept: nobody can sign with them any more.
 */
export function rotateSigningKey(
  { seed, since, earlier = [] }: SigningSecrets,
  fresh: string,
  now: number,
  until: number,
): SigningSecrets {
  const followed = [...earlier, { seed, since, until: new Date(until).toISOString() }];
  const kept = followed.map(({ seed: secret, ...key }) => {
    if (secret === undefined) return key;
    if (Date.parse(key.until) > now) return { seed: secret, ...key };
    return { public: publicKeyOf(secretBytes(secret, 'seed')).toString('base64'), ...key };
  });
  return { seed: fresh, since: new Date(now).toISOString(), earlier: kept };
}

/** A signing key under a log's name. */
export interface LogKey {
  verifier: Verifier;
  /** Absent: its seed was given up, it only verifies. */
  signer: Signer | undefined;
  since: string | undefined;
  until: number | undefined;
}

/** Under a log's name, oldest first; the last one is in use. */
export function logKeysOf(keys: readonly SigningKey[], origin: string): LogKey[] {
  return keys.map(({ public: shown, seed, since, until }) => ({
    verifier: makeVerifier(origin, shown),
    signer: seed && makeSigner(origin, seed),
    since,
    until,
  }));
}

/** Whether new checkpoints carry this key's signature. */
export const signsAt = ({ signer, until }: LogKey, now: number): boolean =>
  signer !== undefined && (until === undefined || now < until);

/** Who signs at this time, the key in use first. */
export function signersAt(keys: readonly LogKey[], now: number): Signer[] {
  return keys
    .filter((key) => signsAt(key, now))
    .flatMap(({ signer }) => signer ?? [])
    .reverse();
}
