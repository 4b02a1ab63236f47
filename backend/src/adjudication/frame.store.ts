import { Injectable } from '@nestjs/common';
import type { Filters } from '../contract/dimensions.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { filterSql } from '../episodes/fact-filter.store.js';
import { keyOf, rowsOf } from '../metrics/plan.js';
import type { PlanSpec } from './plan.store.js';

/** A due action as it is drawn from. */
export interface FrameRow {
  conversation_key: Buffer;
  handoff_key: Buffer;
  action_key: Buffer;
  value: string;
  known: boolean;
}

/** Due actions by the value that they are stratified by. */
export interface FrameTally {
  value: string;
  due: number;
  judged: number;
  correct: number;
}

const everything = sql`''::text`;

/** The due actions that a plan is about. Shares its predicate with fidelity, so both count the same rows. */
@Injectable()
export class FrameStore {
  constructor(private readonly database: Database) {}

  tally(spec: PlanSpec, asOf: Date, on: Transaction | Database = this.database): Promise<FrameTally[]> {
    return on.query<FrameTally>(sql`
      select ${groupOf(spec)} as value, count(*) as due,
        count(*) filter (where ${rowsOf('action', ['adjudicated'], asOf)}) as judged,
        count(*) filter (where ${rowsOf('action', ['correct'], asOf)}) as correct
      from action
      where ${dueOf(spec, asOf)}
      group by 1
      order by 1`);
  }

  rows(spec: PlanSpec, asOf: Date, tx: Transaction): Promise<FrameRow[]> {
    return tx.query<FrameRow>(sql`
      select conversation_key, handoff_key, action_key, ${groupOf(spec)} as value,
        coalesce(${rowsOf('action', ['adjudicated'], asOf)}, false) as known
      from action
      where ${dueOf(spec, asOf)}`);
  }

  /** Due actions of the plan's scope that came, or became due, after it was drawn. */
  async countLater(plan: string, spec: PlanSpec, asOf: Date): Promise<number> {
    const row = await this.database.one<{ later: number }>(sql`
      select count(*) as later
      from action
      where ${dueOf(spec, asOf)}
        and not exists (
          select from review_unit as unit
          where unit.plan_id = ${plan}
            and unit.conversation_key = action.conversation_key
            and unit.handoff_key = action.handoff_key
            and unit.action_key = action.action_key)`);
    return row?.later ?? 0;
  }
}

const groupOf = (spec: PlanSpec): Sql => (spec.design === 'simple' ? everything : keyOf('action', spec.by));

function dueOf({ from, to, filters }: PlanSpec, asOf: Date): Sql {
  const scope = { ...(filters as Filters), from, to };
  return sql`${filterSql('action', scope)} and ${rowsOf('action', ['of_handoff', 'due'], asOf)}`;
}
