import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { appModule } from '../app.module.js';
import { openDatabaseBeside } from '../db/open-database.js';
import { type Fingerprint, fingerprintsOf } from '../follow/fingerprint.store.js';
import { FollowService } from '../follow/follow.service.js';
import { createLog, nestLog } from '../http/log.js';
import { databaseLogin } from '../ledger/database-login.service.js';
import { BucketService } from '../metrics/bucket.service.js';
import type { Command } from './command.js';

/** What became of each table. */
function compare(before: readonly Fingerprint[], after: readonly Fingerprint[]): string[] {
  return after.map(({ table, rows, digest }) => {
    const known = before.find((one) => one.table === table);
    return `${table}\t${rows}\t${known?.digest === digest ? 'as before' : 'changed'}`;
  });
}

export const rebuild: Command = {
  summary: 'Derive every table of facts again from the ledger',
  usage: `baton rebuild [FOLLOWER]

Throws away what the followers (or the named one) derived, and derives it again from the first entry of the ledger.
Prints each table with its rows and whether it is as before.
Run it beside the data folder (BATON_DATA_DIR) or with DATABASE_URL; the service may be running, its pages are
incomplete meanwhile.`,
  async run(args, { config, say }) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    const { database, close } = await openDatabaseBeside(config, databaseLogin(config));
    const log = createLog('error');
    const module = appModule({
      config: { ...config, scheduleSeconds: 0, demo: false },
      clock: Date.now,
      database,
      log,
    });
    const app = await NestFactory.createApplicationContext(module, { logger: nestLog(log) });
    try {
      const follow = app.get(FollowService, { strict: false });
      const { tables } = follow;
      const before = await fingerprintsOf(database, tables);
      await follow.rebuild(positionals[0]);
      await app.get(BucketService, { strict: false }).runOnce();
      for (const line of compare(before, await fingerprintsOf(database, tables))) say(line);
      return 0;
    } finally {
      await app.close();
      await close();
    }
  },
};
