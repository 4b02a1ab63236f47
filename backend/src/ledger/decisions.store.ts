import { Injectable } from '@nestjs/common';
import type { DecisionType } from '../contract/event-types.js';
import type { CloudEvent } from '../contract/events.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { DataKeys } from './data-keys.store.js';
import type { LedgerEvent } from './ledger-event.js';
import { logId } from './log.store.js';
import type { Pub } from './open-fields.js';
import { type LeafRow, StoredEvent } from './stored-event.js';

/** What people decided in the product, as the ledger has it. */
export interface Decision {
  /** Id of its event. */
  id: string;
  type: DecisionType;
  at: Date;
  pub: Pub;
  /** Its leaf; null while it waits for its place. */
  entry: number | null;
  /** Undefined once whoever decided was erased. */
  event: CloudEvent | undefined;
}

type DecisionRow = Omit<LeafRow, 'leaf_index'> & { leaf_index: number | null; event_id: string };

const rows = sql`
  select inbox.event_id, leaf.leaf_index, inbox.entry, inbox.event_uid, inbox.type, inbox.source, inbox.link,
    inbox.payload, inbox.subject_ref, data_key.wrapped_key
  from ledger.inbox
  left join ledger.leaf using (log_id, inbox_id)
  left join ledger.data_key on data_key.log_id = inbox.log_id and data_key.subject_ref = inbox.subject_ref`;

@Injectable()
export class DecisionsStore {
  constructor(
    private readonly database: Database,
    private readonly keys: DataKeys,
  ) {}

  /** The latest of these types that were made before `before`, else the latest; newest first. */
  async latest(
    types: readonly DecisionType[],
    before: { at: Date; id: string } | undefined,
    limit: number,
  ): Promise<Decision[]> {
    const earlier = before
      ? sql`and (inbox.occurred_at, inbox.event_id) < (${before.at}, ${before.id})`
      : sql.empty;
    return this.read(sql`
      ${rows}
      where inbox.log_id = ${logId} and inbox.source = 'baton' and inbox.type = any(${types}::text[]) ${earlier}
      order by inbox.occurred_at desc, inbox.event_id desc
      limit ${limit}`);
  }

  /** The one with this uid among those of these types. */
  async find(types: readonly DecisionType[], uid: string): Promise<Decision | undefined> {
    const [found] = await this.read(sql`
      ${rows}
      where inbox.log_id = ${logId} and inbox.source = 'baton' and inbox.type = any(${types}::text[])
        and inbox.event_uid = ${uid}::uuid`);
    return found;
  }

  /** All of these types, oldest first. */
  all(types: readonly DecisionType[], on: Transaction | Database = this.database): Promise<Decision[]> {
    return this.read(
      sql`
      ${rows}
      where inbox.log_id = ${logId} and inbox.source = 'baton' and inbox.type = any(${types}::text[])
      order by inbox.inbox_id`,
      on,
    );
  }

  /** Everything under these references, which are erased; without a place yet, its index is -1. */
  async under(refs: readonly Buffer[], tx: Transaction): Promise<LedgerEvent[]> {
    const found = await tx.query<LeafRow>(sql`
      select coalesce(leaf.leaf_index, -1) as leaf_index, inbox.entry, inbox.event_uid, inbox.type, inbox.source, inbox.link,
        ''::bytea as payload, inbox.subject_ref, null::bytea as wrapped_key
      from ledger.inbox
      left join ledger.leaf using (log_id, inbox_id)
      where inbox.log_id = ${logId} and inbox.subject_ref = any(${refs}::bytea[])
        and (inbox.link ? 'customer' or inbox.source = 'baton')
      order by inbox.inbox_id`);
    return found.map((row) => new StoredEvent(row, this.keys));
  }

  private async read(statement: Sql, on: Transaction | Database = this.database): Promise<Decision[]> {
    const found = await on.query<DecisionRow>(statement);
    return found.map((row) => {
      const event = new StoredEvent({ ...row, leaf_index: row.leaf_index ?? -1 }, this.keys);
      return {
        id: row.event_id,
        type: row.type as DecisionType,
        at: new Date(event.at),
        pub: event.pub,
        entry: row.leaf_index,
        event: event.event,
      };
    });
  }
}
