import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

const windowMs = 15 * 60_000;
/** An address that was not used for so long is a stranger again. */
const knownForMs = 180 * 86_400_000;
/** Failures in one window, after which further attempts are refused unread. */
const perAddress = 30;
const perAccount = 10;

const digest = (...parts: string[]) => createHash('sha256').update(parts.join('\0')).digest();

export interface Attempt {
  email: string;
  address: string;
}

/**
 * Counts failed sign-ins by address and by account. An account's owner is not locked out by a stranger who
 * guesses: from an address that has signed in to it before, its failures are counted apart.
 */
@Injectable()
export class ThrottleStore {
  constructor(private readonly database: Database) {}

  private async subjects({ email, address }: Attempt): Promise<{ subject: Buffer; most: number }[]> {
    const known = await this.database.one(sql`
      select
      from known_address
      join account on account.id = known_address.account_id
      where account.email = ${email} and address_hash = ${digest('known', email, address)}`);
    const account = known ? digest('account', email, address) : digest('account', email);
    return [
      { subject: digest('address', address), most: perAddress },
      { subject: account, most: perAccount },
    ];
  }

  /** Counts the attempt as failed before its password is looked at, so that many at once count too. */
  async reserve(attempt: Attempt, now: Date): Promise<{ allowed: boolean; retryAfter: number }> {
    const windowStart = new Date(now.getTime() - windowMs);
    const counts = await Promise.all(
      (await this.subjects(attempt)).map(async ({ subject, most }) => {
        const row = await this.database.one<{ failures: number; window_at: Date }>(sql`
          insert into sign_in_failure as known (subject, failures, window_at)
          values (${subject}, 1, ${now})
          on conflict (subject) do update set
            failures = case when known.window_at <= ${windowStart} then 1 else known.failures + 1 end,
            window_at = case when known.window_at <= ${windowStart} then excluded.window_at else known.window_at end
          returning failures, window_at`);
        const over = row !== undefined && row.failures > most;
        return over ? row.window_at.getTime() + windowMs - now.getTime() : 0;
      }),
    );
    const wait = Math.max(...counts);
    return { allowed: wait === 0, retryAfter: Math.ceil(wait / 1000) };
  }

  /** A right password takes its own attempt back and makes the address known. */
  async succeed(attempt: Attempt, accountId: string, now: Date): Promise<void> {
    const subjects = (await this.subjects(attempt)).map(({ subject }) => subject);
    await this.database.query(sql`
      update sign_in_failure set failures = greatest(failures - 1, 0) where subject = any(${subjects}::bytea[])`);
    await this.database.query(sql`
      insert into known_address (account_id, address_hash, seen_at)
      values (${accountId}, ${digest('known', attempt.email, attempt.address)}, ${now})
      on conflict (account_id, address_hash) do update set seen_at = excluded.seen_at`);
  }

  async purge(now: Date): Promise<void> {
    const past = new Date(now.getTime() - windowMs);
    await this.database.query(sql`delete from sign_in_failure where window_at <= ${past}`);
    const forgotten = new Date(now.getTime() - knownForMs);
    await this.database.query(sql`delete from known_address where seen_at <= ${forgotten}`);
  }
}
