import { Injectable } from '@nestjs/common';
import type { AlertCondition } from '../contract/alerts.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Reading } from './judge.js';
import type { RuleState } from './state.js';

export interface RuleRow {
  id: string;
  condition: AlertCondition;
  severity: 'normal' | 'critical';
  raise_after: number;
  resolve_after: number;
  channels: string[];
  paused: boolean;
  changed_at: Date;
  state: RuleState['state'];
  since: Date | null;
  breaches: number;
  fines: number;
  looked_at: Date | null;
}

interface WindowRow {
  rule_id: string;
  end_at: Date;
  verdict: Reading['verdict'];
  why: Reading['why'];
  value: number | null;
  low: number | null;
  high: number | null;
  rows: number | null;
}

const columns = sql`
  id, condition, severity, raise_after, resolve_after, channels, paused, changed_at, state, since, breaches, fines,
  looked_at`;

const readingOf = ({ end_at, verdict, why, value, low, high, rows }: WindowRow): Reading => ({
  end: end_at.getTime(),
  ...{ verdict, why, value, low, high, rows },
});

/** Rules, and what each of their windows said. */
@Injectable()
export class RuleStore {
  constructor(private readonly database: Database) {}

  list(): Promise<RuleRow[]> {
    return this.database.query<RuleRow>(sql`select ${columns} from alert_rule order by created_at, id`);
  }

  active(): Promise<RuleRow[]> {
    return this.database.query<RuleRow>(
      sql`select ${columns} from alert_rule where not paused order by created_at, id`,
    );
  }

  find(id: string): Promise<RuleRow | undefined> {
    return this.database.one<RuleRow>(sql`select ${columns} from alert_rule where id = ${id}`);
  }

  /** Nobody else changes it or counts its windows until the transaction ends. */
  hold(id: string, tx: Transaction): Promise<RuleRow | undefined> {
    return tx.one<RuleRow>(sql`select ${columns} from alert_rule where id = ${id} for update`);
  }

  async insert(rule: RuleRow, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into alert_rule (
        id, condition, severity, raise_after, resolve_after, channels, paused, created_at, changed_at, state, looked_at)
      values (
        ${rule.id}, ${JSON.stringify(rule.condition)}::jsonb, ${rule.severity}, ${rule.raise_after},
        ${rule.resolve_after}, ${rule.channels}::text[], ${rule.paused}, ${rule.changed_at}, ${rule.changed_at}, 'new',
        ${rule.looked_at})`);
  }

  async update(rule: RuleRow, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update alert_rule
      set condition = ${JSON.stringify(rule.condition)}::jsonb, severity = ${rule.severity},
        raise_after = ${rule.raise_after}, resolve_after = ${rule.resolve_after},
        channels = ${rule.channels}::text[], paused = ${rule.paused}, changed_at = ${rule.changed_at},
        state = ${rule.state}, since = ${rule.since}, breaches = ${rule.breaches}, fines = ${rule.fines},
        looked_at = ${rule.looked_at}
      where id = ${rule.id}`);
  }

  async setState(id: string, state: RuleState, lookedAt: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update alert_rule
      set state = ${state.state}, since = ${state.since === null ? null : new Date(state.since)},
        breaches = ${state.breaches}, fines = ${state.fines}, looked_at = ${lookedAt}
      where id = ${id}`);
  }

  async remove(id: string, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from alert_rule where id = ${id}`);
  }

  /** A window that was judged by somebody else meanwhile breaks the transaction. */
  async addWindows(id: string, readings: readonly Reading[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into alert_window (rule_id, end_at, verdict, why, value, low, high, rows)
      select ${id}, given.*
      from unnest(
        ${readings.map(({ end }) => new Date(end))}::timestamptz[], ${readings.map(({ verdict }) => verdict)}::text[],
        ${readings.map(({ why }) => why)}::text[], ${readings.map(({ value }) => value)}::float8[],
        ${readings.map(({ low }) => low)}::float8[], ${readings.map(({ high }) => high)}::float8[],
        ${readings.map(({ rows }) => rows)}::bigint[]
      ) as given`);
  }

  async forgetWindows(id: string, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from alert_window where rule_id = ${id}`);
  }

  /** The last windows of each rule, oldest first. */
  async windows(ids: readonly string[], most: number): Promise<Map<string, Reading[]>> {
    const rows = await this.database.query<WindowRow>(sql`
      select alert_window.*
      from unnest(${ids}::text[]) as rule (id)
      cross join lateral (
        select rule_id, end_at, verdict, why, value, low, high, rows
        from alert_window
        where rule_id = rule.id
        order by end_at desc
        limit ${most}
      ) as alert_window
      order by rule_id, end_at`);
    const found = new Map<string, Reading[]>();
    for (const row of rows) found.set(row.rule_id, [...(found.get(row.rule_id) ?? []), readingOf(row)]);
    return found;
  }

  async forgetBefore(at: Date): Promise<void> {
    await this.database.query(sql`delete from alert_window where end_at < ${at}`);
  }
}
