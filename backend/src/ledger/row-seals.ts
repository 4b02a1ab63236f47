import type { Keyring } from './keyring.js';

/**
 * Keyed digests of what no leaf commits: when a tree was sealed and signed, in which order, whose log it is. Whoever
 * lacks the deployment's keys can change none of it unseen.
 */

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
