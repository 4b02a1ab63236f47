import { parentPort, workerData } from 'node:worker_threads';
import type { PoolClient } from 'pg';
import { Transaction } from '../db/database.js';
import { GuardedClient, types } from '../db/guarded-client.js';
import type { Connection } from '../db/pool-connection.js';
import { DataKeys } from './data-keys.store.js';
import { Keyring } from './keyring.js';
import { checkRange } from './leaf-range.js';
import { leavesBetween, useSnapshot } from './verify.store.js';

export interface VerifyTask {
  connection: Connection;
  /** The keyring's JSON. */
  secrets: string;
  /** The snapshot that the whole verification reads. */
  snapshot: string;
}

/** Entry of a verifying thread: opens its own connection on the given snapshot and checks ranges until it is ended. */
async function serve({ connection, secrets, snapshot }: VerifyTask): Promise<void> {
  const client = new GuardedClient({ ...connection, types });
  await client.connect();
  const tx = new Transaction(client as unknown as PoolClient);
  await useSnapshot(snapshot, tx);
  const keyring = new Keyring(secrets);
  const checking = { store: { leaves: leavesBetween }, keyring, keys: new DataKeys(keyring) };
  parentPort?.on('message', (range: { from: number; to: number }) => {
    checkRange(checking, range, tx).then(
      (checked) => parentPort?.postMessage(checked, [checked.indices.buffer, checked.hashes.buffer]),
      (error: unknown) => {
        // Out of the promise, so that the thread ends with it and whoever waits is told.
        setImmediate(() => {
          throw error;
        });
      },
    );
  });
}

await serve(workerData as VerifyTask);
