import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Problem } from '../contract/problem.js';

/** 256 random bits: too many to guess, so a plain hash of it is enough to keep. */
export const makeToken = (): string => randomBytes(32).toString('base64url');

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

export const makeId = (letter: string): string => `${letter}${randomBytes(9).toString('hex')}`;

/** argon2id with 19 MiB and two passes, as OWASP advises. */
export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'));

/** Refuses the one password that everybody would try first. */
export function hashNewPassword(email: string, password: string): Promise<string> {
  if (password.toLowerCase() === email.toLowerCase()) {
    throw new Problem('invalid_input', { detail: 'The password is the e-mail address.' });
  }
  return hashPassword(password);
}

let stranger: Promise<string> | undefined;

/** Takes as long for an unknown account as for a wrong password, so that time tells nobody who has one. */
export async function verifyPassword(known: string | undefined, password: string): Promise<boolean> {
  stranger ??= hashPassword(makeToken());
  const right = await verify(known ?? (await stranger), password.normalize('NFKC'));
  return right && known !== undefined;
}
