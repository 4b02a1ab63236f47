import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../db/database.js';
import { sql } from '../../db/sql.js';
import { holdWords } from '../escalation.store.js';

/** A title that a model proposed and about which nobody has decided yet. */
export interface ProposedTitle {
  title: string;
  model: string;
  at: Date;
}

/** Proposed titles of gaps, with the escalations whose words they were made from. */
@Injectable()
export class TitleStore {
  constructor(private readonly database: Database) {}

  async find(gap: string): Promise<ProposedTitle | undefined> {
    return this.database.one<ProposedTitle>(sql`
      select title, model, at from gap_title where gap_id = ${gap}`);
  }

  /** Unless the words that it was made from are not all there any more. Answers whether it was kept. */
  async keep(
    gap: string,
    { title, model, at }: ProposedTitle,
    basis: readonly { handoffKey: string; text: string }[],
  ): Promise<boolean> {
    const keys = basis.map(({ handoffKey }) => Buffer.from(handoffKey, 'base64url'));
    return this.database.transaction(async (tx) => {
      if ((await holdWords(basis, tx)).size < basis.length) return false;
      await tx.query(sql`
        insert into gap_title (gap_id, title, model, at, handoffs)
        values (${gap}, ${title}, ${model}, ${at}, ${keys}::bytea[])
        on conflict (gap_id) do update
        set title = excluded.title, model = excluded.model, at = excluded.at, handoffs = excluded.handoffs`);
      return true;
    });
  }

  async forget(gap: string): Promise<void> {
    await this.database.query(sql`delete from gap_title where gap_id = ${gap}`);
  }

  /** Words of these escalations are gone, or other ones now. */
  async forgetMadeFrom(handoffs: readonly string[], tx: Transaction): Promise<void> {
    const keys = handoffs.map((key) => Buffer.from(key, 'base64url'));
    await tx.query(sql`delete from gap_title where handoffs && ${keys}::bytea[]`);
  }
}
