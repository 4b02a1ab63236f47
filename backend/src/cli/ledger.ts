import { parseArgs } from 'node:util';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { openDatabaseBeside } from '../db/open-database.js';
import { acceptRollback } from '../ledger/accept-rollback.js';
import { bucketOf, folderOf } from '../ledger/copies.service.js';
import { databaseLogin } from '../ledger/database-login.service.js';
import { openKeyring } from '../ledger/keyring.js';
import { RollbackService } from '../ledger/rollback.service.js';
import { SequencerService } from '../ledger/sequencer.service.js';
import { Standing } from '../ledger/standing.js';
import { TreeStore } from '../ledger/tree.store.js';
import { type Command, UsageError } from './command.js';

function rollbackOver(database: Database, config: Config): RollbackService {
  const keyring = openKeyring(config.keys ?? `${config.dataDir}/keys.json`, false);
  const sequencer = new SequencerService(database, keyring, config, Date.now, new Standing());
  return new RollbackService(sequencer, new TreeStore(database));
}

export const ledger: Command = {
  summary: 'Accept that the database was restored to an older state',
  usage: `baton ledger accept-rollback --reason TEXT

For a service that is read-only because its database is older than a checkpoint that was signed for it, when that is
meant: an older backup was restored, and what came after it is lost. The checkpoints that the database does not hold
are moved aside in the checkpoint folder, and at the next start the ledger says what was lost, and why.
It cannot be hidden: whoever keeps one of those checkpoints will see that the log was forked.
Run it beside the data folder (BATON_DATA_DIR) or with DATABASE_URL, with the service's own settings.`,
  async run(args, { config, say, note }) {
    const options = { reason: { type: 'string' } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const reason = values.reason?.trim() ?? '';
    if (positionals.join(' ') !== 'accept-rollback') throw new UsageError('What about the ledger?');
    if (reason === '' || reason.length > 2000)
      throw new UsageError('--reason says why, in 1 to 2000 characters.');
    const { database, close } = await openDatabaseBeside(config, databaseLogin(config));
    try {
      const rollback = rollbackOver(database, config);
      const accepted = await acceptRollback(folderOf(config), bucketOf(config), rollback, {
        reason,
        at: new Date().toISOString(),
      });
      if (!accepted) {
        note('There is no rollback: the database holds every checkpoint that was found.');
        return 1;
      }
      const [newest] = accepted.record.lost;
      say(`Lost: the tree of ${newest?.size} entries with root ${newest?.root}.`);
      say(`Its checkpoints are in ${accepted.folder}. Start the service: the ledger will say so.`);
      return 0;
    } finally {
      await close();
    }
  },
};
