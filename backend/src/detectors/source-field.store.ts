import { Injectable } from '@nestjs/common';
import { isDecision } from '../contract/event-types.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { groupBy } from '../group-by.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
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

const dayMs = 86_400_000;

/** Events of each source, type and day, and of each of their fields. */
function countFields(events: readonly LedgerEvent[]) {
  const sent = events.filter(({ type }) => !isDecision(type));
  const groups = groupBy(sent, ({ source, type, at }) =>
    JSON.stringify([source, type, Math.floor(at / dayMs)]),
  );
  return [...groups].flatMap(([name, group]) => {
    const [source, type, day] = JSON.parse(name) as [string, string, number];
    const counts = new Map([['', group.length]]);
    for (const event of group) {
      for (const field of fieldNames(event)) counts.set(field, (counts.get(field) ?? 0) + 1);
    }
    const at = new Date(day * dayMs).toISOString().slice(0, 10);
    return [...counts].map(([field, count]) => ({ source, type, day: at, field, events: count }));
  });
}

/** Which fields a source's events carry, by day. */
@Injectable()
export class SourceFieldStore {
  constructor(private readonly database: Database) {}

  async add(events: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    const rows = countFields(events);
    if (rows.length === 0) return;
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

  /** Conversations that said that they began. */
  begun({ from, to }: Days, source?: string): Promise<{ source: string; conversations: number }[]> {
    return this.database.query(sql`
      select source, sum(events)::int as conversations
      from source_field
      where type = 'conversation.started' and field = '' and day >= ${from}::date and day < ${to}::date
        and ${source === undefined ? sql`true` : sql`source = ${source}`}
      group by source`);
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
