import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { type Reason, type ReasonTable, spellingOf } from '../sources/reasons.js';

export interface ReasonRow {
  raw: string;
  reason: Reason;
  changed_at: Date;
}
export interface ReasonChange {
  raw: string;
  /** Null: it is no longer said what it means. */
  reason: Reason | null;
}

/** What sources' own words for reasons mean, as people decided. */
@Injectable()
export class ReasonStore {
  constructor(private readonly database: Database) {}

  list(source: string, on: Transaction | Database = this.database): Promise<ReasonRow[]> {
    return on.query<ReasonRow>(sql`
      select raw, reason, changed_at from source_reason where source = ${source} order by spelled`);
  }

  async table(source: string): Promise<ReasonTable> {
    return Object.fromEntries((await this.list(source)).map(({ raw, reason }) => [raw, reason]));
  }

  /** Of those of these sources that have one. */
  async tables(sources: readonly string[]): Promise<Record<string, ReasonTable>> {
    const rows = await this.database.query<{ source: string; table: ReasonTable }>(sql`
      select source, json_object_agg(raw, reason order by spelled) as table
      from source_reason
      where source = any(${sources}::text[])
      group by source`);
    return Object.fromEntries(rows.map((row) => [row.source, row.table]));
  }

  async change(source: string, changes: readonly ReasonChange[], at: Date, tx: Transaction): Promise<void> {
    const last = [...new Map(changes.map((change) => [spellingOf(change.raw), change]))];
    const gone = last.filter(([, { reason }]) => reason === null).map(([spelled]) => spelled);
    const rows = last.flatMap(([spelled, { raw, reason }]) =>
      reason === null ? [] : [{ spelled, raw, reason }],
    );
    await tx.query(sql`
      delete from source_reason where source = ${source} and spelled = any(${gone}::text[])`);
    await tx.query(sql`
      insert into source_reason (source, spelled, raw, reason, changed_at)
      select ${source}, spelled, raw, reason, ${at}
      from json_to_recordset(${JSON.stringify(rows)}::json) as given (spelled text, raw text, reason text)
      on conflict (source, spelled) do update
      set raw = excluded.raw, reason = excluded.reason, changed_at = excluded.changed_at`);
  }
}
