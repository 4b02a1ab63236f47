import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Described } from './describe/describe.js';
import type { Escalation } from './engine/escalation.js';
import { escalationColumns, escalationOf, type StoredEscalation } from './escalation.store.js';

/** Of one gap that is described, and half of those that it is described against. */
export const most = 1_000;

/** The gaps whose make-up is a person's. */
@Injectable()
export class RemadeStore {
  /** The most central escalations of each. */
  async members(ids: readonly string[], limit: number, tx: Transaction): Promise<Map<string, Escalation[]>> {
    const rows = await tx.query<StoredEscalation & { gap_id: string }>(sql`
      select asked.id as gap_id, member.*
      from unnest(${ids}::text[]) as asked (id)
      cross join lateral (
        select ${escalationColumns}
        from gap_member
        join escalation on escalation.handoff_key = gap_member.handoff_key
        where gap_member.gap_id = asked.id
        order by gap_member.centrality desc, escalation.handoff_key
        limit ${limit}
      ) as member`);
    const members = new Map<string, Escalation[]>();
    for (const row of rows) {
      const own = members.get(row.gap_id);
      if (own) own.push(escalationOf(row));
      else members.set(row.gap_id, [escalationOf(row)]);
    }
    return members;
  }

  /** Keys are keyed digests: their order has nothing to do with what was said. */
  async background(tx: Transaction): Promise<Escalation[]> {
    const rows = await tx.query<StoredEscalation>(sql`
      select ${escalationColumns}
      from escalation
      where text is not null
      order by handoff_key
      limit ${2 * most}`);
    return rows.map(escalationOf);
  }

  async describe(described: ReadonlyMap<string, Described>, tx: Transaction): Promise<void> {
    const rows = [...described].map(([id, about]) => ({ id, ...about }));
    await tx.query(sql`
      update gap
      set stream = said.stream, type = said.type, evidence = said.evidence, name = said.name, terms = said.terms
      from json_populate_recordset(null::gap, ${JSON.stringify(rows)}::json) as said
      where gap.id = said.id`);
  }
}
