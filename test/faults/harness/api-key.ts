import { AccountService } from '../../../backend/src/access/account.service.js';
import { AccountStore } from '../../../backend/src/access/account.store.js';
import { ApiKeyStore } from '../../../backend/src/access/api-key.store.js';
import { SessionStore } from '../../../backend/src/access/session.store.js';
import { SetupStore } from '../../../backend/src/access/setup.store.js';
import type { Database } from '../../../backend/src/db/database.js';

/** A key that may send events and look at the ledger. */
export async function createKey(database: Database): Promise<string> {
  const accounts = new AccountService(
    Date.now,
    database,
    new AccountStore(database),
    new SessionStore(database),
    new ApiKeyStore(database),
    new SetupStore(database),
  );
  return (await accounts.createKey('crash harness', 'admin')).key;
}
