import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

const dayMs = 86_400_000;

export interface MemoryRow {
  slot: string;
  key: Buffer;
  sealed: Buffer;
}

/** Deliveries that were taken, and what those to come have to know of them. */
@Injectable()
export class HookStore {
  constructor(private readonly database: Database) {}

  async isKnown(
    source: string,
    digest: Buffer,
    on: Transaction | Database = this.database,
  ): Promise<boolean> {
    const row = await on.one(sql`
      select from hook_delivery where source = ${source} and digest = ${digest}`);
    return row !== undefined;
  }

  async note(
    source: string,
    digest: Buffer,
    at: Date,
    on: Transaction | Database = this.database,
  ): Promise<void> {
    await on.query(sql`
      insert into hook_delivery (source, digest, at)
      values (${source}, ${digest}, ${at})
      on conflict do nothing`);
  }

  async recall(
    source: string,
    { slot, key }: Pick<MemoryRow, 'slot' | 'key'>,
    at: Date,
    tx: Transaction,
  ): Promise<Buffer | undefined> {
    const place = sql`source = ${source} and slot = ${slot} and key = ${key}`;
    const row = await tx.one<{ sealed: Buffer; used_at: Date }>(sql`
      select sealed, used_at from hook_memory where ${place}`);
    // What is used is kept; that it was is noted once a day.
    if (row && at.getTime() - row.used_at.getTime() > dayMs) {
      await tx.query(sql`update hook_memory set used_at = ${at} where ${place}`);
    }
    return row?.sealed;
  }

  async remember(source: string, rows: readonly MemoryRow[], at: Date, tx: Transaction): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(sql`
      insert into hook_memory (source, slot, key, sealed, used_at)
      select ${source}, slot, key, sealed, ${at}
      from unnest(
        ${rows.map(({ slot }) => slot)}::text[], ${rows.map(({ key }) => key)}::bytea[],
        ${rows.map(({ sealed }) => sealed)}::bytea[]) as given (slot, key, sealed)
      on conflict (source, slot, key) do update set sealed = excluded.sealed, used_at = excluded.used_at`);
  }

  /** Of a source that is no longer set up. */
  async forget(source: string, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from hook_delivery where source = ${source}`);
    await tx.query(sql`delete from hook_memory where source = ${source}`);
  }

  async purge(deliveriesBefore: Date, memoryBefore: Date): Promise<void> {
    await this.database.query(sql`delete from hook_delivery where at < ${deliveriesBefore}`);
    await this.database.query(sql`delete from hook_memory where used_at < ${memoryBefore}`);
  }
}
