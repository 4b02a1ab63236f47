import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

/** How far each follower has come. */
@Injectable()
export class CursorStore {
  constructor(private readonly database: Database) {}

  async read(name: string, tx: Transaction | Database = this.database): Promise<number> {
    const row = await tx.one<{ cursor: number }>(sql`select cursor from follower where name = ${name}`);
    return row?.cursor ?? 0;
  }

  /**
   * Moves the cursor forward; `watermark` is the latest event time of the batch, never later than the clock, or null
   * when nothing in it happened to a customer.
   */
  async move(name: string, cursor: number, watermark: Date | null, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into follower (name, cursor, watermark_at)
      values (${name}, ${cursor}, ${watermark})
      on conflict (name) do update
      set cursor = excluded.cursor,
          watermark_at = greatest(follower.watermark_at, excluded.watermark_at)`);
  }

  /** Changes whenever a follower moves. */
  async state(): Promise<string> {
    const rows = await this.database.query<{ name: string; cursor: number }>(
      sql`select name, cursor from follower order by name`,
    );
    return rows.map(({ name, cursor }) => `${name} ${cursor}`).join();
  }

  async forget(name: string, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from follower where name = ${name}`);
  }

  /** Latest event time that the follower's facts include; null before the first event. */
  async watermark(name: string): Promise<Date | null> {
    const row = await this.database.one<{ watermark_at: Date | null }>(
      sql`select watermark_at from follower where name = ${name}`,
    );
    return row?.watermark_at ?? null;
  }
}
