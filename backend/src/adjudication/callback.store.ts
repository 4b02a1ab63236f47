import { Injectable } from '@nestjs/common';
import { type CallbackWindow, callbackWindowNames } from '../contract/callbacks.js';
import type { MetricName } from '../contract/metrics.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { callbackReasons, contextLost } from '../episodes/callback-reasons.store.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { keyOf, predicateOf, rowsOf } from '../metrics/plan.js';
import type { Asked } from './fidelity.store.js';

export interface WindowRow {
  window: CallbackWindow;
  eligible: number;
  mature: number;
  callbacks: number;
  attributed: number;
}

/** Callbacks and last sights by whole hours since the handoff, as Kaplan–Meier counts them. */
export interface HourRow {
  time: number;
  events: number;
  censored: number;
}

export interface DelayRow {
  bucket: number | null;
  handoffs: number;
  callbacks: number;
  before: number;
  judged: number;
  broken: number;
}

const metricOf: Record<CallbackWindow, MetricName> = {
  '24h': 'callback_rate_24h',
  '72h': 'callback_rate_72h',
  '7d': 'callback_rate',
  '30d': 'callback_rate_30d',
};
const hoursAhead = 720;
const hoursOf = (from: Sql, to: Sql): Sql => sql`(extract(epoch from ${to} - ${from}) / 3600)`;
const hoursToCallback = hoursOf(sql`handoff.initiated_at`, sql`handoff.callback_at`);

/** Who came back. Windows share their predicates with the metrics. */
@Injectable()
export class CallbackStore {
  async windows(tx: Transaction, asked: Asked, watermark: Date): Promise<WindowRow[]> {
    const rows: WindowRow[] = [];
    for (const window of callbackWindowNames) rows.push(await this.window(tx, asked, watermark, window));
    return rows;
  }

  private async window(
    tx: Transaction,
    asked: Asked,
    watermark: Date,
    window: CallbackWindow,
  ): Promise<WindowRow> {
    const metric = metricOf[window];
    const numerator = predicateOf(metric, 'numerator', watermark);
    const row = await tx.one<Omit<WindowRow, 'window'>>(sql`
      select count(*) as eligible,
        count(*) filter (where ${predicateOf(metric, 'denominator', watermark)}) as mature,
        count(*) filter (where ${numerator}) as callbacks,
        count(*) filter (where ${numerator} and cardinality(${callbackReasons}) > 0) as attributed
      from handoff
      where ${inScope(asked)} and ${rowsOf('handoff', ['callback_eligible'], watermark)}`);
    return { window, ...(row ?? { eligible: 0, mature: 0, callbacks: 0, attributed: 0 }) };
  }

  /**
   * An hour counts as over for who called back in it, and as seen to its beginning for who did not. What is later than
   * the watermark has not happened yet.
   */
  hours(tx: Transaction, asked: Asked, watermark: Date): Promise<HourRow[]> {
    const age = sql`floor(${hoursOf(sql`handoff.initiated_at`, sql`${watermark}::timestamptz`)})`;
    return tx.query<HourRow>(sql`
      select time::int as time, count(*) filter (where met) as events, count(*) filter (where not met) as censored
      from (
        select met, least(case when met then ceil(${hoursToCallback}) else ${age} end, ${hoursAhead}) as time
        from handoff
        cross join lateral (select coalesce(handoff.callback_at <= ${watermark}, false) as met) as seen
        where ${inScope(asked)} and ${rowsOf('handoff', ['callback_eligible'], watermark)}
          and handoff.initiated_at <= ${watermark}
      ) as watched
      group by 1
      order by 1`);
  }

  /** How many of those that could call back could be seen to, by source. */
  identity(
    tx: Transaction,
    asked: Asked,
  ): Promise<{ key: string; handoffs: number; known: number; callbacks: number; elsewhere: number }[]> {
    return tx.query(sql`
      select ${keyOf('handoff', 'source')} as key, count(*) as handoffs,
        count(*) filter (where handoff.customer_key <> handoff.conversation_key) as known,
        count(later.conversation_key) as callbacks,
        count(later.conversation_key) filter (where later.source <> handoff.source
          or later.channel is distinct from handoff.channel) as elsewhere
      from handoff
      left join conversation as later
        on later.customer_key = handoff.customer_key and later.conversation_key = handoff.callback_key
          and handoff.customer_key <> handoff.conversation_key
      where ${inScope(asked)} and handoff.purpose in ('escalation', 'success') and not handoff.times_assumed
      group by 1
      order by 2 desc, 1`);
  }

  reasons(
    tx: Transaction,
    asked: Asked,
    watermark: Date,
  ): Promise<{ reason: string | null; callbacks: number }[]> {
    return tx.query(sql`
      select said.reason, count(*) as callbacks
      from handoff
      left join unnest(${callbackReasons}) as said (reason) on true
      where ${inScope(asked)} and ${rowsOf('handoff', ['callback_eligible', 'called_back_30d'], watermark)}
      group by 1`);
  }

  /** Of how many handoffs is true what callbacks are put down to, whether anybody called back or not? */
  base(
    tx: Transaction,
    asked: Asked,
    watermark: Date,
  ): Promise<{ failed: number; context_lost: number; action_wrong: number } | undefined> {
    return tx.one(sql`
      select count(*) filter (where handoff.failed_at is not null) as failed,
        count(*) filter (where ${contextLost}) as context_lost,
        count(*) filter (where handoff.actions_wrong > 0) as action_wrong
      from handoff
      where ${inScope(asked)} and ${rowsOf('handoff', ['callback_eligible'], watermark)}`);
  }

  /**
   * Handoffs whose seven days are over, by the delay of their first action: `limits` are the buckets' upper ends in
   * seconds. Late is not broken: it is the delay itself.
   */
  decay(tx: Transaction, asked: Asked, watermark: Date, limits: readonly number[]): Promise<DelayRow[]> {
    const delay = sql`extract(epoch from handoff.first_action_at - handoff.initiated_at)`;
    const with_ = (results: Sql) => sql`
      exists (
        select from action
        where action.customer_key = handoff.customer_key
          and action.conversation_key = handoff.conversation_key
          and action.handoff_key = handoff.handoff_key
          and action.result in ${results})`;
    return tx.query<DelayRow>(sql`
      select bucket, count(*) as handoffs,
        count(*) filter (where called) as callbacks,
        count(*) filter (where called and not acted_before) as before,
        count(*) filter (where judged) as judged,
        count(*) filter (where broken) as broken
      from (
        select
          case
            when handoff.first_action_at is null then null
            else width_bucket(${delay}::float8 - 1e-6, ${limits}::float8[])
          end as bucket,
          coalesce(${rowsOf('handoff', ['called_back_7d'], watermark)}, false) as called,
          coalesce(handoff.first_action_at <= handoff.callback_at, false) as acted_before,
          ${with_(sql`('correct', 'incorrect', 'omitted', 'late')`)} as judged,
          ${with_(sql`('incorrect', 'omitted')`)} as broken
        from handoff
        where ${inScope(asked)} and ${predicateOf('callback_rate', 'denominator', watermark)}
      ) as waited
      group by bucket
      order by bucket nulls last`);
  }
}

const inScope = ({ filters, from, to }: Asked): Sql => filterSql('handoff', { ...filters, from, to });
