import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

/** Links that make the first administrator: replicas starting at once may have one each. */
@Injectable()
export class SetupStore {
  constructor(private readonly database: Database) {}

  async offer(tokenHash: Buffer, now: Date): Promise<void> {
    await this.database.query(
      sql`insert into setup_token (token_hash, created_at) values (${tokenHash}, ${now})`,
    );
  }

  /** Waits for a set-up that is under way. */
  async isDone(tx: Transaction): Promise<boolean> {
    await tx.query(sql`lock table setup_token in exclusive mode`);
    return (await tx.one(sql`select from account limit 1`)) !== undefined;
  }

  /** With the first use every link is spent. */
  async use(tx: Transaction, tokenHash: Buffer): Promise<boolean> {
    const used = await tx.one(
      sql`delete from setup_token where token_hash = ${tokenHash} returning created_at`,
    );
    if (used) await tx.query(sql`delete from setup_token`);
    return used !== undefined;
  }
}
