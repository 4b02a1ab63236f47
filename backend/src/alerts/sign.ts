import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';

/** 32 random bytes, written as Standard Webhooks writes secrets. */
export const newSigningSecret = (): string => prefix + randomBytes(32).toString('base64');

/**
 * Headers of a signed message as Standard Webhooks 1.0.0 says (standardwebhooks.com): HMAC-SHA256 over id, time of
 * this attempt in seconds, and body. The id stays the same however often it is sent. While secrets are changed each
 * signs; a receiver takes the message when one of the signatures is right.
 */
export function signedHeaders(
  id: string,
  atMs: number,
  body: string,
  secrets: readonly string[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const seconds = Math.floor(atMs / 1000);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}
