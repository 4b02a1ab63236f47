import { migrateDatabase } from '../db/prepare-database.js';
import { databaseLogin } from '../ledger/database-login.service.js';
import { type Command, UsageError } from './command.js';

export const migrateCommand: Command = {
  summary: 'Bring the schema and the database roles up to date',
  usage: `baton migrate

Runs pending migrations and sets up roles and rights, as the user of BATON_MIGRATION_URL or, without it, of
DATABASE_URL. For deployments whose service has not the rights to; the embedded database is brought up to date at
every start.`,
  async run(_args, { config, say }) {
    const url = config.databaseUrl ?? config.migrationUrl;
    if (!url) throw new UsageError('Set BATON_MIGRATION_URL or DATABASE_URL.');
    const done = await migrateDatabase(url, config, databaseLogin(config));
    for (const name of done) say(name);
    say(done.length > 0 ? 'The schema is up to date now.' : 'The schema was up to date.');
    return 0;
  },
};
