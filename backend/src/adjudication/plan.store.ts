import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { planSpec } from '../contract/adjudication.js';
import { copyRow } from '../db/copy-row.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

export type PlanSpec = z.output<typeof planSpec>;

export interface PlanRow {
  id: string;
  name: string;
  spec: PlanSpec;
  as_of: Date;
  digest: string;
  drawn_at: Date;
  drawn: number;
  read: number;
}

export interface StratumRow {
  stratum_no: number;
  label: string;
  population: number;
  drawn: number;
}

/** One action of a plan's frame. */
export interface UnitRow {
  conversation_key: Buffer;
  handoff_key: Buffer;
  action_key: Buffer;
  stratum_no: number;
  probability: number;
  draw_no: number | null;
  twice: boolean;
}

/** A stratum's units as they are known now. */
export interface Standing {
  stratum_no: number;
  /** Known without readings of this plan. */
  known: number;
  known_correct: number;
  /** The rest, how many of them were drawn, and what readings said. */
  population: number;
  drawn: number;
  read: number;
  judged: number;
  correct: number;
}

const judgedResults = sql`('correct', 'incorrect', 'omitted', 'late')`;

/** Plans, what they drew from, and how far they have been read. */
@Injectable()
export class PlanStore {
  constructor(private readonly database: Database) {}

  list(): Promise<PlanRow[]> {
    return this.database.query<PlanRow>(sql`
      select ${this.columns}
      from review_plan
      order by drawn_at desc, id`);
  }

  find(id: string, on: Transaction | Database = this.database): Promise<PlanRow | undefined> {
    return on.one<PlanRow>(sql`
      select ${this.columns}
      from review_plan
      where id = ${id}`);
  }

  strata(plan: string): Promise<StratumRow[]> {
    return this.database.query<StratumRow>(sql`
      select stratum_no, label, population, drawn
      from review_stratum
      where plan_id = ${plan}
      order by stratum_no`);
  }

  /**
   * What is known of each stratum: a unit that somebody judged without this plan, or a system whenever it did, is
   * known whether it was drawn or not. What is in no fact any more is not counted.
   */
  standings(plan: string): Promise<Standing[]> {
    return this.database.query<Standing>(sql`
      select stratum_no,
        count(*) filter (where known) as known,
        count(*) filter (where known and fact = 'correct') as known_correct,
        count(*) filter (where not known) as population,
        count(*) filter (where not known and draw_no is not null) as drawn,
        count(*) filter (where not known and said is not null) as read,
        count(*) filter (where not known and said in ${judgedResults}) as judged,
        count(*) filter (where not known and said = 'correct') as correct
      from (
        select unit.stratum_no, unit.draw_no, action.result as fact, reading.result as said,
          coalesce(
            action.result in ${judgedResults} and (reading.result is null or action.evidence <> 'reviewer'),
            false
          ) as known
        from review_unit as unit
        join action using (conversation_key, handoff_key, action_key)
        left join review_reading as reading
          on reading.plan_id = unit.plan_id and reading.draw_no = unit.draw_no and reading.pass = 1
            and reading.result is not null
        where unit.plan_id = ${plan}
      ) as one
      group by stratum_no
      order by stratum_no`);
  }

  /** Pairs of readings of the same item, in the order of the draw. */
  pairs(plan: string): Promise<{ handoff_key: Buffer; action_key: Buffer; first: string; second: string }[]> {
    return this.database.query(sql`
      select unit.handoff_key, unit.action_key, first.result as first, second.result as second
      from review_reading as first
      join review_reading as second using (plan_id, draw_no)
      join review_unit as unit using (plan_id, draw_no)
      where plan_id = ${plan} and first.pass = 1 and second.pass = 2
        and first.result is not null and second.result is not null
      order by draw_no`);
  }

  async countTwice(plan: string): Promise<number> {
    const row = await this.database.one<{ asked: number }>(sql`
      select count(*) as asked
      from review_unit
      where plan_id = ${plan} and twice`);
    return row?.asked ?? 0;
  }

  /** In the transaction of the event that says it was drawn. */
  async insert(
    plan: Omit<PlanRow, 'drawn' | 'read'> & { event_id: string },
    strata: readonly StratumRow[],
    units: Iterable<UnitRow>,
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      insert into review_plan (id, name, spec, as_of, digest, drawn_at, event_id)
      values (
        ${plan.id}, ${plan.name}, ${JSON.stringify(plan.spec)}, ${plan.as_of}, ${plan.digest}, ${plan.drawn_at},
        ${plan.event_id})`);
    const rows = strata.map((one) => [plan.id, one.stratum_no, one.label, one.population, one.drawn]);
    await this.copy(tx, 'review_stratum', ['plan_id', 'stratum_no', 'label', 'population', 'drawn'], rows);
    await this.copy(tx, 'review_unit', unitColumns, unitRows(plan.id, units));
  }

  private copy(
    tx: Transaction,
    table: string,
    columns: readonly string[],
    rows: Iterable<readonly unknown[]>,
  ): Promise<void> {
    return tx.copyIn(table, columns, copied(rows));
  }

  private readonly columns = sql`
    id, name, spec, as_of, digest, drawn_at,
    (select coalesce(sum(stratum.drawn), 0)::int
     from review_stratum as stratum
     where stratum.plan_id = review_plan.id and stratum.stratum_no > 0) as drawn,
    (select count(*)::int
     from review_reading as reading
     where reading.plan_id = review_plan.id and reading.pass = 1 and reading.result is not null) as read`;
}

const unitColumns = [
  'plan_id',
  'conversation_key',
  'handoff_key',
  'action_key',
  'stratum_no',
  'probability',
  'draw_no',
  'twice',
] as const;

function* unitRows(plan: string, units: Iterable<UnitRow>): Generator<readonly unknown[]> {
  for (const unit of units) {
    const { conversation_key, handoff_key, action_key, stratum_no, probability, draw_no, twice } = unit;
    yield [plan, conversation_key, handoff_key, action_key, stratum_no, probability, draw_no, twice];
  }
}

const rowsPerChunk = 1000;

function* copied(rows: Iterable<readonly unknown[]>): Generator<string> {
  let chunk: string[] = [];
  for (const row of rows) {
    chunk.push(copyRow(row));
    if (chunk.length < rowsPerChunk) continue;
    yield chunk.join('');
    chunk = [];
  }
  if (chunk.length > 0) yield chunk.join('');
}
