import { Injectable } from '@nestjs/common';
import { consentPolicy } from '../contract/consent.js';
import type { ReviewKind } from '../contract/review.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { consented } from '../episodes/consent.store.js';
import type { Evidence } from './queued.js';

/** Words that a dataset may take and a page may show; `escalation` stands in the statement. */
export const mayBeReviewed: Sql = sql`
  escalation.text is not null
  and ${consented(sql`escalation`, 'datasets', consentPolicy.dataset)}
  and ${consented(sql`escalation`, 'pages', 'transcript')}`;

/** Answered by a decision of a reviewer that stands; a split says nothing yet of what its examples are. */
const isAnswered: Sql = sql`
  exists (
    select
    from review_item_member as answered
    join review_decision as decision on decision.id = answered.decision_id
    where answered.handoff_key = queue.handoff_key
      and not (decision.verdict = 'split' and decision.label is null)
      and case queue.kind
            when 'suspect' then decision.kind in ('edge', 'suspect', 'disagreement')
            when 'second' then decision.kind = 'second' and decision.of_decision = queue.of_decision
            when 'disagreement' then decision.kind = 'disagreement' and decision.of_decision = queue.of_decision
            else decision.kind <> 'second'
          end)`;

const isHeld = (now: Date): Sql => sql`
  exists (
    select
    from review_item_member as held
    join review_item as item on item.id = held.item_id
    where held.handoff_key = queue.handoff_key and held.decision_id is null and not held.released
      and item.held_until > ${now})`;

/** The asker gave it back not long ago. */
const isSkipped = ({ reviewer, now }: Asker): Sql => sql`
  exists (
    select
    from review_item_member as skipped
    join review_item as item on item.id = skipped.item_id
    where skipped.handoff_key = queue.handoff_key and skipped.released and item.reviewer = ${reviewer}
      and item.claimed_at > ${new Date(now.getTime() - skippedMs)})`;
const skippedMs = 8 * 3_600_000;

/** A label by whatever way: of a core or an edge nothing is left to ask then. */
const isSettled: Sql = sql`
  queue.kind in ('core', 'edge')
  and exists (select from gap_label where gap_label.handoff_key = queue.handoff_key)`;

/** May be given to somebody now. `queue` stands in the statement. */
const isFree = ({ now, reviewer }: Asker): Sql => sql`
  (queue.held_until is null or queue.held_until <= ${now})
  and not ${isHeld(now)} and not ${isAnswered} and not (${isSettled})
  and not exists (
    select
    from review_decision as first
    where queue.kind = 'second' and first.id = queue.of_decision and first.reviewer = ${reviewer})
  and exists (
    select from escalation where escalation.handoff_key = queue.handoff_key and ${mayBeReviewed})`;

export interface Asker {
  /** Pseudonym. */
  reviewer: Buffer;
  now: Date;
}

export interface QueueRow {
  handoff_key: Buffer;
  kind: ReviewKind;
  gap_id: string;
  core: string | null;
  value: number;
  evidence: Evidence;
  of_decision: string | null;
}
/** Whoever orders the queue holds it alone. */
export const orderLock = 'review.order';
const columns = sql`
  queue.handoff_key, queue.kind, queue.gap_id, queue.core, queue.value, queue.evidence, queue.of_decision`;

/** What is to be reviewed, and who has it. */
@Injectable()
export class QueueStore {
  constructor(private readonly database: Database) {}

  /** Until the transaction ends the queue is not ordered anew: each would wait for rows that the other has. */
  keepOrder(tx: Transaction): Promise<void> {
    return tx.lockShared(orderLock);
  }

  /** The free row of these kinds that is worth most; of a core the one that leads it. Nobody else is given it until the transaction ends. */
  next(
    kinds: readonly ReviewKind[],
    gap: string | undefined,
    asker: Asker,
    tx: Transaction,
  ): Promise<QueueRow | undefined> {
    return tx.one<QueueRow>(sql`
      select ${columns}
      from review_queue as queue
      where queue.kind = any(${kinds}::text[]) and queue.place = 0
        and (${gap ?? null}::text is null or queue.gap_id = ${gap ?? null})
        and ${isFree(asker)}
      order by ${isSkipped(asker)}, queue.value desc, queue.handoff_key, queue.kind
      limit 1
      for update of queue skip locked`);
  }

  /** The core that a row leads, with it, the surest first. */
  core({ gap_id, core }: QueueRow, asker: Asker, tx: Transaction): Promise<QueueRow[]> {
    return tx.query<QueueRow>(sql`
      select ${columns}
      from review_queue as queue
      where queue.kind = 'core' and queue.gap_id = ${gap_id} and queue.core = ${core} and ${isFree(asker)}
      order by queue.place
      for update of queue skip locked`);
  }

  async hold(rows: readonly QueueRow[], item: string, until: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update review_queue
      set item_id = ${item}, held_until = ${until}
      where kind = ${rows[0]?.kind ?? ''} and handoff_key = any(${rows.map((row) => row.handoff_key)}::bytea[])`);
  }

  /** Of a core that was decided without them, each is asked by itself, for its share of what the core was worth. */
  async takeApart(item: string, tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from review_queue as queue
      using review_queue as other
      where queue.item_id = ${item} and other.handoff_key = queue.handoff_key and other.kind = 'edge'`);
    await tx.query(sql`
      update review_queue
      set kind = 'edge', core = null, place = 0,
          value = value / (select count(*) from review_item_member as member where member.item_id = ${item})
      where item_id = ${item} and kind = 'core'`);
  }

  async letGo(item: string, tx: Transaction): Promise<void> {
    await tx.query(sql`update review_queue set item_id = null, held_until = null where item_id = ${item}`);
  }

  /** What is open again after a decision was taken back; whoever holds the item holds it. */
  async putBack(
    item: {
      id: string;
      kind: ReviewKind;
      gap_id: string;
      value: number;
      of_decision: string | null;
      held_until: Date;
    },
    handoffs: readonly Buffer[],
    tx: Transaction,
  ): Promise<void> {
    await tx.query(sql`
      insert into review_queue (
        handoff_key, kind, gap_id, core, place, value, evidence, of_decision, item_id, held_until)
      select member.handoff_key, ${item.kind}, ${item.gap_id}, ${`item ${item.id}`},
             case when ${item.kind === 'core'} then row_number() over (order by member.place) - 1 else 0 end,
             ${item.value}, member.evidence, ${item.of_decision}, ${item.id}, ${item.held_until}
      from review_item_member as member
      where member.item_id = ${item.id} and member.handoff_key = any(${handoffs}::bytea[])
      on conflict (handoff_key, kind) do update
      set item_id = excluded.item_id, held_until = excluded.held_until`);
  }

  /** Escalations that no run of the gaps has looked at. */
  async countWaiting(): Promise<number> {
    const row = await this.database.one<{ waiting: number }>(sql`select count(*) as waiting from gap_news`);
    return row?.waiting ?? 0;
  }

  async extend(items: readonly string[], until: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      update review_queue set held_until = ${until} where item_id = any(${items}::uuid[])`);
  }

  /** Takes what was decided off the queue; a reading that others depend on only itself. */
  async remove(handoffs: readonly Buffer[], kinds: readonly ReviewKind[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from review_queue
      where handoff_key = any(${handoffs}::bytea[]) and kind = any(${kinds}::text[])`);
  }

  /** Of one gap, where it is named. */
  async countLeft(
    asker: Asker,
    gap?: string,
    on: Transaction | Database = this.database,
  ): Promise<{ kind: ReviewKind; cores: number; examples: number }[]> {
    return on.query(sql`
      select queue.kind, count(distinct (queue.gap_id, queue.core)) as cores, count(*) as examples
      from review_queue as queue
      where ${isFree(asker)} and (${gap ?? null}::text is null or queue.gap_id = ${gap ?? null})
      group by queue.kind`);
  }
}
