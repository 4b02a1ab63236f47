import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Arrivals } from './arrivals.js';

export interface UnknownReason {
  event_uid: string;
  /** Base64url. */
  conversation_key: string;
  source: string;
  /** Milliseconds. */
  at: number;
  /** Masked. */
  raw: string;
  spelled: string;
}
export interface ArrivalRow {
  source: string;
  last_rx: Date;
  last_at: Date;
  /** When the first event came that is known of. */
  first_day: Date;
  /** Of the last days. */
  lags: number[] | null;
}
export interface IdentityRow {
  source: string;
  conversations: number;
  known: number;
  customers: number;
  elsewhere: number;
}
export interface ReasonShareRow {
  source: string;
  said: number;
  unknown: number;
}

/** What is derived about sources from when their events came, and read from the facts. */
@Injectable()
export class SourceFactsStore {
  constructor(private readonly database: Database) {}

  async addArrivals(arrivals: readonly Arrivals[], tx: Transaction): Promise<void> {
    if (arrivals.length === 0) return;
    const rows = arrivals.map(({ last_rx, last_at, ...row }) => ({
      ...row,
      last_rx: new Date(last_rx),
      last_at: new Date(last_at),
    }));
    await tx.query(sql`
      insert into source_arrival as known (source, day, events, last_rx, last_at, lags)
      select source, day, events, last_rx, last_at, lags
      from json_populate_recordset(null::source_arrival, ${JSON.stringify(rows)}::json)
      on conflict (source, day) do update
      set events = known.events + excluded.events,
        last_rx = greatest(known.last_rx, excluded.last_rx),
        last_at = greatest(known.last_at, excluded.last_at),
        lags = (
          select array_agg(a + b order by place)
          from unnest(known.lags, excluded.lags) with ordinality as bin (a, b, place))`);
  }

  async addReasons(reasons: readonly UnknownReason[], tx: Transaction): Promise<void> {
    if (reasons.length === 0) return;
    const rows = reasons.map(({ conversation_key, at, ...row }) => ({
      ...row,
      key: Buffer.from(conversation_key, 'base64url').toString('hex'),
      at: new Date(at),
    }));
    await tx.query(sql`
      insert into unknown_reason (event_uid, conversation_key, source, at, raw, spelled)
      select event_uid, decode(key, 'hex'), source, at, raw, spelled
      from json_to_recordset(${JSON.stringify(rows)}::json)
        as given (event_uid uuid, key text, source text, at timestamptz, raw text, spelled text)
      on conflict (event_uid) do nothing`);
  }

  async forgetReasons(conversations: readonly Buffer[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from unknown_reason where conversation_key = any(${conversations}::bytea[])`);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate source_arrival, unknown_reason`);
  }

  /** Of every source that ever sent something; `since`: the day (UTC) from which lags are summed. */
  arrivals(since: Date): Promise<ArrivalRow[]> {
    return this.database.query<ArrivalRow>(sql`
      with summed as (
        select source, array_agg(number order by place) as lags
        from (
          select source, place, sum(number)::int as number
          from source_arrival, unnest(lags) with ordinality as bin (number, place)
          where day >= ${since}::date
          group by source, place) as bins
        group by source)
      select source, max(last_rx) as last_rx, max(last_at) as last_at,
        min(day)::timestamptz as first_day, min(summed.lags) as lags
      from source_arrival
      left join summed using (source)
      group by source
      order by source`);
  }

  /** How well conversations since a moment are joined by who the customer is. */
  identity(since: Date): Promise<IdentityRow[]> {
    return this.database.query<IdentityRow>(sql`
      with contact_of as (
        select source, conversation_key, customer_key, customer_key <> conversation_key as known
        from episode
        where started_at >= ${since}
        group by source, conversation_key, customer_key),
      customer_of as (
        select source, customer_key
        from contact_of
        where known
        group by source, customer_key),
      met_elsewhere as (
        select customer_key
        from customer_of
        group by customer_key
        having count(*) > 1),
      met as (
        select source, count(*)::int as customers, count(met_elsewhere.customer_key)::int as elsewhere
        from customer_of
        left join met_elsewhere using (customer_key)
        group by source)
      select source, count(*)::int as conversations, (count(*) filter (where known))::int as known,
        coalesce(min(customers), 0) as customers, coalesce(min(elsewhere), 0) as elsewhere
      from contact_of
      left join met using (source)
      group by source`);
  }

  /** Handoffs since a moment for which the source said a reason, and those whose reason nobody has mapped. */
  reasonShares(since: Date): Promise<ReasonShareRow[]> {
    return this.database.query<ReasonShareRow>(sql`
      select source, (count(*) filter (where reason is not null))::int as said,
        (count(*) filter (where reason = 'unknown'))::int as unknown
      from handoff
      where initiated_at >= ${since}
      group by source`);
  }

  /** `total`: handoffs with any such words, in each row. */
  unmapped(source: string, since: Date, most: number) {
    return this.database.query<{ raw: string; handoffs: number; total: number; last_at: Date }>(sql`
      select min(raw) as raw, count(*)::int as handoffs, (sum(count(*)) over ())::int as total, max(at) as last_at
      from unknown_reason
      where source = ${source} and at >= ${since}
      group by spelled
      order by handoffs desc, spelled
      limit ${most}`);
  }

  waiting(): Promise<{ source: string; records: number }[]> {
    return this.database.query(sql`
      select source, count(*)::int as records from rejected_record group by source`);
  }
}
