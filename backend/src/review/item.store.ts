import { Injectable } from '@nestjs/common';
import type { LabelOrigin, ReviewKind } from '../contract/review.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { bytes, keyOf } from '../episodes/key.js';
import { gapName } from '../gaps/membership.store.js';
import { type Asker, mayBeReviewed, type QueueRow } from './queue.store.js';
import type { Evidence } from './queued.js';

export interface ItemRow {
  id: string;
  kind: ReviewKind;
  gap_id: string;
  label: string;
  label_from: LabelOrigin;
  value: number;
  evidence: Evidence;
  of_decision: string | null;
  reviewer: Buffer;
  claimed_at: Date;
  held_until: Date;
}

export interface MemberRow {
  item_id: string;
  handoff_key: Buffer;
  evidence: Evidence;
  /** Null where words may not be shown, or are erased. */
  text: string | null;
  at: Date;
  language: string | null;
  intent: string | null;
  confidence_bp: number | null;
  failed_code: string | null;
  resolved_intent: string | null;
  words: string | null;
  label: string | null;
  centrality: number | null;
}

export interface NeighbourRow {
  handoff_key: Buffer;
  text: string;
  gap_id: string | null;
  gap_name: string | null;
  label: string | null;
  resolved_intent: string | null;
}

const itemColumns = sql`
  item.id, item.kind, item.gap_id, item.label, item.label_from, item.value, item.evidence, item.of_decision,
  item.reviewer, item.claimed_at, item.held_until`;

const isOpen = sql`member.decision_id is null and not member.released`;

/** `item` has undecided members, and its time is not over. */
const isHeldBy = ({ reviewer, now }: Asker): Sql => sql`
  item.reviewer = ${reviewer} and item.held_until > ${now}
  and exists (select from review_item_member as member where member.item_id = item.id and ${isOpen})`;

/** What reviewers hold. */
@Injectable()
export class ItemStore {
  constructor(private readonly database: Database) {}

  /** What somebody holds, in the order in which it was given. */
  held(
    asker: Asker,
    { kinds, gap }: { kinds: readonly ReviewKind[]; gap: string | undefined },
    tx: Transaction,
  ): Promise<ItemRow[]> {
    return tx.query<ItemRow>(sql`
      select ${itemColumns}
      from review_item as item
      where ${isHeldBy(asker)}
        and item.kind = any(${kinds}::text[])
        and (${gap ?? null}::text is null or item.gap_id = ${gap ?? null})
      order by item.claimed_at, item.id`);
  }

  async countHeld(asker: Asker): Promise<number> {
    const row = await this.database.one<{ held: number }>(sql`
      select count(*) as held
      from review_item as item
      where ${isHeldBy(asker)}`);
    return row?.held ?? 0;
  }

  /** Puts these rows before somebody; whoever held them before and let the time pass has lost them. */
  async add(item: ItemRow, rows: readonly QueueRow[], tx: Transaction): Promise<void> {
    const keys = rows.map((row) => row.handoff_key);
    await tx.query(sql`
      update review_item_member as member
      set released = true
      where member.handoff_key = any(${keys}::bytea[]) and ${isOpen}`);
    await tx.query(sql`
      insert into review_item (
        id, kind, gap_id, label, label_from, value, evidence, of_decision, reviewer, claimed_at, held_until)
      values (
        ${item.id}, ${item.kind}, ${item.gap_id}, ${item.label}, ${item.label_from}, ${item.value},
        ${JSON.stringify(item.evidence)}::jsonb, ${item.of_decision}, ${item.reviewer}, ${item.claimed_at},
        ${item.held_until})`);
    await tx.query(sql`
      insert into review_item_member (item_id, handoff_key, place, evidence)
      select ${item.id}, said.handoff_key, said.place - 1, said.evidence
      from unnest(${keys}::bytea[], ${rows.map((row) => JSON.stringify(row.evidence))}::jsonb[])
        with ordinality as said (handoff_key, evidence, place)`);
  }

  async extend(items: readonly string[], until: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update review_item set held_until = ${until} where id = any(${items}::uuid[])`);
  }

  /** An item, held against anybody who decides or takes it meanwhile. */
  find(id: string, tx: Transaction): Promise<ItemRow | undefined> {
    return tx.one<ItemRow>(sql`
      select ${itemColumns} from review_item as item where item.id = ${id} for update`);
  }

  /** Its members: undecided ones in their order, and whether others were decided. */
  async members(item: string, tx: Transaction): Promise<{ open: Buffer[]; decided: number }> {
    const rows = await tx.query<{ handoff_key: Buffer; open: boolean; decided: boolean }>(sql`
      select member.handoff_key, ${isOpen} as open, member.decision_id is not null as decided
      from review_item_member as member
      where member.item_id = ${item}
      order by member.place
      for update`);
    return {
      open: rows.filter((row) => row.open).map((row) => row.handoff_key),
      decided: rows.filter((row) => row.decided).length,
    };
  }

  async count(item: string, tx: Transaction): Promise<number> {
    const row = await tx.one<{ members: number }>(sql`
      select count(*) as members from review_item_member where item_id = ${item}`);
    return row?.members ?? 0;
  }

  async gapOf(item: string): Promise<string | undefined> {
    return (
      await this.database.one<{ gap_id: string }>(sql`select gap_id from review_item where id = ${item}`)
    )?.gap_id;
  }

  async release(item: string, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update review_item_member as member set released = true where member.item_id = ${item} and ${isOpen}`);
  }

  /** The undecided members of these items with what may be shown of them, in their order. */
  show(items: readonly string[], on: Transaction | Database = this.database): Promise<MemberRow[]> {
    return on.query<MemberRow>(sql`
      select member.item_id, member.handoff_key, member.evidence,
             case when ${mayBeReviewed} then escalation.text end as text,
             escalation.at, escalation.language, escalation.intent, escalation.confidence_bp,
             escalation.failed_code, escalation.resolved_intent,
             case when ${mayBeReviewed} then escalation.words end as words,
             label.intent as label, own.centrality
      from review_item_member as member
      join escalation on escalation.handoff_key = member.handoff_key
      left join gap_label as label on label.handoff_key = member.handoff_key
      left join lateral (
        select max(gap_member.centrality) as centrality
        from gap_member
        where gap_member.handoff_key = member.handoff_key
      ) as own on true
      where member.item_id = any(${items}::uuid[]) and ${isOpen}
      order by member.item_id, member.place`);
  }

  neighbours(
    handoffs: readonly string[],
    on: Transaction | Database = this.database,
  ): Promise<NeighbourRow[]> {
    const keys = handoffs.map(bytes);
    return on.query<NeighbourRow>(sql`
      select escalation.handoff_key, escalation.text, own.gap_id, own.gap_name, label.intent as label,
             escalation.resolved_intent
      from escalation
      left join gap_label as label on label.handoff_key = escalation.handoff_key
      left join lateral (
        select gap.id as gap_id, ${gapName} as gap_name
        from gap_member
        join gap on gap.id = gap_member.gap_id
        where gap_member.handoff_key = escalation.handoff_key
        order by gap_member.centrality desc, gap.id
        limit 1
      ) as own on true
      where escalation.handoff_key = any(${keys}::bytea[]) and ${mayBeReviewed}`);
  }

  /** Words by handoff key, as far as they may be shown. */
  async texts(handoffs: readonly Buffer[]): Promise<Map<string, string>> {
    const rows = await this.database.query<{ handoff_key: Buffer; text: string }>(sql`
      select escalation.handoff_key, escalation.text
      from escalation
      where escalation.handoff_key = any(${handoffs}::bytea[]) and ${mayBeReviewed}`);
    return new Map(rows.map((row) => [keyOf(row.handoff_key), row.text]));
  }

  /** Of these, those that somebody decided about elsewhere since a time. */
  async decidedSince(handoffs: readonly Buffer[], since: Date, tx: Transaction): Promise<Buffer[]> {
    const rows = await tx.query<{ member: Buffer }>(sql`
      select distinct member
      from gap_decision as decision
      cross join lateral unnest(decision.members) as member
      where decision.at > ${since} and not decision.withdrawn and decision.withdraws is null
        and member = any(${handoffs}::bytea[])
        and not exists (select from review_decision where review_decision.uid = decision.uid)`);
    return rows.map((row) => row.member);
  }
}
