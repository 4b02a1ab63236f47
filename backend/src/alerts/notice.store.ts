import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { AlertRow } from './alert.store.js';

/** One thing to be told to one channel. */
export interface NoticeRow {
  id: number;
  channel_id: string;
  kind: 'raised' | 'resolved';
  urgent: boolean;
  at: Date;
  alert: Pick<
    AlertRow,
    'id' | 'rule_id' | 'sentence' | 'severity' | 'unit' | 'value' | 'low' | 'high' | 'rows' | 'cause'
  >;
}

type FlatRow = Omit<NoticeRow, 'alert'> &
  Omit<NoticeRow['alert'], 'id' | 'rule_id'> & { alert_id: string; rule_id: string };

/** What is to be told and stands in no message yet. */
@Injectable()
export class NoticeStore {
  constructor(private readonly database: Database) {}

  /** To those of the channels that there are. */
  async add(
    alertId: string,
    channels: readonly string[],
    { kind, urgent, at }: Pick<NoticeRow, 'kind' | 'urgent' | 'at'>,
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      insert into alert_notice (alert_id, channel_id, kind, urgent, at)
      select ${alertId}, id, ${kind}, ${urgent}, ${at}
      from alert_channel
      where id = any(${channels}::text[])
      order by id`);
  }

  /** To whoever was told, or is to be told, that it was raised. */
  async addEnd(alertId: string, at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into alert_notice (alert_id, channel_id, kind, urgent, at)
      select alert_id, channel_id, 'resolved', urgent, ${at}
      from alert_notice
      where alert_id = ${alertId} and kind = 'raised'
      order by channel_id`);
  }

  async waiting(tx: Transaction): Promise<NoticeRow[]> {
    const rows = await tx.query<FlatRow>(sql`
      select alert_notice.id, channel_id, kind, urgent, at, alert_id, rule_id, sentence, severity, unit, value, low, high,
        rows, cause
      from alert_notice
      join alert on alert.id = alert_notice.alert_id
      where message_id is null
      order by alert_notice.id`);
    return rows.map(({ id, channel_id, kind, urgent, at, alert_id, ...alert }) => ({
      ...{ id, channel_id, kind, urgent, at },
      alert: { ...alert, id: alert_id },
    }));
  }

  async putInto(messageId: string, ids: readonly number[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      update alert_notice set message_id = ${messageId} where id = any(${ids}::bigint[]) and message_id is null`);
  }

  /** By channel. */
  async heldCounts(): Promise<Map<string, number>> {
    const rows = await this.database.query<{ channel_id: string; held: number }>(sql`
      select channel_id, count(*) as held from alert_notice where message_id is null group by channel_id`);
    return new Map(rows.map(({ channel_id, held }) => [channel_id, held]));
  }
}
