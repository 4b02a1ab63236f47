import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { SealedLog } from './row-seals.js';

/** One deployment keeps one log; every ledger key is led by its number. */
export const logId = 1;
/** The log's name in paths. */
export const logName = 'baton';

/** Whose log it is. */
export interface LogRow {
  origin: string;
  vkey: string;
  /** Of the keys that wrap data keys and make pseudonyms. */
  keyCheck: Buffer;
}

export interface BegunLog extends LogRow {
  createdAt: Date;
}

@Injectable()
export class LogStore {
  constructor(private readonly database: Database) {}

  /** The log as it was begun; begun now when there is none, and no tree either. */
  async register(begun: SealedLog, seal: Buffer): Promise<BegunLog> {
    const { name, origin, vkey, keyCheck, createdAt } = begun;
    await this.database.query(sql`
      insert into ledger.log (log_id, name, origin, vkey, key_check, created_at, seal)
      select ${logId}, ${name}, ${origin}, ${vkey}, ${keyCheck}, ${createdAt}, ${seal}
      where not exists (select from ledger.batch where log_id = ${logId})
      on conflict do nothing`);
    const known = await this.find();
    if (!known)
      throw new Error('The ledger holds trees, and nothing says whose log it is: it was tampered with.');
    return known;
  }

  /** The log as it was begun. */
  async find(): Promise<BegunLog | undefined> {
    const known = await this.database.one<{
      origin: string;
      vkey: string;
      key_check: Buffer;
      created_at: Date;
    }>(sql`
      select origin, vkey, key_check, created_at
      from ledger.log
      where log_id = ${logId}`);
    if (!known) return undefined;
    const { origin, vkey, key_check: keyCheck, created_at: createdAt } = known;
    return { origin, vkey, keyCheck, createdAt };
  }
}
