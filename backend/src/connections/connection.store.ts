import { Injectable } from '@nestjs/common';
import type { Format, Signature } from '../contract/connections.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface ConnectionRow {
  name: string;
  format: Format;
  mapping: Record<string, unknown> | null;
  handoff_tools: string[] | null;
  messages_key: string | null;
  public_key: string | null;
  signature: Signature | null;
  /** Secrets; null without a signature. */
  sealed: Buffer | null;
  paused: boolean;
  created_at: Date;
  changed_at: Date;
}

const columns = sql`
  name, format, mapping, handoff_tools, messages_key, public_key, signature, sealed, paused, created_at, changed_at`;
const json = (value: object | null) => sql`${value && JSON.stringify(value)}::jsonb`;

/** How each source is read. */
@Injectable()
export class ConnectionStore {
  constructor(private readonly database: Database) {}

  list(): Promise<ConnectionRow[]> {
    return this.database.query<ConnectionRow>(sql`select ${columns} from connection order by name`);
  }

  find(name: string, on: Transaction | Database = this.database): Promise<ConnectionRow | undefined> {
    return on.one<ConnectionRow>(sql`select ${columns} from connection where name = ${name}`);
  }

  hold(name: string, tx: Transaction): Promise<ConnectionRow | undefined> {
    return tx.one<ConnectionRow>(sql`select ${columns} from connection where name = ${name} for update`);
  }

  /** False when there is one of this name. */
  async add(row: ConnectionRow, tx: Transaction): Promise<boolean> {
    const added = await tx.query(sql`
      insert into connection (${columns})
      values (
        ${row.name}, ${row.format}, ${json(row.mapping)}, ${row.handoff_tools}::text[], ${row.messages_key},
        ${row.public_key}, ${json(row.signature)}, ${row.sealed}::bytea, ${row.paused}, ${row.created_at},
        ${row.changed_at})
      on conflict do nothing
      returning name`);
    return added.length > 0;
  }

  async put(row: ConnectionRow, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update connection
      set mapping = ${json(row.mapping)}, handoff_tools = ${row.handoff_tools}::text[],
        messages_key = ${row.messages_key}, public_key = ${row.public_key}, signature = ${json(row.signature)},
        sealed = ${row.sealed}::bytea, paused = ${row.paused}, changed_at = ${row.changed_at}
      where name = ${row.name}`);
  }

  async remove(name: string, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from connection where name = ${name}`);
  }
}
