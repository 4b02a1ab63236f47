import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock } from '../config.js';
import type { apiKeyCreated, setupBody, userBody, userChange } from '../contract/access.js';
import { Problem } from '../contract/problem.js';
import type { Role } from '../contract/roles.js';
import { Database } from '../db/database.js';
import { type Account, AccountStore, toUser, type User } from './account.store.js';
import { ApiKeyStore, toApiKey } from './api-key.store.js';
import { hashNewPassword, hashPassword, hashToken, makeId, makeToken } from './secret.js';
import { SessionStore } from './session.store.js';
import { SetupStore } from './setup.store.js';

const shownOfKey = 12;

/** Accounts and keys, and the one-time link that makes the first administrator. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly keys: ApiKeyStore,
    private readonly setups: SetupStore,
  ) {}

  private now(): Date {
    return new Date(this.clock());
  }

  private async prepare(body: z.output<typeof userBody>) {
    const { name, email, role, password } = body;
    return {
      id: makeId('u'),
      name,
      email,
      role,
      password_hash: await hashNewPassword(email, password),
      created_at: this.now(),
    };
  }

  async create(body: z.output<typeof userBody>): Promise<User> {
    const account = await this.accounts.create(await this.prepare(body));
    if (!account) throw new Problem('conflict', { detail: 'An account with this e-mail address exists.' });
    return toUser(account);
  }

  async list(): Promise<User[]> {
    return (await this.accounts.list()).map(toUser);
  }

  async change(id: string, body: z.output<typeof userChange>): Promise<User> {
    const { name, role, password, disabled } = body;
    const password_hash = password === undefined ? undefined : await hashPassword(password);
    const disabled_at = disabled === undefined ? undefined : disabled ? this.now() : null;
    return this.database.transaction(async (tx) => {
      const losesAdmin = disabled === true || (role !== undefined && role !== 'admin');
      if (losesAdmin && (await this.accounts.otherAdmins(tx, id)) === 0) {
        throw new Problem('conflict', { detail: 'This is the last administrator.' });
      }
      const account = await this.accounts.change(tx, id, { name, role, password_hash, disabled_at });
      if (!account) throw new Problem('not_found');
      if (disabled || password !== undefined) await this.sessions.endAll(tx, id);
      return toUser(account);
    });
  }

  /** The token of a link that makes the first administrator, or undefined when there is one. */
  async offerSetup(): Promise<string | undefined> {
    if (await this.accounts.anyExists()) return undefined;
    const token = makeToken();
    await this.setups.offer(hashToken(token), this.now());
    return token;
  }

  async setupNeeded(): Promise<boolean> {
    return !(await this.accounts.anyExists());
  }

  async setUp(body: z.output<typeof setupBody>): Promise<Account> {
    const prepared = await this.prepare({ ...body, role: 'admin' });
    return this.database.transaction(async (tx) => {
      if (await this.setups.isDone(tx)) throw new Problem('setup_done');
      if (!(await this.setups.use(tx, hashToken(body.token)))) {
        throw new Problem('forbidden', {
          detail: 'This link is not valid. The server prints a new one at its start.',
        });
      }
      const account = await this.accounts.create(prepared, tx);
      if (!account) throw new Problem('setup_done');
      return account;
    });
  }

  async createKey(name: string, role: Role): Promise<z.output<typeof apiKeyCreated>> {
    const key = `baton_${makeToken()}`;
    const row = { id: makeId('k'), name, role, prefix: key.slice(0, shownOfKey), created_at: this.now() };
    await this.keys.create(row, hashToken(key));
    return { ...toApiKey({ ...row, used_at: null, revoked_at: null }), key };
  }

  async listKeys() {
    return (await this.keys.list()).map(toApiKey);
  }

  /** Ids of the accounts and keys that somebody may mean by a name, an address or an id. */
  async idsOf(word: string): Promise<string[]> {
    const [accounts, keys] = await Promise.all([this.accounts.named(word), this.keys.named(word)]);
    return [...accounts, ...keys];
  }

  async revokeKey(id: string): Promise<void> {
    if (!(await this.keys.revoke(id, this.now()))) throw new Problem('not_found');
  }
}
