import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

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

@Injectable()
export class LogStore {
  constructor(private readonly database: Database) {}

  /** The log as it was begun; begun now when there is none. */
  async register(wanted: LogRow): Promise<LogRow> {
    await this.database.query(sql`
      insert into ledger.log (log_id, name, origin, vkey, key_check)
      values (${logId}, ${logName}, ${wanted.origin}, ${wanted.vkey}, ${wanted.keyCheck})
      on conflict do nothing`);
    const known = await this.find();
    if (!known) throw new Error('the log could not be registered');
    return known;
  }

  /** The log as it was begun. */
  async find(): Promise<LogRow | undefined> {
    const known = await this.database.one<{ origin: string; vkey: string; key_check: Buffer }>(sql`
      select origin, vkey, key_check
      from ledger.log
      where log_id = ${logId}`);
    return known && { origin: known.origin, vkey: known.vkey, keyCheck: known.key_check };
  }
}
