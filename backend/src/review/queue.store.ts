import { Injectable } from '@nestjs/common';
import { consentPolicy } from '../contract/consent.js';
import type { ReviewKind } from '../contract/review.js';
import { Database, type Transaction } from '../db/database.js';
import { type Sql, sql } from '../db/sql.js';
import { consented } from '../episodes/consent.store.js';
import { nonCapabilityReasons } from '../gaps/escalation.js';
import { nonCapabilityTypes } from '../gaps/gap-type.js';
import { isDismissed } from '../gaps/membership.store.js';
import type { Example } from './example.js';
import type { Evidence, Queued } from './queued.js';

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
const columns = sql`
  queue.handoff_key, queue.kind, queue.gap_id, queue.core, queue.value, queue.evidence, queue.of_decision`;

interface ExampleRow {
  handoff_key: Buffer;
  text: string;
  intent: string | null;
  failed_code: string | null;
  resolved_intent: string | null;
  gap_id: string | null;
  centrality: number | null;
  also: boolean;
  said: boolean;
  label: string | null;
  code: string | null;
  left_out: boolean;
}

const keyOf = (key: Buffer) => key.toString('base64url');
const bytes = (keys: readonly string[]) => keys.map((key) => Buffer.from(key, 'base64url'));

/** What is to be reviewed, and in which order. */
@Injectable()
export class QueueStore {
  constructor(private readonly database: Database) {}

  /** What the order depends on: `gaps` changes with runs and members, `labels` with decisions. */
  async state(): Promise<{ gaps: string; labels: string }> {
    const row = await this.database.one<{ gaps: string; labels: string }>(sql`
      select concat_ws(' ', (select version from gap_model), (select count(*) from gap_member)) as gaps,
             (select concat_ws(' ', count(*), max(decision)) from gap_label) as labels`);
    return row ?? { gaps: '', labels: '' };
  }

  async ordered(): Promise<{ state: string; at: Date } | undefined> {
    return this.database.one(sql`select state, at from review_order`);
  }

  /**
   * Escalations that may be reviewed or say what others are: undecided ones of these gaps, in their order, and those
   * that were decided lately.
   */
  async examples(gaps: readonly string[], most: number, tx: Transaction): Promise<Example[]> {
    const rows = await tx.query<ExampleRow>(sql`
      with candidate as materialized (
        select escalation.handoff_key, escalation.text, escalation.intent, escalation.failed_code,
               escalation.resolved_intent, own.gap_id, own.centrality,
               label.handoff_key is not null as said, label.intent as label, label.code,
               row_number() over (
                 partition by label.handoff_key is not null
                 order by array_position(${gaps}::text[], own.gap_id), own.centrality desc nulls last,
                          escalation.handoff_key) as place
        from escalation
        left join lateral (
          select gap_member.gap_id, gap_member.centrality
          from gap_member
          where gap_member.handoff_key = escalation.handoff_key
          order by gap_member.centrality desc, gap_member.gap_id
          limit 1
        ) as own on true
        left join gap_label as label on label.handoff_key = escalation.handoff_key
        where ${mayBeReviewed}
          and coalesce(escalation.reason, '') <> all(${nonCapabilityReasons}::text[])
          and (own.gap_id is null or own.gap_id = any(${gaps}::text[]))
      )
      select candidate.*,
             exists (
               select from gap_found_also as also where also.handoff_key = candidate.handoff_key) as also,
             exists (
               select
               from review_item_member as left_out
               join review_item as item on item.id = left_out.item_id and item.kind = 'core'
               where left_out.handoff_key = candidate.handoff_key and left_out.decision_id is null
                 and exists (
                   select
                   from review_decision as decision
                   where decision.item_id = item.id and decision.undone_at is null)) as left_out
      from candidate
      where place <= ${most}
      order by candidate.handoff_key`);
    return rows.map((row) => ({
      handoffKey: keyOf(row.handoff_key),
      text: row.text,
      botIntent: row.intent,
      failedCode: row.failed_code,
      resolved: row.resolved_intent,
      gap: row.gap_id,
      centrality: row.centrality ?? 0,
      alsoIn: row.also,
      said: row.said ? { intent: row.label, alone: row.code !== 'core' } : null,
      leftOut: row.left_out,
    }));
  }

  /** Gaps whose examples are asked about: those a better bot could close. */
  async openGaps(): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(sql`
      select id
      from gap
      where retired_at is null and type <> all(${[...nonCapabilityTypes]}::text[]) and not ${isDismissed}`);
    return new Set(rows.map(({ id }) => id));
  }

  /** Puts a new order in the place of the old one; who holds what stays. */
  async replace(queued: readonly Queued[], state: string, at: Date, tx: Transaction): Promise<void> {
    await tx.query(sql`
      with ordered as materialized (
        select *
        from unnest(
          ${bytes(queued.map((one) => one.handoffKey))}::bytea[],
          ${queued.map((one) => one.kind)}::text[],
          ${queued.map((one) => one.gap)}::text[],
          ${queued.map((one) => one.core)}::text[],
          ${queued.map((one) => one.place)}::int[],
          ${queued.map((one) => one.value)}::real[],
          ${queued.map((one) => JSON.stringify(one.evidence))}::jsonb[]
        ) as said (handoff_key, kind, gap_id, core, place, value, evidence)
      ),
      gone as (
        delete from review_queue as queue
        where queue.kind in ('core', 'edge', 'suspect')
          and not exists (
            select from ordered where ordered.handoff_key = queue.handoff_key and ordered.kind = queue.kind)
      )
      insert into review_queue (handoff_key, kind, gap_id, core, place, value, evidence)
      select handoff_key, kind, gap_id, core, place, value, evidence from ordered
      on conflict (handoff_key, kind) do update
      set gap_id = excluded.gap_id, core = excluded.core, place = excluded.place, value = excluded.value,
          evidence = excluded.evidence`);
    await tx.query(sql`
      insert into review_order (state, at) values (${state}, ${at})
      on conflict (singleton) do update set state = excluded.state, at = excluded.at`);
  }

  /** The next free row of a kind; of a core the one that leads it. Nobody else is given it until the transaction ends. */
  next(
    kind: ReviewKind,
    gap: string | undefined,
    asker: Asker,
    tx: Transaction,
  ): Promise<QueueRow | undefined> {
    return tx.one<QueueRow>(sql`
      select ${columns}
      from review_queue as queue
      where queue.kind = ${kind} and queue.place = 0
        and (${gap ?? null}::text is null or queue.gap_id = ${gap ?? null})
        and ${isFree(asker)}
      order by ${isSkipped(asker)}, queue.value desc, queue.handoff_key
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

  async countLeft(
    asker: Asker,
    on: Transaction | Database = this.database,
  ): Promise<{ kind: ReviewKind; cores: number; examples: number }[]> {
    return on.query(sql`
      select queue.kind, count(distinct (queue.gap_id, queue.core)) as cores, count(*) as examples
      from review_queue as queue
      where ${isFree(asker)}
      group by queue.kind`);
  }
}
