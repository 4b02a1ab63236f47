import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import { isDecision } from '../ledger/open-fields.js';
import { fieldNames } from './field-names.js';

export interface FieldCount {
  source: string;
  type: string;
  /** Empty: the events themselves. */
  field: string;
  now: number;
  before: number;
}

/** Whole days, UTC: from inclusive, to exclusive. */
export interface Days {
  from: Date;
  to: Date;
}

/** Which fields a source's events carry, by day. */
@Injectable()
export class SourceFieldStore {
  constructor(private readonly database: Database) {}

  async add(events: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    const counts = new Map<string, number>();
    for (const event of events) {
      if (isDecision(event.type)) continue;
      const day = new Date(event.at).toISOString().slice(0, 10);
      for (const field of ['', ...fieldNames(event)]) {
        const name = JSON.stringify([event.source, event.type, day, field]);
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
    if (counts.size === 0) return;
    const rows = [...counts].map(([name, events]) => {
      const [source, type, day, field] = JSON.parse(name) as string[];
      return { source, type, day, field, events };
    });
    await tx.query(sql`
      insert into source_field (source, type, day, field, events)
      select source, type, day, field, events
      from json_populate_recordset(null::source_field, ${JSON.stringify(rows)}::json)
      on conflict (source, type, day, field) do update
      set events = source_field.events + excluded.events`);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate source_field`);
  }

  /** Events that carried each field in two stretches of days. */
  read(now: Days, before: Days, sources: readonly string[] | undefined): Promise<FieldCount[]> {
    const within = ({ from, to }: Days) => sql`day >= ${from}::date and day < ${to}::date`;
    return this.database.query<FieldCount>(sql`
      select source, type, field,
        coalesce(sum(events) filter (where ${within(now)}), 0)::int as now,
        coalesce(sum(events) filter (where ${within(before)}), 0)::int as before
      from source_field
      where (${within(now)} or ${within(before)})
        and ${sources ? sql`source = any(${sources}::text[])` : sql`true`}
      group by source, type, field
      order by source, type, field`);
  }
}
