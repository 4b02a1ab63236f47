import type { CostRates } from '../contract/rates.js';
import type { Database, Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface RateRow {
  currency: string;
  bot_episode_milli: number;
  human_contact_milli: number;
  human_hour_milli: number;
  changed_at: Date;
}

export const ratesOf = (row: Omit<RateRow, 'changed_at'>): CostRates => ({
  currency: row.currency,
  bot_episode: row.bot_episode_milli / 1000,
  human_contact: row.human_contact_milli / 1000,
  human_hour: row.human_hour_milli / 1000,
});

export const milli = (amount: number): number => Math.round(amount * 1000);

/** What the operator pays. */
export class RateStore {
  async read(on: Transaction | Database): Promise<{ rates: CostRates; changedAt: Date } | null> {
    const row = await on.one<RateRow>(sql`
      select currency, bot_episode_milli, human_contact_milli, human_hour_milli, changed_at
      from cost_rate`);
    if (!row) return null;
    return { changedAt: row.changed_at, rates: ratesOf(row) };
  }

  async write(rates: CostRates, at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into cost_rate (currency, bot_episode_milli, human_contact_milli, human_hour_milli, changed_at)
      values (${rates.currency}, ${milli(rates.bot_episode)}, ${milli(rates.human_contact)},
        ${milli(rates.human_hour)}, ${at})
      on conflict (singleton) do update
      set currency = excluded.currency,
          bot_episode_milli = excluded.bot_episode_milli,
          human_contact_milli = excluded.human_contact_milli,
          human_hour_milli = excluded.human_hour_milli,
          changed_at = excluded.changed_at`);
  }
}
