import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';

/** The intents that reviewers gave to examples: of each the latest word that stands, from their decisions. */
@Injectable()
export class LabelStore {
  /** After these decisions (uids) were added: what they say, and what those say that they take back or give back. */
  async settle(decisions: readonly string[], tx: Transaction): Promise<void> {
    const touched = sql`
      with recursive touched as (
        select uid, type, withdraws, members from gap_decision where uid = any(${decisions}::text[])
        union
        select before.uid, before.type, before.withdraws, before.members
        from touched
        join gap_decision as before on before.uid = touched.withdraws
      )
      select distinct member
      from touched
      cross join lateral unnest(touched.members) as member
      where type in ('gap.labelled', 'gap.withheld')`;
    const rows = await tx.query<{ member: Buffer }>(touched);
    if (rows.length === 0) return;
    const keys = rows.map(({ member }) => member);
    await tx.query(sql`delete from gap_label where handoff_key = any(${keys}::bytea[])`);
    await tx.query(sql`
      insert into gap_label (handoff_key, intent, code, decision, at)
      select distinct on (member) member, decision.intent, decision.code, decision.uid, decision.at
      from gap_decision as decision
      cross join lateral unnest(decision.members) as member
      where decision.type in ('gap.labelled', 'gap.withheld') and not decision.withdrawn
        and decision.members && ${keys}::bytea[] and member = any(${keys}::bytea[])
      order by member, decision.at desc, decision.uid desc`);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate gap_label`);
  }

  /** By handoff key; what is no training data is not in it. */
  async intents(tx: Transaction): Promise<Map<string, string>> {
    const rows = await tx.query<{ handoff_key: Buffer; intent: string }>(sql`
      select handoff_key, intent from gap_label where intent is not null`);
    return new Map(rows.map(({ handoff_key, intent }) => [handoff_key.toString('base64url'), intent]));
  }
}
