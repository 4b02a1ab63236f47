import { Injectable } from '@nestjs/common';
import type { Dimension, Filters } from '../contract/dimensions.js';
import type { Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { keyOf, rowsOf } from '../metrics/plan.js';

export interface Asked {
  filters: Filters;
  from: Date;
  to: Date;
}

export interface FidelityRow {
  key: string;
  due: number;
  judged: number;
  correct: number;
  /** With a judged action. */
  handoffs: number;
  /** Mean and variance over these handoffs of the share of correct ones. */
  mean: number | null;
  variance: number | null;
}

export interface CauseRow {
  key: string;
  incorrect: number;
  omitted: number;
  late: number;
}

/** What became of due actions. The predicates are those of the metric. */
@Injectable()
export class FidelityStore {
  /** By one dimension, or all in one row. */
  async rows(tx: Transaction, asked: Asked, watermark: Date, by?: Dimension): Promise<FidelityRow[]> {
    const key = by ? keyOf('action', by) : sql`''::text`;
    return tx.query<FidelityRow>(sql`
      select key, sum(due)::int as due, sum(judged)::int as judged, sum(correct)::int as correct,
        count(*) filter (where judged > 0)::int as handoffs,
        avg(correct::float8 / nullif(judged, 0)) as mean,
        var_samp(correct::float8 / nullif(judged, 0)) as variance
      from (
        select ${key} as key, count(*) as due,
          count(*) filter (where ${rowsOf('action', ['adjudicated'], watermark)}) as judged,
          count(*) filter (where ${rowsOf('action', ['correct'], watermark)}) as correct
        from action
        where ${inScope(asked)} and ${rowsOf('action', ['of_handoff', 'due'], watermark)}
        group by 1, conversation_key, handoff_key
      ) as handed
      group by key
      order by due desc, key`);
  }

  async notDue(tx: Transaction, asked: Asked, watermark: Date): Promise<number> {
    const row = await tx.one<{ count: number }>(sql`
      select count(*) as count
      from action
      where ${inScope(asked)} and ${rowsOf('action', ['of_handoff', 'not_due'], watermark)}`);
    return row?.count ?? 0;
  }

  causes(tx: Transaction, asked: Asked, watermark: Date): Promise<CauseRow[]> {
    return tx.query<CauseRow>(sql`
      select ${keyOf('action', 'cause')} as key,
        count(*) filter (where ${rowsOf('action', ['incorrect'], watermark)}) as incorrect,
        count(*) filter (where ${rowsOf('action', ['omitted'], watermark)}) as omitted,
        count(*) filter (where ${rowsOf('action', ['late'], watermark)}) as late
      from action
      where ${inScope(asked)} and ${judged(watermark)} and not ${rowsOf('action', ['correct'], watermark)}
      group by 1
      order by count(*) desc, 1`);
  }

  evidence(
    tx: Transaction,
    asked: Asked,
    watermark: Date,
  ): Promise<{ key: string; judged: number; correct: number }[]> {
    return tx.query(sql`
      select ${keyOf('action', 'evidence')} as key, count(*) as judged,
        count(*) filter (where ${rowsOf('action', ['correct'], watermark)}) as correct
      from action
      where ${inScope(asked)} and ${judged(watermark)}
      group by 1
      order by 2 desc, 1`);
  }
}

const judged = (watermark: Date): Sql => rowsOf('action', ['of_handoff', 'due', 'adjudicated'], watermark);
const inScope = ({ filters, from, to }: Asked): Sql => filterSql('action', { ...filters, from, to });
