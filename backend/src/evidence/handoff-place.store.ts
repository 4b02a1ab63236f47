import { Injectable } from '@nestjs/common';
import { Database } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface HandoffPlace {
  handoff_key: Buffer;
  conversation_key: Buffer;
}

const keyPattern = /^[A-Za-z0-9_-]{22}$/;

/** Where handoffs lie in the ledger. */
@Injectable()
export class HandoffPlaceStore {
  constructor(private readonly database: Database) {}

  /** Of the handoffs that have this key or this id: sources may use an id that another one uses. */
  find(word: string): Promise<HandoffPlace[]> {
    const key = keyPattern.test(word) ? Buffer.from(word, 'base64url') : null;
    return this.database.query<HandoffPlace>(sql`
      select handoff_key, conversation_key
      from handoff
      where handoff_key = ${key}
      union
      select handoff_key, conversation_key
      from handoff
      where handoff_id = ${word}`);
  }
}
