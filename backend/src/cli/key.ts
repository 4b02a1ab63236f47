import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { isKeyringText, replaceSecrets, rotateSecrets } from '../ledger/keyring.js';
import { type Command, type Surroundings, UsageError } from './command.js';

const dayMs = 86_400_000;
/** As long as somebody may need to learn of the new key. */
const keptDays = 90;

const usage = `baton key create --role ROLE [--name NAME]
baton key list
baton key revoke ID
baton key rotate [--keep-signing DAYS]

create, list, revoke: keys of programs that call the API. ROLE is one of ${roles.join(', ')}.
Run it beside the data folder (BATON_DATA_DIR) or with DATABASE_URL; the service may be running.
The key is printed once, on standard output.

rotate: a new key that signs the ledger's checkpoints, taken into use at the next start, when the ledger announces
it. The one before signs beside it for DAYS (default ${keptDays}; 0: not at all, its secret is destroyed). The file of keys
is replaced; where BATON_KEYS holds the keys themselves, the new ones are printed.`;

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

function daysOf(text: string): number {
  const days = Number(text);
  if (text === '' || !Number.isInteger(days) || days < 0 || days > 3650) {
    throw new UsageError('--keep-signing is a whole number of days, at most 3650.');
  }
  return days;
}

function rotate(days: number, { config, say, note }: Surroundings): number {
  const now = Date.now();
  const until = now + days * dayMs;
  if (config.keys !== undefined && isKeyringText(config.keys)) {
    say(rotateSecrets(config.keys, now, until).trimEnd());
    note('Give these to every service as BATON_KEYS and start them anew.');
    return 0;
  }
  const path = config.keys ?? join(config.dataDir, 'keys.json');
  replaceSecrets(path, rotateSecrets(readFileSync(path, 'utf8'), now, until));
  note(`${path} holds a new signing key. It is taken into use, and announced, at the next start.`);
  return 0;
}

export const key: Command = {
  summary: 'Create, list and revoke API keys; change the key that signs checkpoints',
  usage,
  async run(args, surroundings) {
    const { config, say } = surroundings;
    const options = {
      role: { type: 'string' },
      name: { type: 'string' },
      'keep-signing': { type: 'string', default: String(keptDays) },
    } as const;
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true });
    const [action, id] = positionals;
    if (action === 'rotate') return rotate(daysOf(values['keep-signing']), surroundings);
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
