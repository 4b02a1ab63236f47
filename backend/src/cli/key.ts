import { parseArgs } from 'node:util';
import { AccountService } from '../access/account.service.js';
import { AccountStore } from '../access/account.store.js';
import { ApiKeyStore } from '../access/api-key.store.js';
import { SessionStore } from '../access/session.store.js';
import { SetupStore } from '../access/setup.store.js';
import { type Role, roles } from '../contract/roles.js';
import type { Database } from '../db/database.js';
import { openDatabaseBeside } from '../db/open-database.js';
import { databaseLogin } from '../ledger/database-login.service.js';
import { type Command, UsageError } from './command.js';

const usage = `baton key create --role ROLE [--name NAME]
baton key list
baton key revoke ID

ROLE is one of ${roles.join(', ')}.
Run it beside the data folder (BATON_DATA_DIR) or with DATABASE_URL; the service may be running.
The key is printed once, on standard output.`;

function serviceOver(database: Database): AccountService {
  return new AccountService(
    Date.now,
    database,
    new AccountStore(database),
    new SessionStore(database),
    new ApiKeyStore(database),
    new SetupStore(database),
  );
}

function roleOf(text: string | undefined): Role {
  const role = roles.find((known) => known === text);
  if (!role) throw new UsageError(`--role must be one of ${roles.join(', ')}.`);
  return role;
}

export const key: Command = {
  summary: 'Create, list and revoke API keys',
  usage,
  async run(args, { config, say }) {
    const options = { role: { type: 'string' }, name: { type: 'string' } } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const [action, id] = positionals;
    const role = action === 'create' ? roleOf(values.role) : undefined;
    if (!role && action !== 'list' && !(action === 'revoke' && id)) throw new UsageError('What about keys?');
    const opened = await openDatabaseBeside(config, databaseLogin(config));
    try {
      const service = serviceOver(opened.database);
      if (role) {
        say((await service.createKey(values.name ?? `cli ${role}`, role)).key);
      } else if (action === 'revoke' && id) {
        await service.revokeKey(id);
      } else {
        for (const known of await service.listKeys()) {
          const state = known.revoked ? 'revoked' : 'valid';
          say([known.id, known.prefix, known.role, state, known.name].join('\t'));
        }
      }
      return 0;
    } finally {
      await opened.close();
    }
  },
};
