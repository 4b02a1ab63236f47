import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Content } from './message.js';

export type MessageKind = 'alerts' | 'test' | 'dataset';

export interface MessageRow {
  id: string;
  channel_id: string;
  channel_name: string;
  kind: MessageKind;
  content: Content;
  urgent: boolean;
  state: 'waiting' | 'sent' | 'dead';
  attempts: number;
  created_at: Date;
  due_at: Date;
  ended_at: Date | null;
  error: string | null;
}

export type NewMessage = Omit<MessageRow, 'state' | 'attempts' | 'ended_at' | 'error'>;

const columns = sql`
  id, channel_id, channel_name, kind, content, urgent, state, attempts, created_at, due_at, ended_at, error`;

/** Messages to channels, until they arrived or were given up. */
@Injectable()
export class OutboxStore {
  constructor(private readonly database: Database) {}

  async insert(message: NewMessage, on: Transaction | Database = this.database): Promise<void> {
    await on.query(sql`
      insert into alert_message (
        id, channel_id, channel_name, kind, content, urgent, state, created_at, due_at)
      values (
        ${message.id}, ${message.channel_id}, ${message.channel_name}, ${message.kind},
        ${JSON.stringify(message.content)}::jsonb, ${message.urgent}, 'waiting', ${message.created_at},
        ${message.due_at})`);
  }

  find(id: string): Promise<MessageRow | undefined> {
    return this.database.one<MessageRow>(sql`select ${columns} from alert_message where id = ${id}`);
  }

  /** Given up first, then what waits, then the latest. */
  list(most: number): Promise<MessageRow[]> {
    return this.database.query<MessageRow>(sql`
      select ${columns}
      from alert_message
      order by array_position('{dead,waiting,sent}'::text[], state), created_at desc, id
      limit ${most}`);
  }

  async counts(): Promise<{ waiting: number; dead: number }> {
    const row = await this.database.one<{ waiting: number; dead: number }>(sql`
      select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'dead') as dead
      from alert_message`);
    return row ?? { waiting: 0, dead: 0 };
  }

  /** When something was last put together for each channel. */
  async lastMade(tx: Transaction): Promise<Map<string, Date>> {
    const rows = await tx.query<{ channel_id: string; at: Date }>(sql`
      select channel_id, max(created_at) as at from alert_message where kind = 'alerts' group by channel_id`);
    return new Map(rows.map(({ channel_id, at }) => [channel_id, at]));
  }

  /**
   * Takes messages that are due; until `until` nobody else does. Whoever dies with them leaves them due again then.
   * `held`: channels that take nothing now, `quiet`: those that take only what is urgent.
   */
  claim(
    now: Date,
    until: Date,
    { held, quiet }: { held: readonly string[]; quiet: readonly string[] },
    most: number,
  ): Promise<MessageRow[]> {
    return this.database.query<MessageRow>(sql`
      update alert_message
      set due_at = ${until}, attempts = attempts + 1
      where id in (
        select id
        from alert_message
        where state = 'waiting' and due_at <= ${now}
          and channel_id <> all(${held}::text[])
          and (urgent or kind = 'test' or channel_id <> all(${quiet}::text[]))
        order by due_at, id
        limit ${most}
        for update skip locked
      )
      returning ${columns}`);
  }

  /** Nothing when it is not waiting, or with somebody else. */
  claimOne(id: string, now: Date, until: Date): Promise<MessageRow | undefined> {
    return this.database.one<MessageRow>(sql`
      update alert_message
      set due_at = ${until}, attempts = attempts + 1
      where id = ${id} and state = 'waiting' and due_at <= ${now}
      returning ${columns}`);
  }

  async sent(id: string, at: Date): Promise<void> {
    await this.database.query(sql`
      update alert_message
      set state = 'sent', ended_at = ${at}, error = null
      where id = ${id}`);
  }

  /** `due`: when it is tried again; null: it is given up. */
  async failed(id: string, error: string, due: Date | null, at: Date): Promise<void> {
    await this.database.query(sql`
      update alert_message
      set error = ${error}, state = ${due ? 'waiting' : 'dead'}, due_at = coalesce(${due}, due_at),
        ended_at = ${due ? null : at}
      where id = ${id} and state = 'waiting'`);
  }

  /** Nothing is sent to the channel before then. */
  async putOff(channelId: string, until: Date): Promise<void> {
    await this.database.query(sql`
      update alert_message
      set due_at = ${until}
      where channel_id = ${channelId} and state = 'waiting' and due_at < ${until}`);
  }

  /** Gives whether it had been given up. */
  async revive(id: string, now: Date): Promise<boolean> {
    const rows = await this.database.query(sql`
      update alert_message
      set state = 'waiting', attempts = 0, due_at = ${now}, ended_at = null
      where id = ${id} and state = 'dead'
      returning id`);
    return rows.length > 0;
  }

  /** Of a channel that is being removed. */
  async giveUp(channelId: string, error: string, at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update alert_message
      set state = 'dead', error = ${error}, ended_at = ${at}
      where channel_id = ${channelId} and state = 'waiting'`);
  }

  /** What arrived long ago. */
  async forgetBefore(at: Date): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(sql`
        delete from alert_notice
        using alert_message
        where alert_message.id = message_id and state <> 'waiting' and ended_at < ${at}`);
      await tx.query(sql`delete from alert_message where state <> 'waiting' and ended_at < ${at}`);
    });
  }
}
