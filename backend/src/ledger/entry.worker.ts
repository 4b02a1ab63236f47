import { parentPort, workerData } from 'node:worker_threads';
import type { PoolClient } from 'pg';
import { Transaction } from '../db/database.js';
import { GuardedClient, types } from '../db/guarded-client.js';
import type { Connection } from '../db/pool-connection.js';
import { DataKeys } from './data-keys.store.js';
import { copyEntries } from './entry-rows.store.js';
import { entryText } from './entry-text.js';
import { Keyring } from './keyring.js';
import { readLeafRows } from './stored-event.js';

export interface EntryTask {
  connection: Connection;
  /** The keyring's JSON. */
  secrets: string;
}

export interface EntryRange {
  from: number;
  limit: number;
}

/** Entries of one text: each is parsed at once, and nobody has a turn meanwhile. */
const perText = 250;

/** Entry of a reading thread: opens its own connection, and answers ranges with texts until it is ended. */
async function serve({ connection, secrets }: EntryTask): Promise<void> {
  const client = new GuardedClient({ ...connection, types });
  await client.connect();
  const tx = new Transaction(client as unknown as PoolClient);
  const keys = new DataKeys(new Keyring(secrets));
  const read = async ({ from, limit }: EntryRange): Promise<string[]> => {
    const copied = await copyEntries(from, limit, tx);
    const texts: string[] = [];
    let some: string[] = [];
    for (const row of readLeafRows(copied)) {
      some.push(entryText(row, keys));
      if (some.length < perText) continue;
      texts.push(`[${some.join()}]`);
      some = [];
    }
    if (some.length > 0) texts.push(`[${some.join()}]`);
    return texts;
  };
  // Answers are told apart by their order. What rejects ends the thread, and whoever waits is told.
  let last: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', (range: EntryRange) => {
    last = last.then(async () => parentPort?.postMessage(await read(range)));
  });
  parentPort?.postMessage('ready');
}

await serve(workerData as EntryTask);
