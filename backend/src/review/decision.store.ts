import { Injectable } from '@nestjs/common';
import type { ReviewKind, ReviewVerdict } from '../contract/review.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { gapName } from '../gaps/membership.store.js';

export interface DecisionRow {
  /** Of its ledger event. */
  id: string;
  /** Uid of that event. */
  uid: string;
  item_id: string;
  kind: ReviewKind;
  gap_id: string;
  verdict: ReviewVerdict;
  label: string | null;
  of_decision: string | null;
  reviewer: Buffer;
  at: Date;
  examples: number;
  undone_at: Date | null;
}

/** What somebody said of an example. */
export interface Reading {
  verdict: ReviewVerdict;
  label: string | null;
}

/** Two people's words on one example, neither of whom saw the other's. */
export interface PairRow {
  first_id: string;
  handoff_key: Buffer;
  gap_id: string;
  gap_name: string;
  first_verdict: ReviewVerdict;
  first_label: string | null;
  second_verdict: ReviewVerdict;
  second_label: string | null;
  settled: boolean;
}

const columns = sql`
  decision.id, decision.uid, decision.item_id, decision.kind, decision.gap_id, decision.verdict, decision.label,
  decision.of_decision, decision.reviewer, decision.at, decision.examples, decision.undone_at`;

/** What reviewers decided, as it was done here: the ledger has the decisions themselves. */
@Injectable()
export class DecisionStore {
  constructor(private readonly database: Database) {}

  async add(row: DecisionRow, handoffs: readonly Buffer[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into review_decision (
        id, uid, item_id, kind, gap_id, verdict, label, of_decision, reviewer, at, examples)
      values (
        ${row.id}, ${row.uid}, ${row.item_id}, ${row.kind}, ${row.gap_id}, ${row.verdict}, ${row.label},
        ${row.of_decision}, ${row.reviewer}, ${row.at}, ${row.examples})`);
    await tx.query(sql`
      update review_item_member
      set decision_id = ${row.id}
      where item_id = ${row.item_id} and handoff_key = any(${handoffs}::bytea[])`);
  }

  find(id: string, tx: Transaction): Promise<DecisionRow | undefined> {
    return tx.one<DecisionRow>(sql`
      select ${columns} from review_decision as decision where decision.id = ${id} for update`);
  }

  /** Its examples are open again in their item. Those that somebody else holds or decided meanwhile are not. */
  async undo(row: DecisionRow, at: Date, tx: Transaction): Promise<Buffer[]> {
    await tx.query(sql`update review_decision set undone_at = ${at} where id = ${row.id}`);
    const rows = await tx.query<{ handoff_key: Buffer; open: boolean }>(sql`
      update review_item_member as member
      set decision_id = null,
          released = exists (
            select
            from review_item_member as other
            where other.handoff_key = member.handoff_key and other.item_id <> member.item_id
              and other.decision_id is null and not other.released)
      where member.decision_id = ${row.id}
      returning member.handoff_key, not member.released as open`);
    return rows.filter(({ open }) => open).map((member) => member.handoff_key);
  }

  /** Second readings and what was settled rest on it: they cannot stand without it. */
  async dependents(id: string, tx: Transaction): Promise<DecisionRow[]> {
    return tx.query<DecisionRow>(sql`
      select ${columns}
      from review_decision as decision
      where decision.of_decision = ${id} and decision.undone_at is null`);
  }

  latest(reviewer: Buffer, limit: number): Promise<(DecisionRow & { gap_name: string })[]> {
    return this.database.query(sql`
      select ${columns}, coalesce(${nameOf(sql`decision.gap_id`)}, decision.gap_id) as gap_name
      from review_decision as decision
      where decision.reviewer = ${reviewer}
      order by decision.at desc, decision.id
      limit ${limit}`);
  }

  /** Of each of these first readings, that and the second. */
  async readings(firsts: readonly string[], tx: Transaction): Promise<Map<string, Reading[]>> {
    const rows = await tx.query<Reading & { first: string }>(sql`
      select coalesce(decision.of_decision, decision.id) as first, decision.verdict, decision.label
      from review_decision as decision
      where (decision.id = any(${firsts}::uuid[])
          or (decision.of_decision = any(${firsts}::uuid[]) and decision.kind = 'second'))
        and decision.undone_at is null
      order by decision.at, decision.id`);
    const found = new Map<string, Reading[]>();
    for (const { first, verdict, label } of rows)
      found.set(first, [...(found.get(first) ?? []), { verdict, label }]);
    return found;
  }

  pairs(): Promise<PairRow[]> {
    return this.database.query<PairRow>(sql`
      select first.id as first_id, member.handoff_key, first.gap_id,
             coalesce(${nameOf(sql`first.gap_id`)}, first.gap_id) as gap_name,
             first.verdict as first_verdict, first.label as first_label,
             second.verdict as second_verdict, second.label as second_label,
             exists (
               select
               from review_decision as settled
               join review_item_member as one on one.decision_id = settled.id
               where settled.kind = 'disagreement' and settled.of_decision = first.id
                 and settled.undone_at is null and one.handoff_key = member.handoff_key) as settled
      from review_decision as second
      join review_decision as first on first.id = second.of_decision
      join review_item_member as member on member.decision_id = second.id
      where second.kind = 'second' and second.undone_at is null and first.undone_at is null
      order by second.at desc, second.id`);
  }

  /** By kind of item and verdict, what stands. */
  tally(): Promise<{ kind: ReviewKind; verdict: ReviewVerdict; decisions: number; examples: number }[]> {
    return this.database.query(sql`
      select kind, verdict, count(*) as decisions, sum(examples)::int as examples
      from review_decision
      where undone_at is null
      group by kind, verdict`);
  }

  async countBy(reviewer: Buffer): Promise<number> {
    const row = await this.database.one<{ decisions: number }>(sql`
      select count(*) as decisions
      from review_decision
      where reviewer = ${reviewer} and undone_at is null`);
    return row?.decisions ?? 0;
  }

  async secondShare(on: Transaction | Database = this.database): Promise<number> {
    const row = await on.one<{ second_share: number }>(sql`select second_share from review_setting`);
    return row?.second_share ?? 0;
  }

  async setSecondShare(share: number, tx: Transaction): Promise<void> {
    await tx.query(sql`
      insert into review_setting (second_share) values (${share})
      on conflict (singleton) do update set second_share = excluded.second_share`);
  }
}

const nameOf = (id: Sql): Sql => sql`(select ${gapName} from gap where gap.id = ${id})`;
