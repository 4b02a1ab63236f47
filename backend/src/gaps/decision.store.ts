import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Anchor } from './lineage.js';

export const gapDecisions = ['gap.named', 'gap.dismissed', 'gap.restored'] as const;
export type GapDecisionType = (typeof gapDecisions)[number];

/** What a decision about a gap carries in the ledger. */
export interface GapDecision {
  gap: string;
  name?: string;
  reason?: string;
  /** Handoff keys that were most central in it, so that a gap found anew is known again. */
  anchors: string[];
}

export const isGapDecision = (event: LedgerEvent): boolean =>
  (gapDecisions as readonly string[]).includes(event.type);

/** Decisions of people about gaps, as the ledger has them. */
@Injectable()
export class DecisionStore {
  async add(decisions: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    const rows = decisions.flatMap(({ uid, type, at, event, pub }) => {
      const data = (event?.data as GapDecision | undefined) ?? withoutWords(type, pub.gap);
      if (!data) return [];
      const anchors = data.anchors.map((key) => `\\x${Buffer.from(key, 'base64url').toString('hex')}`);
      const { gap: gap_id, name = null, reason = null } = data;
      return [{ uid, gap_id, type, at: new Date(at).toISOString(), name, reason, anchors }];
    });
    if (rows.length === 0) return;
    await tx.query(sql`
      insert into gap_decision (uid, gap_id, type, at, name, reason, anchors)
      select uid, gap_id, type, at, name, reason, anchors
      from json_populate_recordset(null::gap_decision, ${JSON.stringify(rows)}::json)
      on conflict (uid) do nothing`);
  }

  async replace(decisions: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from gap_decision
      where uid = any(${decisions.map((event) => event.uid)}::text[])`);
    await this.add(decisions, tx);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate gap_decision`);
  }

  /** What the latest decision about each gap says it consists of. */
  async anchors(tx: Transaction): Promise<Anchor[]> {
    const rows = await tx.query<{ gap_id: string; anchors: Buffer[] }>(sql`
      select distinct on (gap_id) gap_id, anchors
      from gap_decision
      where cardinality(anchors) > 0
      order by gap_id, at desc, uid desc`);
    return rows.map((row) => ({
      id: row.gap_id,
      members: row.anchors.map((key) => key.toString('base64url')),
    }));
  }
}

/** What is left of a decision once whoever made it was erased: a name is theirs, that a gap is dismissed is not. */
function withoutWords(type: LedgerEvent['type'], gap: string | undefined): GapDecision | undefined {
  return gap === undefined || type === 'gap.named' ? undefined : { gap, anchors: [] };
}
