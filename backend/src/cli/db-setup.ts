import { parseArgs } from 'node:util';
import type { Config } from '../config.js';
import { withUser } from '../db/connection.js';
import { roleNames } from '../db/roles.js';
import { setupScript } from '../db/setup-script.js';
import { databaseLogin } from '../ledger/database-login.service.js';
import { type Command, UsageError } from './command.js';

const anywhere = 'postgres://HOST:5432/DATABASE';

function header({ version }: Config, app: string): string {
  return `-- Baton ${version}: schema, database roles and rights. To be run in Baton's database, by a superuser or by its owner
-- when that may create roles. It can be run again.
-- The verifier below belongs to the password of ${app}, which is made from the ledger's keys and stands nowhere.
`;
}

export const dbSetup: Command = {
  summary: 'Print the SQL that sets up schema, roles and rights',
  usage: `baton db-setup [--migrator LOGIN] > setup.sql

For databases whose users may not create roles. An administrator of the database runs what it prints, for example
with psql -v ON_ERROR_STOP=1 -f setup.sql, and again after an update of Baton. It connects to nothing; the
DATABASE_URL to start with afterwards is shown on standard error.
--migrator prints the roles alone: LOGIN, who owns the database, then runs \`baton migrate\`.
Run it beside the data folder (BATON_DATA_DIR) or with BATON_KEYS: the service's password is made from these keys.`,
  async run(args, { config, say, note }) {
    const { values } = parseArgs({ args, options: { migrator: { type: 'string' } } });
    const prefix = config.databaseRoles;
    if (prefix === undefined)
      throw new UsageError('BATON_DATABASE_ROLES is none: there is nothing to set up.');
    const { app } = roleNames(prefix);
    const password = databaseLogin(config).password(app);
    say(header(config, app));
    say(await setupScript({ prefix, password, migrator: values.migrator }));
    note(
      `Afterwards start Baton with these keys and\n  DATABASE_URL=${withUser(config.databaseUrl ?? anywhere, app)}`,
    );
    return 0;
  },
};
