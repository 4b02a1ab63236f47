import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import { DecisionStore } from './decision.store.js';
import { withdrawnBy } from './placement.js';
import type { Guidance } from './utterances.js';

interface Row {
  handoff_key: Buffer;
  gap_id: string;
}

/**
 * What people and the run before have to say about the next run. Where decisions put a handoff it stays whatever is
 * found; that some were split off says more: others like them belong to them.
 */
@Injectable()
export class GuidanceStore {
  constructor(private readonly decisions: DecisionStore) {}

  async read(tx: Transaction): Promise<Guidance> {
    const before = await this.found(tx);
    const pins = await this.splitOff(tx);
    return { before, pins };
  }

  /** Where each escalation was found. */
  private async found(tx: Transaction): Promise<Map<string, string>> {
    return mapOf(
      await tx.query<Row>(sql`
        select distinct on (handoff_key) handoff_key, gap_id
        from gap_found_member
        order by handoff_key, centrality desc, gap_id`),
    );
  }

  /** The gaps of those that were split off one. */
  private async splitOff(tx: Transaction): Promise<Map<string, string>> {
    const decisions = await this.decisions.placing(tx);
    const withdrawn = withdrawnBy(decisions);
    const handoffs = decisions
      .filter(({ uid, type }) => type === 'gap.split' && !withdrawn.has(uid))
      .flatMap(({ members }) => members.map((key) => Buffer.from(key, 'base64url')));
    return mapOf(
      await tx.query<Row>(sql`
        select distinct on (handoff_key) handoff_key, gap_id
        from gap_member
        where handoff_key = any(${handoffs}::bytea[])
        order by handoff_key, gap_id`),
    );
  }
}

const mapOf = (rows: readonly Row[]) =>
  new Map(rows.map(({ handoff_key, gap_id }) => [handoff_key.toString('base64url'), gap_id]));
