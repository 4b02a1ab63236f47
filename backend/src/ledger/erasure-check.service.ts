import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../db/database.js';
import { readEntry } from './entry.js';
import { compareErasures, type Erased, readKeys, readTombstones } from './erasure.store.js';
import type { Keyring } from './keyring.js';
import { tombstoneSeal } from './seal.js';

/** Rows that are looked at between two turns of the event loop. */
const chunk = 500;

/**
 * What is wrong with data keys and tombstones as such; whether an entry's key may be gone is told by the check of
 * its leaf.
 */
export async function* findErasureFlaws(tx: Transaction, keyring: Keyring): AsyncGenerator<string> {
  yield* findWrongTombstones(tx, keyring);
  yield* findWrongKeys(tx, keyring);
  for (const erased of await compareErasures(tx)) yield* problemOf(erased);
}

async function* findWrongTombstones(tx: Transaction, keyring: Keyring): AsyncGenerator<string> {
  let after: Buffer = Buffer.alloc(0);
  for (;;) {
    const tombstones = await readTombstones(tx, after, chunk);
    for (const tombstone of tombstones) {
      if (tombstoneSeal(keyring, tombstone).equals(tombstone.seal)) continue;
      yield `the tombstone of the erasure ${tombstone.event_id} was changed or forged`;
    }
    const last = tombstones.at(-1);
    if (!last || tombstones.length < chunk) return;
    after = last.subject_ref;
    await setImmediate();
  }
}

async function* findWrongKeys(tx: Transaction, keyring: Keyring): AsyncGenerator<string> {
  let after: Buffer = Buffer.alloc(0);
  for (;;) {
    const stored = await readKeys(tx, after, chunk);
    for (const { subject_ref, wrapped_key, erased } of stored) {
      const name = subject_ref.toString('hex');
      if (erased) yield `there is a data key under the erased reference ${name}`;
      else if (!opens(keyring, wrapped_key, subject_ref)) yield `the data key of ${name} does not open`;
    }
    const last = stored.at(-1);
    if (!last || stored.length < chunk) return;
    after = last.subject_ref;
    await setImmediate();
  }
}

function opens(keyring: Keyring, wrapped: Buffer, ref: Buffer): boolean {
  try {
    keyring.unwrap(wrapped, ref);
    return true;
  } catch {
    return false;
  }
}

function* problemOf({ event_id, entry, tombstones }: Erased): Generator<string> {
  if (!entry) {
    yield `${tombstones} tombstones name the erasure ${event_id}, which is not in the ledger`;
    return;
  }
  const said = keysSaid(entry);
  if (said !== tombstones) {
    yield `the erasure ${event_id} says ${said ?? 'no number of'} keys, and ${tombstones} tombstones are there`;
  }
}

function keysSaid(entry: Buffer): number | undefined {
  try {
    return readEntry(entry).pub.keys;
  } catch {
    return undefined;
  }
}
