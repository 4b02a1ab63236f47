import { Injectable } from '@nestjs/common';
import type { MetricName } from '../contract/metrics.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface TargetStep {
  /** First day, as `2026-03-01`. */
  from: string;
  value: number;
}
export interface TargetRow extends TargetStep {
  metric: MetricName;
}

/** What each metric should come to. */
@Injectable()
export class TargetStore {
  constructor(private readonly database: Database) {}

  list(): Promise<TargetRow[]> {
    return this.database.query<TargetRow>(sql`
      select metric, to_char(starts_on, 'YYYY-MM-DD') as "from", value
      from target
      order by metric, starts_on`);
  }

  async replace(tx: Transaction, metric: MetricName, steps: readonly TargetStep[]): Promise<void> {
    await tx.query(sql`delete from target where metric = ${metric}`);
    await tx.query(sql`
      insert into target (metric, starts_on, value)
      select ${metric}, starts_on, value
      from unnest(${steps.map(({ from }) => from)}::date[], ${steps.map(({ value }) => value)}::float8[])
        as step (starts_on, value)`);
  }
}
