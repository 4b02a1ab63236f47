import type { Config } from '../config.js';
import type { DatabaseLogin } from '../db/prepare-database.js';
import { keyringOf } from './keyring.js';
import { LogStore } from './log.store.js';

/** Signs in to the database with the ledger's keys. They are opened, or made, when they are first needed. */
export function databaseLogin(config: Config): DatabaseLogin {
  return {
    password: (role) => keyringOf(config).databasePassword(role),
    async recognise(database) {
      const log = await new LogStore(database).find();
      if (!log || log.keyCheck.equals(keyringOf(config).check)) return;
      throw new Error('The ledger in this database was written with other keys. Give its keys.json back.');
    },
  };
}
