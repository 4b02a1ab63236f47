import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export interface AlertRow {
  id: string;
  rule_id: string;
  sentence: string;
  severity: 'normal' | 'critical';
  unit: 'ratio' | 'count' | 'seconds' | 'mean' | 'change' | 'minutes';
  end_at: Date;
  value: number | null;
  low: number | null;
  high: number | null;
  rows: number | null;
  raised_at: Date;
  resolved_at: Date | null;
  cause: 'recovered' | 'changed' | 'paused' | 'removed' | null;
}

const columns = sql`
  id, rule_id, sentence, severity, unit, end_at, value, low, high, rows, raised_at, resolved_at, cause`;

/** What was raised, and how it ended. */
@Injectable()
export class AlertStore {
  constructor(private readonly database: Database) {}

  /** Firing first, critical before others, then the latest. */
  list(most: number): Promise<AlertRow[]> {
    return this.database.query<AlertRow>(sql`
      select ${columns}
      from alert
      order by resolved_at is not null, case when resolved_at is null then severity end, raised_at desc, id
      limit ${most}`);
  }

  async countFiring(): Promise<{ firing: number; critical: number }> {
    const row = await this.database.one<{ firing: number; critical: number }>(sql`
      select count(*) as firing, count(*) filter (where severity = 'critical') as critical
      from alert
      where resolved_at is null`);
    return row ?? { firing: 0, critical: 0 };
  }

  async insert(alert: AlertRow, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into alert (${columns})
      values (
        ${alert.id}, ${alert.rule_id}, ${alert.sentence}, ${alert.severity}, ${alert.unit}, ${alert.end_at},
        ${alert.value}, ${alert.low}, ${alert.high}, ${alert.rows}, ${alert.raised_at}, ${alert.resolved_at},
        ${alert.cause})`);
  }

  /** Gives the one that was firing. */
  async resolve(
    ruleId: string,
    at: Date,
    cause: NonNullable<AlertRow['cause']>,
    tx: Transaction,
  ): Promise<AlertRow | undefined> {
    return tx.one<AlertRow>(sql`
      update alert
      set resolved_at = ${at}, cause = ${cause}
      where rule_id = ${ruleId} and resolved_at is null
      returning ${columns}`);
  }
}
