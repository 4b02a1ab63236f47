import { canonical } from './canonical.js';
import type { Keyring } from './keyring.js';
import type { Link } from './ledger-event.js';

/**
 * Keyed digests of what no leaf commits: when a tree was sealed and signed, in which order, whose log it is, what
 * stands beside an entry. Whoever lacks the deployment's keys can change none of it unseen.
 */

export interface SealedEvent {
  uid: Buffer;
  subjectRef: Buffer;
  contentHash: Buffer;
  link: Link;
  payload: Buffer;
}

/** Covers what can be derived from the payload only while its key exists. All but the last two have one length. */
export const eventSeal = (keyring: Keyring, { uid, subjectRef, contentHash, link, payload }: SealedEvent) =>
  keyring.digest('event', uid, subjectRef, contentHash, canonical(link), payload);

export interface SealedBatch {
  size: number;
  /** Null for the first. */
  prev_size: number | null;
  /** In whole milliseconds. */
  sealed_at: Date;
}

export const batchSeal = (keyring: Keyring, { size, prev_size, sealed_at }: SealedBatch): Buffer =>
  keyring.digest('batch', String(size), String(prev_size), sealed_at.toISOString());

export interface SealedCheckpoint {
  size: number;
  /** Size of the checkpoint before it; null for the first. */
  prev_size: number | null;
  /** In whole milliseconds. */
  signed_at: Date;
}

export const checkpointSeal = (keyring: Keyring, { size, prev_size, signed_at }: SealedCheckpoint): Buffer =>
  keyring.digest('checkpoint', String(size), String(prev_size), signed_at.toISOString());

export interface SealedLog {
  name: string;
  origin: string;
  vkey: string;
  keyCheck: Buffer;
  /** In whole milliseconds. */
  createdAt: Date;
}

export const logSeal = (keyring: Keyring, { name, origin, vkey, keyCheck, createdAt }: SealedLog): Buffer =>
  keyring.digest('log', name, origin, vkey, keyCheck, createdAt.toISOString());
