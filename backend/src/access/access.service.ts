import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { CLOCK, type Clock, CONFIG, type Config } from '../config.js';
import type { passwordBody, session as sessionSchema, signInBody } from '../contract/access.js';
import { Problem } from '../contract/problem.js';
import { Database } from '../db/database.js';
import type { Caller } from '../http/route.js';
import { type Account, AccountStore } from './account.store.js';
import { ApiKeyStore } from './api-key.store.js';
import { hashNewPassword, hashToken, makeToken, verifyPassword } from './secret.js';
import { SessionStore } from './session.store.js';
import { ThrottleStore } from './throttle.store.js';

export type Session = z.output<typeof sessionSchema>;

export interface SignedIn {
  /** For the cookie; nobody can find it out again. */
  token: string;
  session: Session;
}

/** When a session or key is used, that is written down no more often than this. */
const touchEveryMs = 60_000;

/** Who calls: sign-in, sessions and API keys. */
@Injectable()
export class AccessService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly accounts: AccountStore,
    private readonly sessions: SessionStore,
    private readonly keys: ApiKeyStore,
    private readonly throttle: ThrottleStore,
  ) {}

  async signIn(credentials: z.output<typeof signInBody>, address: string): Promise<SignedIn> {
    const account = await this.accountOf(credentials, address);
    if (!account) throw new Problem('wrong_credentials');
    return this.openSession(account.id);
  }

  /** Whose these are; undefined when they are wrong, which counts as a failed attempt. */
  private async accountOf(
    credentials: z.output<typeof signInBody>,
    address: string,
  ): Promise<Account | undefined> {
    const email = credentials.email.toLowerCase();
    const now = new Date(this.clock());
    const { allowed, retryAfter } = await this.throttle.reserve({ email, address }, now);
    if (!allowed) throw new Problem('too_many_attempts', { retryAfter });
    const account = await this.accounts.findByEmail(email);
    const right = await verifyPassword(account?.password_hash, credentials.password);
    if (!account || !right || account.disabled_at) return undefined;
    await this.throttle.succeed({ email, address }, account.id, now);
    return account;
  }

  /** Whoever found a browser open does not know the current one; guesses are throttled as at sign-in. */
  async changePassword(
    token: string,
    { current, password }: z.output<typeof passwordBody>,
    address: string,
  ): Promise<SignedIn> {
    const { email } = await this.describeSession(token);
    const account = await this.accountOf({ email, password: current }, address);
    if (!account) throw new Problem('invalid_input', { detail: 'The current password is not right.' });
    const password_hash = await hashNewPassword(email, password);
    await this.database.transaction(async (tx) => {
      await this.accounts.change(tx, account.id, { password_hash });
      await this.sessions.endAll(tx, account.id);
    });
    return this.openSession(account.id);
  }

  /** A new token each time: one that was planted before signing in is worth nothing. */
  async openSession(accountId: string): Promise<SignedIn> {
    const token = makeToken();
    await this.sessions.create(hashToken(token), accountId, new Date(this.clock()));
    return { token, session: await this.describeSession(token) };
  }

  private findSession(token: string) {
    const { sessionIdleMs, sessionMaxMs } = this.config;
    const now = this.clock();
    return this.sessions.find(hashToken(token), new Date(now - sessionIdleMs), new Date(now - sessionMaxMs));
  }

  async describeSession(token: string): Promise<Session> {
    const found = await this.findSession(token);
    if (!found) throw new Problem('not_signed_in');
    const expires = Math.min(
      found.seen_at.getTime() + this.config.sessionIdleMs,
      found.created_at.getTime() + this.config.sessionMaxMs,
    );
    const { name, email, role, data_end } = found;
    const dataEnd = data_end?.toISOString() ?? null;
    return { name, email, role, expiresAt: new Date(expires).toISOString(), dataEnd };
  }

  async callerBySession(token: string): Promise<Caller | undefined> {
    const found = await this.findSession(token);
    if (!found) return undefined;
    const now = this.clock();
    if (now - found.seen_at.getTime() > touchEveryMs)
      await this.sessions.touch(hashToken(token), new Date(now));
    return { id: found.account_id, name: found.name, role: found.role, via: 'session' };
  }

  /** What a token's session is, and that it is in use; null when it has ended. */
  async currentSession(token: string): Promise<Session | null> {
    return (await this.callerBySession(token)) ? this.describeSession(token) : null;
  }

  async callerByKey(key: string): Promise<Caller | undefined> {
    const found = await this.keys.findByToken(hashToken(key));
    if (!found) return undefined;
    const now = this.clock();
    if (now - (found.used_at?.getTime() ?? 0) > touchEveryMs) await this.keys.touch(found.id, new Date(now));
    return { id: found.id, name: found.name, role: found.role, via: 'key' };
  }

  async signOut(token: string): Promise<void> {
    await this.sessions.end(hashToken(token));
  }

  /** Drops what has run out. */
  async purge(): Promise<void> {
    const now = this.clock();
    const { sessionIdleMs, sessionMaxMs } = this.config;
    await this.sessions.purge(new Date(now - sessionIdleMs), new Date(now - sessionMaxMs));
    await this.throttle.purge(new Date(now));
  }
}
