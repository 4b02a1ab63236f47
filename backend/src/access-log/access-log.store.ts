import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { AccessAction, AccessKind, AccessWay, accessLogExportQuery } from '../contract/access-log.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import type { AccessRow } from './access-rows.js';

export type AccessFilter = z.output<typeof accessLogExportQuery>;

/** Where a reading of the log, newest first, stopped. */
export interface AccessPlace {
  at: Date;
  entry: number;
  itemNo: number;
}

export interface StoredAccess {
  entry: number;
  item_no: number;
  at: Date;
  action: AccessAction;
  actor: string | null;
  via: AccessWay | null;
  kind: AccessKind | null;
  key: string | null;
  purpose: string | null;
  views: number;
}

/** Who looked at what, as the ledger has it. */
@Injectable()
export class AccessLogStore {
  constructor(private readonly database: Database) {}

  async add(rows: readonly AccessRow[], tx: Transaction): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(sql`
      insert into access_log
      select *
      from json_populate_recordset(null::access_log, ${JSON.stringify(rows)}::json)
      on conflict (entry, item_no) do nothing`);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate access_log`);
  }

  /** Takes out what these entries record. */
  async remove(entries: readonly number[], tx: Transaction): Promise<void> {
    await tx.query(sql`delete from access_log where entry = any(${entries}::bigint[])`);
  }

  /** Newest first. */
  page(filter: AccessFilter, after: AccessPlace | undefined, limit: number): Promise<StoredAccess[]> {
    const from = after
      ? sql`(at, entry, item_no) < (${after.at}::timestamptz, ${after.entry}::bigint, ${after.itemNo}::int)`
      : sql`true`;
    return this.database.query<StoredAccess>(sql`
      select entry, item_no, at, action, actor, via, kind, key, purpose, views
      from access_log
      where ${matching(filter)} and ${from}
      order by at desc, entry desc, item_no desc
      limit ${limit}`);
  }

  async count(filter: AccessFilter): Promise<number> {
    const row = await this.database.one<{ total: number }>(sql`
      select count(*) as total
      from access_log
      where ${matching(filter)}`);
    return row?.total ?? 0;
  }
}

function matching({ actor, action, kind, key, from, to }: AccessFilter): Sql {
  const terms: Sql[] = [sql`true`];
  if (actor) terms.push(sql`(actor_id = ${actor} or strpos(lower(actor), lower(${actor})) > 0)`);
  if (action) terms.push(sql`action = ${action}`);
  if (kind) terms.push(sql`kind = ${kind}`);
  if (key) terms.push(sql`key = ${key}`);
  if (from) terms.push(sql`at >= ${new Date(from)}`);
  if (to) terms.push(sql`at < ${new Date(to)}`);
  return sql.join(terms, sql` and `);
}
