import { Injectable } from '@nestjs/common';
import type { RetentionClass } from '../contract/erasure.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface RuleRow {
  class: RetentionClass;
  days: number;
}

export interface RunTotals {
  keys: number;
  entries: number;
  held: number;
}

/** A conversation by the facts, which may be behind the ledger. */
export interface EndedConversation {
  conversation_key: Buffer;
  last_at: Date;
}

/** How long each class of data is kept, and when that was last seen to. */
@Injectable()
export class RetentionStore {
  constructor(private readonly database: Database) {}

  rules(on: Transaction | Database = this.database): Promise<RuleRow[]> {
    return on.query<RuleRow>(sql`select class, days from retention_rule order by class`);
  }

  /** Null: kept. */
  async setRule(kind: RetentionClass, days: number | null, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from retention_rule where class = ${kind}`);
    if (days === null) return;
    await tx.query(sql`insert into retention_rule (class, days) values (${kind}, ${days})`);
  }

  /** Null: the nightly run of this day is done by somebody else, or was. */
  async begin(day: string | null, at: Date): Promise<number | null> {
    const row = await this.database.one<{ id: number }>(sql`
      insert into retention_run (day, started_at)
      values (${day}::date, ${at})
      on conflict (day) do nothing
      returning id`);
    return row?.id ?? null;
  }

  async end(id: number, at: Date, { keys, entries, held }: RunTotals): Promise<void> {
    await this.database.query(sql`
      update retention_run
      set ended_at = ${at}, keys = ${keys}, entries = ${entries}, held = ${held}
      where id = ${id}`);
  }

  lastRun(): Promise<(RunTotals & { ended_at: Date }) | undefined> {
    return this.database.one(sql`
      select ended_at, keys, entries, held
      from retention_run
      where ended_at is not null
      order by ended_at desc, id desc
      limit 1`);
  }

  /** In the order of their ends, after this one. */
  ended(before: Date, after: EndedConversation | undefined, limit: number): Promise<EndedConversation[]> {
    const later = after
      ? sql`and (last_at, conversation_key) > (${after.last_at}, ${after.conversation_key}::bytea)`
      : sql.empty;
    return this.database.query<EndedConversation>(sql`
      select conversation_key, last_at
      from conversation
      where last_at < ${before} ${later}
      order by last_at, conversation_key
      limit ${limit}`);
  }
}
