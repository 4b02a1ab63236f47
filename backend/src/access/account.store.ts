import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { user as userSchema } from '../contract/access.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export type User = z.output<typeof userSchema>;

export interface Account {
  id: string;
  name: string;
  email: string;
  role: User['role'];
  password_hash: string;
  created_at: Date;
  seen_at: Date | null;
  disabled_at: Date | null;
}

export type NewAccount = Pick<Account, 'id' | 'name' | 'email' | 'role' | 'password_hash' | 'created_at'>;
export type AccountChange = Partial<Pick<Account, 'name' | 'role' | 'password_hash' | 'disabled_at'>>;

@Injectable()
export class AccountStore {
  constructor(private readonly database: Database) {}

  list(): Promise<Account[]> {
    return this.database.query<Account>(sql`select * from account order by created_at, id`);
  }

  find(id: string): Promise<Account | undefined> {
    return this.database.one<Account>(sql`select * from account where id = ${id}`);
  }

  findByEmail(email: string): Promise<Account | undefined> {
    return this.database.one<Account>(sql`select * from account where email = ${email.toLowerCase()}`);
  }

  /** Ids of the accounts that have this id, address or name. */
  async named(word: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id
      from account
      where id = ${word} or email = ${word.toLowerCase()} or lower(name) = ${word.toLowerCase()}
      order by id`);
    return rows.map((row) => row.id);
  }

  async anyExists(): Promise<boolean> {
    return (await this.database.one(sql`select from account limit 1`)) !== undefined;
  }

  /** Undefined when the address is taken. */
  create(account: NewAccount, tx: Transaction | Database = this.database): Promise<Account | undefined> {
    return tx.one<Account>(sql`
      insert into account (id, name, email, role, password_hash, created_at)
      values (${account.id}, ${account.name}, ${account.email.toLowerCase()}, ${account.role},
        ${account.password_hash}, ${account.created_at})
      on conflict do nothing
      returning *`);
  }

  /** Locks every administrator, so that two changes at once cannot leave none. */
  async otherAdmins(tx: Transaction, id: string): Promise<number> {
    const admins = await tx.query<{ id: string }>(sql`
      select id
      from account
      where role = 'admin' and disabled_at is null
      order by id
      for update`);
    return admins.filter((admin) => admin.id !== id).length;
  }

  change(tx: Transaction, id: string, change: AccountChange): Promise<Account | undefined> {
    const columns = Object.entries(change).filter(([, value]) => value !== undefined);
    const changes = columns.map(([name, value]) => sql`${sql.ident(name)} = ${value}`);
    if (changes.length === 0) return tx.one<Account>(sql`select * from account where id = ${id}`);
    return tx.one<Account>(sql`update account set ${sql.join(changes)} where id = ${id} returning *`);
  }
}

export function toUser(account: Account): User {
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    role: account.role,
    disabled: account.disabled_at !== null,
    createdAt: account.created_at.toISOString(),
    lastSeenAt: account.seen_at?.toISOString() ?? null,
  };
}
