import { Injectable } from '@nestjs/common';
import type { Transaction } from '../db/database.js';
import { sql } from '../db/sql.js';
import type { Guidance } from './engine/utterances.js';
import { LabelStore } from './label.store.js';

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
  constructor(private readonly labels: LabelStore) {}

  async read(tx: Transaction): Promise<Guidance> {
    const before = await this.found(tx);
    const pins = await this.splitOff(tx);
    return { before, pins, needs: await this.labels.intents(tx) };
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
    return mapOf(
      await tx.query<Row>(sql`
        select distinct on (handoff_key) handoff_key, gap_id
        from gap_member
        where handoff_key in (
          select unnest(members) from gap_decision where type = 'gap.split' and not withdrawn)
        order by handoff_key, gap_id`),
    );
  }
}

const mapOf = (rows: readonly Row[]) =>
  new Map(rows.map(({ handoff_key, gap_id }) => [handoff_key.toString('base64url'), gap_id]));
