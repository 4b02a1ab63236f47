import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { ItemRow } from './item.store.js';

/** What is asked of a second reader, and what two readers differ in. */
@Injectable()
export class SecondStore {
  /** The same question as in the first reading: with the label that was proposed then. */
  async ask(
    kind: 'second' | 'disagreement',
    item: ItemRow,
    decision: string,
    handoffs: readonly Buffer[],
    tx: Transaction,
  ): Promise<void> {
    if (handoffs.length === 0) return;
    const proposal = { label: item.label, labelFrom: item.label_from };
    await tx.query(sql`
      insert into review_queue (handoff_key, kind, gap_id, place, value, evidence, of_decision)
      select member.handoff_key, ${kind}, ${item.gap_id}, 0, ${item.value},
             member.evidence || ${JSON.stringify(proposal)}::jsonb, ${decision}
      from review_item_member as member
      where member.item_id = ${item.id} and member.handoff_key = any(${handoffs}::bytea[])
      on conflict (handoff_key, kind) do update
      set gap_id = excluded.gap_id, value = excluded.value, evidence = excluded.evidence,
          of_decision = excluded.of_decision, item_id = null, held_until = null`);
  }

  async forget(decision: string, tx: Transaction): Promise<void> {
    await tx.query(sql`delete from review_queue where of_decision = ${decision}`);
    await tx.query(sql`
      update review_item_member as member
      set released = true
      from review_item as item
      where item.id = member.item_id and item.of_decision = ${decision} and member.decision_id is null`);
  }
}
