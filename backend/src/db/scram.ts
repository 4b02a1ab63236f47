import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** PostgreSQL's default. */
const iterations = 4096;
const sha256 = 'sha256';

/**
 * What PostgreSQL keeps of a password for SCRAM-SHA-256 (RFC 5802, RFC 7677). Sent in its place, the password stands
 * in no statement and no log. The salt is made from the password, which is random: the same text comes out each time.
 */
export function scramVerifier(password: string): string {
  const salt = createHash(sha256).update('baton.scram-salt\0').update(password).digest().subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, sha256);
  const sign = (text: string) => createHmac(sha256, salted).update(text).digest();
  const storedKey = createHash(sha256).update(sign('Client Key')).digest();
  const parts = [storedKey, sign('Server Key')].map((key) => key.toString('base64'));
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${parts.join(':')}`;
}
