import { Injectable } from '@nestjs/common';
import { nonCapabilityTypes } from '../contract/gap-types.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { bytes, keyOf } from '../episodes/key.js';
import { nonCapabilityReasons } from '../gaps/engine/escalation.js';
import { isDismissed } from '../gaps/membership.store.js';
import type { Example } from './example.js';
import { mayBeReviewed } from './queue.store.js';
import type { Queued } from './queued.js';

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
  left_out: string[] | null;
}

/** What the order of the queue is made of, and the order itself. */
@Injectable()
export class OrderStore {
  constructor(private readonly database: Database) {}

  /** What the order depends on: `gaps` changes with what is found, `labels` with what is decided. */
  async state(): Promise<{ gaps: string; labels: string }> {
    const row = await this.database.one<{ gaps: string; labels: string }>(sql`
      select concat_ws(' ', (select version from gap_model), (select count(*) from gap_found_member)) as gaps,
             (select concat_ws(' ', count(*), max(at)) from gap_decision) as labels`);
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
             (
               select array_remove(array_agg(distinct decision.label), null)
               from review_item_member as left_out
               join review_item as item on item.id = left_out.item_id and item.kind = 'core'
               join review_decision as decision on decision.item_id = item.id and decision.undone_at is null
               where left_out.handoff_key = candidate.handoff_key and left_out.decision_id is null) as left_out
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
          ${queued.map((one) => bytes(one.handoffKey))}::bytea[],
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
}
