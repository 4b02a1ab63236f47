import { randomBytes } from 'node:crypto';
import { newSigningSecret } from '../alerts/sign.js';
import type { Signature } from '../contract/connections.js';

/** What a source's deliveries are signed with. */
export interface Secrets {
  secret: string;
  /** The one before, and until when (ms) it is good too. */
  old?: { secret: string; until: number };
}

/** 256 bits. Standard Webhooks has a form of its own. */
export const newSecret = (kind: Signature['kind']): string =>
  kind === 'standard' ? newSigningSecret() : randomBytes(32).toString('base64url');

/** Those that are good at a moment, the newest first. */
export function goodAt(secrets: Secrets, now: number): string[] {
  const { secret, old } = secrets;
  return old && old.until > now ? [secret, old.secret] : [secret];
}
