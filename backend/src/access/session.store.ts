import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Account } from './account.store.js';

export interface FoundSession extends Pick<Account, 'name' | 'email' | 'role'> {
  account_id: string;
  created_at: Date;
  seen_at: Date;
  /** Latest event time that some follower has seen. */
  data_end: Date | null;
}

@Injectable()
export class SessionStore {
  constructor(private readonly database: Database) {}

  async create(tokenHash: Buffer, accountId: string, now: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(sql`
        insert into session (token_hash, account_id, created_at, seen_at)
        values (${tokenHash}, ${accountId}, ${now}, ${now})`);
      await tx.query(sql`update account set seen_at = ${now} where id = ${accountId}`);
    });
  }

  /** A session of an account that may sign in, neither idle nor old beyond the given times. */
  find(tokenHash: Buffer, idleSince: Date, createdSince: Date): Promise<FoundSession | undefined> {
    return this.database.one<FoundSession>(sql`
      select session.account_id, session.created_at, session.seen_at, account.name, account.email, account.role,
        (select max(watermark_at) from follower) as data_end
      from session
      join account on account.id = session.account_id
      where session.token_hash = ${tokenHash}
        and session.seen_at > ${idleSince}
        and session.created_at > ${createdSince}
        and account.disabled_at is null`);
  }

  async touch(tokenHash: Buffer, now: Date): Promise<void> {
    await this.database.query(sql`
      with touched as (
        update session set seen_at = ${now} where token_hash = ${tokenHash} returning account_id
      )
      update account set seen_at = ${now} from touched where account.id = touched.account_id`);
  }

  async end(tokenHash: Buffer): Promise<void> {
    await this.database.query(sql`delete from session where token_hash = ${tokenHash}`);
  }

  async endAll(tx: Transaction, accountId: string): Promise<void> {
    await tx.query(sql`delete from session where account_id = ${accountId}`);
  }

  async purge(idleSince: Date, createdSince: Date): Promise<void> {
    await this.database.query(
      sql`delete from session where seen_at <= ${idleSince} or created_at <= ${createdSince}`,
    );
  }
}
