import { Injectable } from '@nestjs/common';
import { gapDecisionTypes } from '../contract/event-types.js';
import { Database, type Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { LedgerEvent } from '../ledger/ledger-event.js';
import type { Anchor } from './lineage/lineage.js';
import { type PlacingDecision, withdrawnBy } from './placement.js';

/** What a decision about a gap carries in the ledger; handoffs by their keys. */
export interface GapDecision {
  gap: string;
  name?: string;
  reason?: string;
  /** Handoffs that were most central in it, so that a gap found anew is known again. */
  anchors?: string[];
  /** Of a merge the gap that remains, of a split the new one, of a move the one that is left. */
  other_gap?: string;
  /** The handoffs that it is about; of a merge, the most central of the gap that goes. */
  gap_members?: string[];
  /** Most central in the gap that remains after a merge or a split, or that is moved into. */
  other_members?: string[];
  /** Uid of the decision that it takes back. */
  withdraws?: string;
  /** Of labels: the intent that its handoffs are examples of. */
  intent?: string;
  /** Of labels: the kind of item that the reviewer was shown. */
  code?: string;
}

export const isGapDecision = (event: LedgerEvent): boolean =>
  (gapDecisionTypes as readonly string[]).includes(event.type);

const hexOf = (keys: readonly string[] = []) =>
  keys.map((key) => `\\x${Buffer.from(key, 'base64url').toString('hex')}`);
const keysOf = (keys: readonly Buffer[]) => keys.map((key) => key.toString('base64url'));

interface DecisionRow {
  uid: string;
  type: string;
  at: Date;
  gap_id: string;
  other_gap: string | null;
  members: Buffer[];
  other_members: Buffer[];
  withdraws: string | null;
}

/** Decisions of people about gaps, as the ledger has them. */
@Injectable()
export class DecisionStore {
  constructor(private readonly database: Database) {}

  async add(decisions: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    const rows = decisions.flatMap((event) => {
      const data = (event.event?.data as GapDecision | undefined) ?? withoutWords(event);
      return data ? [rowOf(event, data)] : [];
    });
    if (rows.length === 0) return;
    await tx.query(sql`
      insert into gap_decision (
        uid, gap_id, type, at, name, reason, anchors, other_gap, members, other_members, withdraws, intent, code)
      select uid, gap_id, type, at, name, reason, anchors, other_gap, members, other_members, withdraws, intent,
             code
      from json_populate_recordset(null::gap_decision, ${JSON.stringify(rows)}::json)
      on conflict (uid) do nothing`);
    await this.markWithdrawn(tx);
  }

  async replace(decisions: readonly LedgerEvent[], tx: Transaction): Promise<void> {
    await tx.query(sql`
      delete from gap_decision
      where uid = any(${decisions.map((event) => event.uid)}::text[])`);
    await this.add(decisions, tx);
    await this.markWithdrawn(tx);
  }

  async clear(tx: Transaction): Promise<void> {
    await tx.query(sql`truncate gap_decision`);
  }

  /** Those that say what belongs where, and what takes others back. */
  async placing(on: Transaction | Database = this.database): Promise<PlacingDecision[]> {
    const rows = await on.query<DecisionRow>(sql`
      select uid, type, at, gap_id, other_gap, members, other_members, withdraws
      from gap_decision
      where type not in ('gap.named', 'gap.dismissed', 'gap.restored', 'gap.withheld')
      order by at, uid`);
    return rows.map((row) => ({
      uid: row.uid,
      type: row.type,
      at: row.at.getTime(),
      gap: row.gap_id,
      otherGap: row.other_gap,
      members: keysOf(row.members),
      otherMembers: keysOf(row.other_members),
      withdraws: row.withdraws,
    }));
  }

  /** A decision about a gap, or by which another became part of it. */
  async find(
    uid: string,
    gap: string,
  ): Promise<{ gap: string; otherGap: string | null; withdrawn: boolean } | undefined> {
    return this.database.one(sql`
      select gap_id as gap, other_gap as "otherGap", withdrawn
      from gap_decision
      where uid = ${uid} and (gap_id = ${gap} or other_gap = ${gap})`);
  }

  /** What the latest decision about each gap says it consists of. */
  async anchors(tx: Transaction): Promise<Anchor[]> {
    const rows = await tx.query<{ gap_id: string; anchors: Buffer[] }>(sql`
      select distinct on (gap_id) gap_id, anchors
      from (
        select gap_id, anchors, at, uid from gap_decision where not withdrawn
        union all
        select other_gap, other_members, at, uid from gap_decision
        where type = 'gap.merged' and not withdrawn
        union all
        select other_gap, members, at, uid from gap_decision
        where type = 'gap.split' and not withdrawn
        union all
        select gap_id, members, at, uid from gap_decision
        where type = 'gap.merged' and not withdrawn
        union all
        select gap_id, other_members, at, uid from gap_decision
        where type in ('gap.split', 'gap.moved', 'gap.accepted', 'gap.rejected', 'gap.labelled') and not withdrawn
      ) as said
      where cardinality(anchors) > 0
      order by gap_id, at desc, uid desc`);
    return rows.map((row) => ({ id: row.gap_id, members: keysOf(row.anchors) }));
  }

  private async markWithdrawn(tx: Transaction): Promise<void> {
    const rows = await tx.query<{ uid: string; withdraws: string | null }>(sql`
      select uid, withdraws
      from gap_decision
      where withdraws is not null
         or uid in (select withdraws from gap_decision where withdraws is not null)
         or withdrawn`);
    const withdrawn = [...withdrawnBy(rows)];
    await tx.query(sql`
      update gap_decision
      set withdrawn = not withdrawn
      where withdrawn <> (uid = any(${withdrawn}::text[]))`);
  }
}

const rowOf = ({ uid, type, at }: LedgerEvent, data: GapDecision) => ({
  uid,
  type,
  at: new Date(at).toISOString(),
  gap_id: data.gap,
  name: data.name ?? null,
  reason: data.reason ?? null,
  anchors: hexOf(data.anchors),
  other_gap: data.other_gap ?? null,
  members: hexOf(data.gap_members),
  other_members: hexOf(data.other_members),
  withdraws: data.withdraws ?? null,
  intent: data.intent ?? null,
  code: data.code ?? null,
});

/** What is left of a decision once whoever made it was erased: a name is theirs, what belongs where is not. */
function withoutWords({ type, pub }: LedgerEvent): GapDecision | undefined {
  const { gap, other_gap, gap_members, other_members, withdraws, intent, code } = pub;
  if (gap === undefined || type === 'gap.named') return undefined;
  return {
    gap,
    ...(other_gap === undefined ? {} : { other_gap }),
    ...(gap_members === undefined ? {} : { gap_members }),
    ...(other_members === undefined ? {} : { other_members }),
    ...(withdraws === undefined ? {} : { withdraws }),
    ...(intent === undefined ? {} : { intent }),
    ...(code === undefined ? {} : { code }),
  };
}
