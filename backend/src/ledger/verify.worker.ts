import { parentPort, workerData } from 'node:worker_threads';
import type { PoolClient } from 'pg';
import { stayInBackground } from '../background.js';
import { Transaction } from '../db/database.js';
import { GuardedClient, types } from '../db/guarded-client.js';
import type { Connection } from '../db/pool-connection.js';
import { DataKeys } from './data-keys.store.js';
import { Keyring } from './keyring.js';
import { copyLeaves, useSnapshot } from './leaf.store.js';
import { RangeChecker } from './leaf-range.js';
import type { LeafRange } from './leaf-rows.js';

export interface VerifyTask {
  connection: Connection;
  /** The keyring's JSON. */
  secrets: string;
  sealsSince: number;
  /** The snapshot that the whole verification reads. */
  snapshot: string;
}

/** Entry of a verifying thread: opens its own connection on the given snapshot and checks ranges until it is ended. */
async function serve({ connection, secrets, sealsSince, snapshot }: VerifyTask): Promise<void> {
  stayInBackground();
  const client = new GuardedClient({ ...connection, types });
  await client.connect();
  const tx = new Transaction(client as unknown as PoolClient);
  await useSnapshot(snapshot, tx);
  const keyring = new Keyring(secrets);
  const checker = new RangeChecker({ keyring, keys: new DataKeys(keyring), sealsSince }, (range) =>
    copyLeaves(range, tx),
  );
  // Answers are told apart by their order. What rejects ends the thread, and whoever waits is told.
  parentPort?.on('message', async (range: LeafRange) => {
    const checked = await checker.check(range);
    parentPort?.postMessage(checked, [checked.indices.buffer, checked.hashes.buffer]);
  });
}

await serve(workerData as VerifyTask);
